package dev.jrunc.bundle.unpack;

import static dev.jrunc.bundle.unpack.LayoutBuilder.TAR;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.jrunc.bundle.rootfs.TarBuilder;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Layers that are too much, damaged, or go on where they should end. */
class LayerStreamsTest extends ImageFixture {
    @Test
    void extendedHeaderWithoutEnd() throws Exception {
        layers(new TarBuilder().pax("comment", "x".repeat(2 << 20)).file("x", ""));
        refused("longer than any file system needs");
    }

    @Test
    void moreThanAllowed() throws Exception {
        layers(new TarBuilder().file("a", "x".repeat(600)), new TarBuilder().file("b", "x".repeat(600)));
        refused("--max-size", layout.toString(), new UnpackLimits(1000, 1000, 500));
    }

    @Test
    void moreEntriesThanAllowedOverAllLayers() throws Exception {
        layers(new TarBuilder().file("a", "").file("b", ""), new TarBuilder().file("c", ""));
        refused("--max-entries", layout.toString(), new UnpackLimits(1000, 2, 500));
    }

    /** One name, a hundred directories. */
    @Test
    void impliedDirectoriesCountAsEntries() throws Exception {
        layers(new TarBuilder()
                .pax("path", "d/".repeat(100) + "f")
                .file("x", "")
                .file("y", ""));
        refused("--max-entries", layout.toString(), new UnpackLimits(1000, 50, 500));
    }

    /** Whiteouts make no file, and still cost work. */
    @Test
    void whiteoutsCountAsEntries() throws Exception {
        layers(new TarBuilder().file(".wh.a", "").file(".wh.b", "").file(".wh.c", ""));
        refused("--max-entries", layout.toString(), new UnpackLimits(1000, 2, 500));
    }

    @Test
    void sparseFileLargerThanAllowed() throws Exception {
        layers(new TarBuilder()
                .pax("GNU.sparse.map", "0,1", "GNU.sparse.size", "999999999999")
                .file("f", "x"));
        refused("--max-size", layout.toString(), new UnpackLimits(1 << 20, 1000, 500));
    }

    @Test
    void gzipBomb() throws Exception {
        ByteArrayOutputStream bomb = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(bomb)) {
            gzip.write(new TarBuilder().header('0', "zeros", "", 1L << 33).unfinished());
            byte[] zeros = new byte[1 << 20];
            for (int i = 0; i < 300; i++) {
                gzip.write(zeros);
            }
        }
        image.layer(TAR + "+gzip", bomb.toByteArray(), image.digest(new byte[0]))
                .write("{}");
        refused("decompression bomb", layout.toString(), new UnpackLimits(1L << 40, 1000, 500));
    }

    /** A frame whose header asks for a window of 2 GiB (RFC 8878, 3.1.1.1.2). */
    @Test
    void zstdWindowBomb() throws Exception {
        byte[] frame = {0x28, (byte) 0xb5, 0x2f, (byte) 0xfd, 0, (byte) (21 << 3), 1, 0, 0};
        image.layer(TAR + "+zstd", frame, image.digest(new byte[0])).write("{}");
        refused("too much memory");
    }

    /** As umoci and the engines take them: the DiffID is that of all, the members are those before the marker. */
    @Test
    void membersAfterTheEndMarker() throws Exception {
        byte[] first = new TarBuilder().file("f", "x").bytes();
        byte[] second = new TarBuilder().file("hidden", "y").bytes();
        byte[] tar = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, tar, first.length, second.length);
        image.layer(TAR, tar, image.digest(tar));
        image.layer(TAR, second, image.digest(second)).write("{}");
        assertEquals(List.of("layer " + image.digest(tar)), unpack().layersWithRest());
        assertEquals("x", content("f"));
        assertEquals("y", content("hidden"), "of the second layer");
        image = new LayoutBuilder(layout);
        image.layer(TAR, tar, image.digest(first)).write("{}");
        bundle = dir.resolve("another");
        refused("DiffID");
    }

    @Test
    void dataAfterTheCompressedArchive() throws Exception {
        byte[] tar = new TarBuilder().file("f", "x").bytes();
        byte[] gzip = LayoutBuilder.gzip(tar);
        byte[] blob = Arrays.copyOf(gzip, gzip.length + 10);
        blob[gzip.length] = 'x';
        image.layer(TAR + "+gzip", blob, image.digest(tar)).write("{}");
        refused("damaged: unexpected data after the end of the gzip stream");
        blob[gzip.length] = 0;
        blob[gzip.length + 5] = 'x';
        image = new LayoutBuilder(layout);
        image.layer(TAR + "+gzip", blob, image.digest(tar)).write("{}");
        refused("damaged: unexpected data after the end of the gzip stream");
    }

    /** FHCRC of RFC 1952, over a header with all that may be in one. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    void checksumOfTheGzipHeader(int error) throws Exception {
        byte[] tar = new TarBuilder().file("f", "x").bytes();
        byte[] gzip = LayoutBuilder.gzip(tar);
        ByteArrayOutputStream blob = new ByteArrayOutputStream();
        blob.write(gzip, 0, 3);
        blob.write(2 | 4 | 8 | 16);
        blob.write(gzip, 4, 6);
        blob.write(new byte[] {6, 0, 'A', 'B', 2, 0, 1, 2, 'n', 'a', 'm', 'e', 0, 'w', 'h', 'y', 0});
        CRC32 checksum = new CRC32();
        checksum.update(blob.toByteArray());
        blob.write((int) checksum.getValue() ^ error);
        blob.write((int) checksum.getValue() >> 8);
        blob.write(gzip, 10, gzip.length - 10);
        image.layer(TAR + "+gzip", blob.toByteArray(), image.digest(tar)).write("{}");
        if (error == 0) {
            unpack();
            assertEquals("x", content("f"));
        } else {
            refused("damaged: wrong checksum in the gzip header");
        }
    }

    /** As gzip(1) takes them: padding of a tape. */
    @ParameterizedTest
    @ValueSource(ints = {1, 512, 100_000})
    void zerosAfterTheCompressedArchive(int count) throws Exception {
        byte[] tar = new TarBuilder().file("f", "x").bytes();
        byte[] gzip = LayoutBuilder.gzip(Arrays.copyOf(tar, 700), Arrays.copyOfRange(tar, 700, tar.length));
        image.layer(TAR + "+gzip", Arrays.copyOf(gzip, gzip.length + count), image.digest(tar))
                .write("{}");
        unpack();
        assertEquals("x", content("f"));
    }

    @Test
    void damagedAndTruncatedStreams() throws Exception {
        byte[] tar = new TarBuilder().file("f", "x".repeat(5000)).bytes();
        byte[] gzip = LayoutBuilder.gzip(tar);
        byte[] zstd = LayoutBuilder.zstd(tar);
        String diffId = image.digest(tar);
        for (int cut : new int[] {1, 5, 10, 20}) {
            image = new LayoutBuilder(layout);
            image.layer(TAR + "+gzip", Arrays.copyOf(gzip, gzip.length - cut), diffId)
                    .write("{}");
            refused("layer sha256:");
            image = new LayoutBuilder(layout);
            image.layer(TAR + "+zstd", Arrays.copyOf(zstd, zstd.length - cut), diffId)
                    .write("{}");
            refused("layer sha256:");
        }
        gzip[gzip.length / 2] ^= 0x10;
        image = new LayoutBuilder(layout);
        image.layer(TAR + "+gzip", gzip, diffId).write("{}");
        refused("layer sha256:");
    }
}
