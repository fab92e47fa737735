package dev.jrunc.bundle.rootfs;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jrunc.bundle.fs.Fd;
import dev.jrunc.bundle.fs.TreeRemoval;
import dev.jrunc.bundle.report.BundleException;
import dev.jrunc.bundle.tar.Compression;
import dev.jrunc.bundle.tar.TarReader;
import dev.jrunc.fuzz.Fuzz;
import dev.jrunc.fuzz.Mutator;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;

/** Whatever the bytes of an archive: a result inside, or one clear refusal, and nothing outside changes. */
class TarFuzzTest extends UnpackFixture {
    private static final int BLOCK = 512;

    private static byte[] honest() {
        return new TarBuilder()
                .dir("d")
                .file("d/f", "content")
                .symlink("d/l", "../d")
                .hardLink("h", "d/f")
                .pax("path", "d/l/p", "SCHILY.xattr.user.a", "b", "mtime", "12.5")
                .file("x", "more")
                .member('L', "././@LongLink", "", "d/long-name\0".getBytes(StandardCharsets.UTF_8))
                .file("short", "named otherwise")
                .pax("GNU.sparse.size", "16", "GNU.sparse.map", "0,2,8,2")
                .file("s", "abcd")
                .pax("size", "3")
                .file("sized", "abc")
                .file(".wh.x", "")
                .bytes();
    }

    /** Damage; most of the time with the checksums made right again, or nothing else would be read. */
    private static byte[] damaged(Mutator mutator, byte[] honest) {
        if (mutator.random().nextInt(4) == 0) {
            return mutator.bytes(honest);
        }
        byte[] archive = honest.clone();
        for (int change = mutator.random().nextInt(1, 4); change > 0; change--) {
            archive[mutator.random().nextInt(archive.length)] = mutator.random().nextBoolean()
                    ? (byte) mutator.random().nextInt()
                    : (byte) "/.x0 7L=,-".charAt(mutator.random().nextInt(10));
        }
        for (int at = 0; at + BLOCK <= archive.length; at += BLOCK) {
            if (archive[at + 257] == 'u') {
                byte[] header = TarBuilder.summed(Arrays.copyOfRange(archive, at, at + BLOCK));
                System.arraycopy(header, 0, archive, at, BLOCK);
            }
        }
        return archive;
    }

    @Test
    void damagedArchivesNeverEscape() {
        byte[] honest = honest();
        new Fuzz("unpacking", 400).run(mutator -> {
            try {
                unpack(damaged(mutator, honest));
                try (Fd parent = posix.openDirectory(dir.toString().getBytes(StandardCharsets.UTF_8))) {
                    new TreeRemoval(posix).remove(parent, "root".getBytes(StandardCharsets.UTF_8));
                }
            } catch (BundleException e) {
                assertFalse(Files.exists(root));
                assertFalse(String.valueOf(e.getMessage()).contains("\n"), e.getMessage());
            }
            nothingOutsideHasChanged();
        });
    }

    @Test
    void damagedArchivesAreReadOrRefused() throws Exception {
        byte[] honest = honest();
        read(honest);
        new Fuzz("tar", 5000).run(mutator -> {
            try {
                read(damaged(mutator, honest));
            } catch (BundleException | IOException e) {
                assertTrue(String.valueOf(e.getMessage()).length() > 3);
            }
        });
    }

    @Test
    void damagedCompressionIsReadOrRefused() throws Exception {
        byte[] honest = gzip(honest());
        new Fuzz("tar.gz", 2000).run(mutator -> {
            try (InputStream in = Compression.unpacked(new ByteArrayInputStream(mutator.bytes(honest)))) {
                read(in.readNBytes(1 << 20));
            } catch (BundleException | IOException e) {
                assertTrue(String.valueOf(e.getMessage()).length() > 3);
            }
        });
    }

    private static byte[] gzip(byte[] archive) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
            gzip.write(archive);
        }
        return out.toByteArray();
    }

    private static void read(byte[] archive) throws BundleException, IOException {
        TarReader reader = new TarReader(new ByteArrayInputStream(archive));
        byte[] buffer = new byte[100];
        while (reader.next() != null) {
            int n = reader.read(buffer, 0, buffer.length);
            while (n > 0) {
                n = reader.read(buffer, 0, buffer.length);
            }
        }
    }
}
