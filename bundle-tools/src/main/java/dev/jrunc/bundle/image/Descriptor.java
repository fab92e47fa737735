package dev.jrunc.bundle.image;

import dev.jrunc.bundle.digest.Digest;
import java.util.Base64;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Points to a blob: what kind, how long, and what it must hash to (descriptor.md). */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record Descriptor(
        String mediaType,
        Digest digest,
        long size,
        byte @Nullable [] data,
        Map<String, String> annotations,
        @Nullable Platform platform,
        boolean artifact) {

    /** One that says no more than it must. */
    public static Descriptor of(String mediaType, Digest digest, long size) {
        return new Descriptor(mediaType, digest, size, null, Map.of(), null, false);
    }

    static Descriptor of(JsonValue value) throws ImageException {
        long size = value.get("size").number();
        if (size < 0) {
            throw value.get("size").wrong("must not be negative");
        }
        JsonValue platform = value.get("platform");
        String data = value.get("data").text("");
        try {
            return new Descriptor(
                    value.get("mediaType").text(),
                    value.get("digest").digest(),
                    size,
                    data.isEmpty() ? null : Base64.getDecoder().decode(data),
                    value.get("annotations").textMap(),
                    platform.isAbsent() ? null : Platform.of(platform),
                    !value.get("artifactType").text("").isEmpty());
        } catch (IllegalArgumentException e) {
            throw new ImageException(value.document() + ": " + value.path() + ".data is not base64", e);
        }
    }

    @Nullable
    MediaType type() {
        return MediaType.named(mediaType);
    }

    /** An index or a manifest, which registries keep apart from blobs. */
    public boolean isDocument() {
        return type() == MediaType.INDEX || type() == MediaType.MANIFEST;
    }

    /** A layer that neither registries nor archives need to have (layer.md#non-distributable-layers). */
    boolean isForeign() {
        return mediaType.contains(".nondistributable.") || mediaType.contains(".foreign.");
    }

    String annotation(String name) {
        return annotations.getOrDefault(name, "");
    }

    /** Size first: it costs nothing to see that a blob is too long. */
    public void check(byte[] content) throws ImageException {
        if (content.length != size) {
            throw wrongSize(digest, size, content.length);
        }
        Digest actual = Digest.of(content, digest.algorithm());
        if (!actual.equals(digest)) {
            throw new ImageException("blob " + digest + ": wrong digest: its content hashes to " + actual);
        }
    }

    static ImageException wrongSize(Digest digest, long expected, long actual) {
        return new ImageException(
                "blob " + digest + ": wrong size: its descriptor says " + expected + " bytes, the blob has " + actual);
    }
}
