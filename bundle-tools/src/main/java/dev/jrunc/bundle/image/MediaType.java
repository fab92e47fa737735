package dev.jrunc.bundle.image;

import org.jspecify.annotations.Nullable;

/** The media types of images, of image-spec and the older ones of Docker (media-types.md). */
enum MediaType {
    INDEX,
    MANIFEST,
    CONFIG,
    LAYER,
    LAYER_GZIP,
    LAYER_ZSTD;

    static @Nullable MediaType named(String name) {
        return switch (name) {
            case "application/vnd.oci.image.index.v1+json",
                    "application/vnd.docker.distribution.manifest.list.v2+json" -> INDEX;
            case "application/vnd.oci.image.manifest.v1+json", "application/vnd.docker.distribution.manifest.v2+json" ->
                MANIFEST;
            case "application/vnd.oci.image.config.v1+json", "application/vnd.docker.container.image.v1+json" -> CONFIG;
            case "application/vnd.oci.image.layer.v1.tar",
                    "application/vnd.docker.image.rootfs.diff.tar",
                    "application/vnd.oci.image.layer.nondistributable.v1.tar" -> LAYER;
            case "application/vnd.oci.image.layer.v1.tar+gzip",
                    "application/vnd.docker.image.rootfs.diff.tar.gzip",
                    "application/vnd.oci.image.layer.nondistributable.v1.tar+gzip",
                    "application/vnd.docker.image.rootfs.foreign.diff.tar.gzip" -> LAYER_GZIP;
            case "application/vnd.oci.image.layer.v1.tar+zstd",
                    "application/vnd.docker.image.rootfs.diff.tar.zstd",
                    "application/vnd.oci.image.layer.nondistributable.v1.tar+zstd" -> LAYER_ZSTD;
            default -> null;
        };
    }
}
