package dev.jrunc.bundle.unpack;

import static dev.jrunc.bundle.unpack.LayoutBuilder.TAR;
import static dev.jrunc.bundle.unpack.LayoutBuilder.descriptor;
import static dev.jrunc.bundle.unpack.LayoutBuilder.tagged;

import dev.jrunc.bundle.rootfs.TarBuilder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Blobs that are not what their descriptors say. */
class HostileBlobTest extends ImageFixture {
    private static final String ZEROS = "0".repeat(64);

    /** Manifest, config and layer in turn; the same length, so that only the digest can tell. */
    @Test
    void everyBlobIsCheckedByDigest() throws Exception {
        good().write("{}");
        for (Path blob : blobs()) {
            byte[] content = Files.readAllBytes(blob);
            byte[] other = content.clone();
            other[other.length - 1] ^= 1;
            Files.write(blob, other);
            refused("wrong digest");
            Files.write(blob, content);
        }
        unpack();
    }

    @Test
    void everyBlobIsCheckedBySize() throws Exception {
        good().write("{}");
        for (Path blob : blobs()) {
            byte[] content = Files.readAllBytes(blob);
            Files.write(blob, new byte[1], StandardOpenOption.APPEND);
            refused("wrong size");
            Files.write(blob, content);
        }
    }

    @Test
    void layerThatRegistriesDoNotHandOut() throws Exception {
        String type = "application/vnd.docker.image.rootfs.foreign.diff.tar.gzip";
        String none = "sha256:" + ZEROS;
        image.layer(descriptor(type, none, 1), none).write("{}");
        refused("is missing, a layer that its maker alone hands out");
    }

    @Test
    void everyBlobMustBeThere() throws Exception {
        good().write("{}");
        for (Path blob : blobs()) {
            byte[] content = Files.readAllBytes(blob);
            Files.delete(blob);
            refused("is missing");
            Files.write(blob, content);
        }
    }

    @Test
    void wrongDiffId() throws Exception {
        byte[] tar = new TarBuilder().file("f", "x").bytes();
        image.layer(TAR, tar, "sha256:" + ZEROS).write("{}");
        refused("wrong DiffID");
    }

    @ParameterizedTest
    @ValueSource(strings = {"+gzip", "+zstd", "+encrypted", "+gzip+encrypted", "+xz"})
    void layersOfAnotherKindThanTheySay(String suffix) throws Exception {
        byte[] tar = new TarBuilder().file("f", "x").bytes();
        image.layer(TAR + suffix, tar, image.digest(tar)).write("{}");
        refused(
                suffix.matches("\\+(gzip|zstd)")
                        ? "its content is not compressed"
                        : "is no layer that can be unpacked"
                                + (suffix.endsWith("+encrypted") ? ": it is encrypted" : ""));
    }

    @Test
    void compressedLayerThatSaysItIsPlain() throws Exception {
        byte[] tar = new TarBuilder().file("f", "x").bytes();
        image.layer(TAR, LayoutBuilder.gzip(tar), image.digest(tar)).write("{}");
        refused("its content is gzip");
    }

    @Test
    void inlineDataThatIsSomethingElse() throws Exception {
        good();
        String manifest = image.manifest("{}");
        image.add(tagged(LayoutBuilder.with(manifest, "\"data\": \"AAAA\""), "latest"))
                .write();
        refused("wrong size");
        image = new LayoutBuilder(layout);
        image.add(tagged(LayoutBuilder.with(manifest, "\"data\": \"?\""), "latest"))
                .write();
        refused("is not base64");
    }
}
