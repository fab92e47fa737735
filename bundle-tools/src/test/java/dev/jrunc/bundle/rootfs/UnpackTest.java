package dev.jrunc.bundle.rootfs;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.jrunc.bundle.digest.Digest;
import dev.jrunc.bundle.digest.DigestAlgorithm;
import dev.jrunc.bundle.digest.DigestStream;
import dev.jrunc.bundle.report.BundleException;
import dev.jrunc.bundle.tar.Limits;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Honest archives and directories arrive as they were. */
class UnpackTest extends UnpackFixture {
    @Test
    void modesOwnersAndTimes() throws Exception {
        assumeTrue(posix.isRoot(), "owners need root");
        unpack(new TarBuilder()
                .mode(0711)
                .owner(3, 4)
                .time(5)
                .dir("./")
                .mode(0555)
                .owner(1000, 70000)
                .time(1_500_000_000)
                .dir("d")
                .mode(04755)
                .owner(7, 4294967294L)
                .time(-1)
                .file("d/f", "x")
                .mode(0644)
                .owner(8, 9)
                .symlink("d/l", "f")
                .bytes());
        assertEquals("711 3 4 5", facts(""));
        assertEquals("555 1000 70000 1500000000", facts("d"));
        assertEquals("4755 7 " + (int) 4294967294L + " -1", facts("d/f"));
        assertEquals("777 8 9 -1", facts("d/l"));
    }

    private String facts(String name) throws IOException {
        Path file = root.resolve(name);
        int mode = (int) Files.getAttribute(file, "unix:mode", LinkOption.NOFOLLOW_LINKS);
        return Integer.toOctalString(mode & 07777) + " "
                + Files.getAttribute(file, "unix:uid", LinkOption.NOFOLLOW_LINKS) + " "
                + Files.getAttribute(file, "unix:gid", LinkOption.NOFOLLOW_LINKS) + " "
                + Math.floorDiv(
                        Files.getLastModifiedTime(file, LinkOption.NOFOLLOW_LINKS)
                                .toMillis(),
                        1000L);
    }

    @Test
    void devicesAndFifos() throws Exception {
        assumeTrue(posix.isRoot(), "device nodes need root");
        unpack(new TarBuilder()
                .mode(0666)
                .member('3', "null", "", new byte[0])
                .member('6', "p", "", new byte[0])
                .bytes());
        assertEquals(0020666, Files.getAttribute(root.resolve("null"), "unix:mode"));
        assertEquals(259L, Files.getAttribute(root.resolve("null"), "unix:rdev"));
        assertEquals(0010666, Files.getAttribute(root.resolve("p"), "unix:mode"));
    }

    @Test
    void hardLinksAreOneFile() throws Exception {
        unpack(new TarBuilder()
                .file("a", "x")
                .hardLink("d/b", "a")
                .hardLink("c", "/a")
                .bytes());
        assertEquals(3, Files.getAttribute(root.resolve("c"), "unix:nlink"));
    }

    @Test
    void longNamesOfEveryFormat() throws Exception {
        String name = "d/" + "é".repeat(120);
        TarBuilder tar = new TarBuilder();
        tar.member('L', "././@LongLink", "", ("gnu/" + name + "\0").getBytes(StandardCharsets.UTF_8))
                .file("x", "1");
        tar.member('K', "././@LongLink", "", (name + "\0").getBytes(StandardCharsets.UTF_8))
                .symlink("link", "x");
        tar.pax("path", "pax/" + name).file("x", "2");
        unpack(tar.bytes());
        try (var names = Files.list(root.resolve("pax/d"))) {
            assertEquals(1, names.count());
        }
        assertEquals("1", content("gnu/" + name));
        assertEquals("2", content("pax/" + name));
        assertEquals(name, Files.readSymbolicLink(root.resolve("link")).toString());
    }

    @Test
    void timesToTheNanosecond() throws Exception {
        unpack(new TarBuilder()
                .pax("mtime", "12.000000345")
                .file("a", "")
                .pax("mtime", "-1.25")
                .file("b", "")
                .bytes());
        assertEquals(
                12_000_000_345L,
                Files.getLastModifiedTime(root.resolve("a")).to(java.util.concurrent.TimeUnit.NANOSECONDS));
        assertEquals(-1250, Files.getLastModifiedTime(root.resolve("b")).toMillis());
    }

    @Test
    void globalHeaderHoldsUntilTakenBack() throws Exception {
        byte[] global = TarBuilder.record("mtime", "77".getBytes(StandardCharsets.UTF_8));
        byte[] none = TarBuilder.record("mtime", new byte[0]);
        unpack(new TarBuilder()
                .member('g', "g", "", global)
                .file("a", "")
                .member('g', "g", "", none)
                .time(5)
                .file("b", "")
                .bytes());
        assertEquals(77_000, Files.getLastModifiedTime(root.resolve("a")).toMillis());
        assertEquals(5_000, Files.getLastModifiedTime(root.resolve("b")).toMillis());
    }

    @Test
    void binaryAttributesSurvive() throws Exception {
        byte[] value = {0, 1, (byte) 0xff, '\n', '='};
        TarBuilder tar = new TarBuilder().member('x', "p", "", TarBuilder.record("SCHILY.xattr.user.jrunc", value));
        try {
            unpack(tar.file("a", "x").bytes());
        } catch (BundleException e) {
            assumeTrue(!e.getMessage().contains("EOPNOTSUPP"), "the temporary directory keeps no attributes");
            throw e;
        }
        assertArrayEquals(value, (byte[]) Files.getAttribute(root.resolve("a"), "user:jrunc"));
    }

    /** POSIX pax: a global record counts until a member's own says otherwise, whichever comes first. */
    @Test
    void globalPaxRecords() throws Exception {
        byte[] global = TarBuilder.record("mtime", "1000".getBytes(StandardCharsets.UTF_8));
        TarBuilder tar = new TarBuilder()
                .time(5)
                .pax("mtime", "2000")
                .member('g', "g", "", global)
                .file("own", "")
                .file("global", "")
                .pax("mtime", "")
                .file("header", "");
        unpack(tar.bytes());
        assertEquals(2000, Files.getLastModifiedTime(root.resolve("own")).toMillis() / 1000);
        assertEquals(1000, Files.getLastModifiedTime(root.resolve("global")).toMillis() / 1000);
        assertEquals(5, Files.getLastModifiedTime(root.resolve("header")).toMillis() / 1000);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0.0", "0.1", "1.0"})
    void sparseFiles(String format) throws Exception {
        TarBuilder tar = new TarBuilder();
        byte[] data = "abcd".getBytes(StandardCharsets.UTF_8);
        switch (format) {
            case "0.0" ->
                tar.pax(
                                "GNU.sparse.size",
                                "9000",
                                "GNU.sparse.numblocks",
                                "2",
                                "GNU.sparse.offset",
                                "2",
                                "GNU.sparse.numbytes",
                                "2",
                                "GNU.sparse.offset",
                                "8000",
                                "GNU.sparse.numbytes",
                                "2")
                        .member('0', "a", "", data);
            case "0.1" ->
                tar.pax("GNU.sparse.size", "9000", "GNU.sparse.map", "2,2,8000,2", "GNU.sparse.name", "a")
                        .member('0', "GNUSparseFile/a", "", data);
            default -> {
                byte[] map = Arrays.copyOf("2\n2\n2\n8000\n2\n".getBytes(StandardCharsets.UTF_8), 516);
                System.arraycopy(data, 0, map, 512, 4);
                tar.pax(
                                "GNU.sparse.major",
                                "1",
                                "GNU.sparse.minor",
                                "0",
                                "GNU.sparse.realsize",
                                "9000",
                                "GNU.sparse.name",
                                "a")
                        .member('0', "GNUSparseFile/a", "", map);
            }
        }
        unpack(tar.file("next", "n").bytes());
        byte[] expected = new byte[9000];
        System.arraycopy(data, 0, expected, 2, 2);
        System.arraycopy(data, 2, expected, 8000, 2);
        assertArrayEquals(expected, Files.readAllBytes(root.resolve("a")));
        assertEquals("n", content("next"));
    }

    @ParameterizedTest
    @EnumSource(DigestAlgorithm.class)
    void gzipInSeveralMembersWithARightDigest(DigestAlgorithm algorithm) throws Exception {
        byte[] tar = new TarBuilder().file("a", "content").bytes();
        ByteArrayOutputStream zipped = new ByteArrayOutputStream();
        for (int at = 0; at < tar.length; at += 700) {
            try (GZIPOutputStream gzip = new GZIPOutputStream(zipped)) {
                gzip.write(tar, at, Math.min(700, tar.length - at));
            }
        }
        Path file = dir.resolve("a.tgz");
        Files.write(file, zipped.toByteArray());
        Digest digest = new DigestStream(new ByteArrayInputStream(zipped.toByteArray()), algorithm).finish();
        new Staging(posix, root.toString()).rootfs(new Source(file.toString(), digest, Limits.DEFAULT));
        assertEquals("content", content("a"));
    }

    @Test
    void directoryIsCopiedWhole() throws Exception {
        unpack(new TarBuilder()
                .mode(0750)
                .time(99)
                .dir("./")
                .dir("d")
                .mode(0640)
                .file("d/f", "x")
                .hardLink("h", "d/f")
                .symlink("l", outside.toString())
                .member('6', "p", "", new byte[0])
                .bytes());
        Path copy = dir.resolve("copy");
        new Staging(posix, copy.toString()).rootfs(new Source(root.toString(), null, Limits.DEFAULT));
        for (String name : new String[] {"", "d", "d/f", "h", "l", "p"}) {
            root = dir.resolve("root");
            String original = facts(name);
            root = copy;
            assertEquals(original, facts(name), name);
        }
        assertEquals(2, Files.getAttribute(copy.resolve("h"), "unix:nlink"));
        assertEquals(outside, Files.readSymbolicLink(copy.resolve("l")));
    }

    @Test
    void directoryIntoItself() throws Exception {
        Files.createDirectories(dir.resolve("source/sub"));
        assertRefused(dir.resolve("source"), dir.resolve("source/sub/copy"), Limits.DEFAULT, "into itself");
        assertEquals(List.of(), List.of(dir.resolve("source/sub").toFile().list()));
    }

    @Test
    void directoryThatIsMoreThanAllowed() throws Exception {
        Path source = Files.createDirectory(dir.resolve("source"));
        for (String name : new String[] {"a", "b", "c"}) {
            Files.writeString(source.resolve(name), "12345");
        }
        Path copy = dir.resolve("copy");
        assertRefused(source, copy, new Limits(100, 2), "--max-entries");
        assertRefused(source, copy, new Limits(14, 100), "--max-size");
        new Staging(posix, copy.toString()).rootfs(new Source(source.toString(), null, new Limits(15, 3)));
    }

    private void assertRefused(Path source, Path copy, Limits limits, String words) {
        BundleException refusal = assertThrows(
                BundleException.class,
                () -> new Staging(posix, copy.toString()).rootfs(new Source(source.toString(), null, limits)));
        assertTrue(String.valueOf(refusal.getMessage()).contains(words), refusal.getMessage());
        assertFalse(Files.exists(copy));
    }

    @Test
    void targetMayBeAnEmptyDirectoryAndNothingElse() throws Exception {
        byte[] archive = new TarBuilder().file("a", "1").bytes();
        Files.createDirectory(root);
        unpack(archive);
        BundleException e = assertThrows(BundleException.class, () -> unpack(archive));
        assertEquals(root + " exists. Remove it first", e.getMessage());
        assertEquals("1", content("a"));
        Path link = Files.createSymbolicLink(dir.resolve("link"), outside);
        root = link;
        assertThrows(BundleException.class, () -> unpack(archive));
        assertTrue(Files.isSymbolicLink(link));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ".", "..", "/", "root/.", "root/.."})
    void targetWithoutAName(String name) throws Exception {
        root = name.startsWith("root") ? dir.resolve(name) : Path.of(name);
        byte[] archive = new TarBuilder().file("a", "1").bytes();
        BundleException e = assertThrows(BundleException.class, () -> unpack(archive));
        assertEquals(root + ": expected the name of a new directory", e.getMessage());
    }
}
