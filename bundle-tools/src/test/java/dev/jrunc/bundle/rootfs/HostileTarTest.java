package dev.jrunc.bundle.rootfs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jrunc.bundle.digest.Digest;
import dev.jrunc.bundle.report.BundleException;
import dev.jrunc.bundle.tar.Limits;
import dev.jrunc.bundle.unpack.LayoutBuilder;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Archives made to get out, to get in the way, or to use up the disk. */
class HostileTarTest extends UnpackFixture {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "../outside/evil",
                "a/../../outside/evil",
                "..",
                "a/..",
                "./../outside/canary",
                "/../outside/evil"
            })
    void namesThatGoUpAreRefused(String name) throws IOException {
        refused("must not go up", new TarBuilder().dir("a").file(name, "evil").bytes());
    }

    /** Go's reader and GNU tar skip the data, an old one reads it as members: nobody gets to choose. */
    @ParameterizedTest
    @ValueSource(chars = {'0', '7', '\0'})
    void filesNamedAsDirectoriesHaveNoData(char type) throws IOException {
        byte[] hidden = new TarBuilder().file("smuggled", "x").unfinished();
        refused(
                "a directory by its name",
                new TarBuilder().member(type, "d/", "", hidden).bytes());
    }

    @Test
    void extendedHeadersWithoutEnd() throws IOException {
        byte[] header = new TarBuilder().pax("path", "a").unfinished();
        refused(
                "two extended headers of one member at byte 1024",
                new TarBuilder().raw(header).raw(header).file("f", "").bytes());
    }

    /** GNU's tar would take the PAX name, Go's library the other. */
    @ParameterizedTest
    @CsvSource({"L, path", "K, linkpath"})
    void twoNamesOfOneMember(char gnu, String key) throws IOException {
        byte[] longName = new TarBuilder()
                .member(gnu, "././@LongLink", "", "gnu\0".getBytes(StandardCharsets.UTF_8))
                .unfinished();
        byte[] pax = new TarBuilder().pax(key, "pax").unfinished();
        for (List<byte[]> order : List.of(List.of(longName, pax), List.of(pax, longName))) {
            refused(
                    "gnu: has another name in its extended header",
                    new TarBuilder()
                            .raw(order.get(0))
                            .raw(order.get(1))
                            .symlink("l", "t")
                            .bytes());
        }
    }

    /** They are read once and cost every member. */
    @Test
    void globalHeadersWithoutEnd() throws IOException {
        TarBuilder tar = new TarBuilder();
        for (int i = 0; i < 3000; i++) {
            tar.member('g', "g", "", TarBuilder.record("SCHILY.xattr.user." + i, new byte[100]));
        }
        refused("longer than any file system needs", tar.file("f", "").bytes());
    }

    /** Nobody asks for them. */
    @Test
    void recordsThatNobodyKnowsAreNotKept() throws Exception {
        TarBuilder tar = new TarBuilder();
        for (int i = 0; i < 20; i++) {
            byte[] vendor = TarBuilder.record("VENDOR." + i, new byte[900_000]);
            tar.member('g', "g", "", vendor);
        }
        unpack(tar.file("f", "x").bytes());
        assertEquals("x", content("f"));
    }

    /** What Java takes for a number, other readers do not: they would see other members. */
    @ParameterizedTest
    @ValueSource(strings = {"\u0665", "+5", "5\0", " 5", "5 ", "0x5", "99999999999999999999"})
    void numbersThatReadersDisagreeAbout(String number) throws IOException {
        refused(
                "is no number",
                new TarBuilder().pax("size", number).file("f", "12345").bytes());
        refused(
                "is no number",
                new TarBuilder().pax("mtime", number).file("f", "12345").bytes());
    }

    @Test
    void absoluteNameLandsInside() throws Exception {
        unpack(new TarBuilder().file("/etc/jrunc-evil", "evil").bytes());
        assertEquals("evil", content("etc/jrunc-evil"));
        assertFalse(Files.exists(Path.of("/etc/jrunc-evil")));
    }

    @Test
    void absoluteSymlinkInTheWayIsOneOfTheRoot() throws Exception {
        unpack(new TarBuilder()
                .symlink("l", outside.toString())
                .file("l/evil", "evil")
                .bytes());
        assertEquals("evil", content(outside.toString().substring(1) + "/evil"));
    }

    @Test
    void absoluteSymlinkInTheWayStaysInside() throws Exception {
        unpack(new TarBuilder()
                .dir("etc")
                .symlink("l", "/etc")
                .file("l/x", "inside")
                .bytes());
        assertEquals("inside", content("etc/x"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"..", "../../../../..", "../outside/../.."})
    void symlinkUpwardsEndsAtTheRoot(String target) throws Exception {
        TarBuilder tar = new TarBuilder().dir("outside").symlink("l", target).file("l/evil", "evil");
        unpack(tar.bytes());
        assertEquals("evil", content("evil"));
        assertFalse(Files.exists(dir.resolve("evil")));
    }

    @Test
    void directoryOverSymlinkIsADirectoryOfOurs() throws Exception {
        unpack(new TarBuilder()
                .symlink("l", outside.toString())
                .mode(0700)
                .dir("l")
                .file("l/x", "inside")
                .bytes());
        assertTrue(Files.isDirectory(root.resolve("l"), LinkOption.NOFOLLOW_LINKS));
        assertEquals("inside", content("l/x"));
    }

    @Test
    void fileOverSymlinkReplacesIt() throws Exception {
        String canary = outside.resolve("canary").toString();
        unpack(new TarBuilder()
                .symlink("l", canary)
                .mode(0777)
                .owner(7, 7)
                .time(1)
                .file("l", "mine")
                .bytes());
        assertEquals("mine", content("l"));
        assertFalse(Files.isSymbolicLink(root.resolve("l")));
    }

    @Test
    void modeOwnerAndTimeOfASymlinkAreItsOwn() throws Exception {
        String canary = outside.resolve("canary").toString();
        unpack(new TarBuilder()
                .mode(0777)
                .owner(7, 7)
                .time(1)
                .symlink("l", canary)
                .bytes());
        assertEquals(
                1,
                Files.getLastModifiedTime(root.resolve("l"), LinkOption.NOFOLLOW_LINKS)
                                .toMillis()
                        / 1000);
    }

    @Test
    void hardLinkOutsideIsRefused() throws IOException {
        String canary = outside.resolve("canary").toString();
        refused(
                "no such file or directory",
                new TarBuilder().hardLink("l", canary).bytes());
        refused(
                "must not go up",
                new TarBuilder().hardLink("l", "../outside/canary").bytes());
        refused(
                "no such file or directory",
                new TarBuilder()
                        .symlink("d", "../outside")
                        .hardLink("l", "d/canary")
                        .bytes());
    }

    @Test
    void hardLinkToASymlinkIsNotFollowed() throws Exception {
        String canary = outside.resolve("canary").toString();
        unpack(new TarBuilder()
                .symlink("s", canary)
                .hardLink("l", "s")
                .file("l", "mine")
                .bytes());
        assertEquals("mine", content("l"));
        assertTrue(Files.isSymbolicLink(root.resolve("s")));
    }

    @Test
    void hardLinkToADirectoryOrToTheRootIsRefused() throws IOException {
        refused(
                "operation not permitted",
                new TarBuilder().dir("d").hardLink("l", "d").bytes());
        refused("must be a directory", new TarBuilder().hardLink("l", ".").bytes());
    }

    @Test
    void hardLinkToItselfKeepsTheFile() throws Exception {
        unpack(new TarBuilder().file("f", "kept").hardLink("f", "f").bytes());
        assertEquals("kept", content("f"));
    }

    @ParameterizedTest
    @ValueSource(strings = {".", "./", "/", ""})
    void rootThatIsNoDirectoryIsRefused(String name) throws IOException {
        // CVE-2021-29136
        refused(
                "must be a directory",
                new TarBuilder().symlink(name, outside.toString()).bytes());
    }

    @Test
    void laterEntryWinsWhateverTheKinds() throws Exception {
        unpack(new TarBuilder()
                .dir("a")
                .file("a/b/c", "1")
                .file("a", "file")
                .file("d", "1")
                .dir("d")
                .file("d/x", "2")
                .file("e", "1")
                .symlink("e", "d")
                .bytes());
        assertEquals("file", content("a"));
        assertEquals("2", content("d/x"));
        assertEquals("2", content("e/x"));
    }

    @Test
    void directoryReplacedThroughALinkIsForgotten() throws Exception {
        unpack(new TarBuilder()
                .dir("b")
                .dir("b/x")
                .symlink("l", "b")
                .file("l/x", "now a file")
                .bytes());
        assertEquals("now a file", content("b/x"));
    }

    @Test
    void everyTruncationIsRefused() throws Exception {
        byte[] whole = new TarBuilder()
                .dir("d")
                .pax("path", "d/long", "mtime", "1.5")
                .file("x", "abc")
                .symlink("l", "d")
                .bytes();
        for (int length = 0; length < whole.length; length += 64) {
            refused("", Arrays.copyOf(whole, length));
        }
        unpack(whole);
    }

    @Test
    void whatIsNoArchiveIsRefused() throws IOException {
        refused("no tar archive", "hello".repeat(500).getBytes(StandardCharsets.UTF_8));
        refused("it is 0 bytes long", new byte[0]);
        refused("this is no tar archive, plain, gzip or zstd: it is 511 bytes long", new byte[511]);
        refused("cut short", new byte[512]);
        refused("xz", new byte[] {(byte) 0xfd, '7', 'z', 'X', 'Z', 0, 0, 0});
        refused("truncated", new byte[] {0x28, (byte) 0xb5, 0x2f, (byte) 0xfd, 0, 0});
        refused("", new byte[] {0x1f, (byte) 0x8b, 8, 0, 0, 0, 0, 0, 0, 0, 1, 2, 3});
    }

    @Test
    void wrongChecksumIsRefused() throws IOException {
        byte[] archive = new TarBuilder().file("a", "1").file("b", "2").bytes();
        archive[1024]++;
        refused("wrong checksum in the header at byte 1024", archive);
    }

    @Test
    void dataAfterAZeroBlockIsRefused() throws IOException {
        refused(
                "after a zero block",
                new TarBuilder()
                        .file("a", "1")
                        .raw(new byte[512])
                        .file("b", "2")
                        .bytes());
    }

    @Test
    void sizeInThePaxHeaderWins() throws Exception {
        // CVE-2025-62518: a reader that believes the other size sees a member "smuggled".
        byte[] inner = new TarBuilder().file("smuggled", "").unfinished();
        unpack(new TarBuilder()
                .pax("size", "512")
                .header('0', "outer", "", 0)
                .raw(inner)
                .file("next", "2")
                .bytes());
        assertEquals(512, Files.size(root.resolve("outer")));
        assertFalse(Files.exists(root.resolve("smuggled")));
        assertEquals("2", content("next"));
    }

    @Test
    void sizeInThePaxHeaderIsNotThatOfAHeaderBetween() throws Exception {
        // CVE-2026-33055
        TarBuilder tar = new TarBuilder().pax("size", "3");
        tar.member('L', "././@LongLink", "", "real-name\0".getBytes(StandardCharsets.UTF_8));
        unpack(tar.file("x", "abc").bytes());
        assertEquals("abc", content("real-name"));
    }

    @Test
    void impossibleNumbersAreRefused() throws IOException {
        refused("of -1", new TarBuilder().header('0', "a", "", -1).bytes());
        refused("cut short", new TarBuilder().header('0', "a", "", 4096).bytes());
        refused(
                "out of range",
                new TarBuilder().owner(4294967295L, 0).file("a", "").bytes());
        refused("out of range", new TarBuilder().owner(0, -1).file("a", "").bytes());
        refused("negative", new TarBuilder().pax("size", "-1").file("a", "").bytes());
        refused("no number", new TarBuilder().pax("uid", "root").file("a", "").bytes());
    }

    @Test
    void damagedPaxRecordsAreRefused() throws IOException {
        for (String record : new String[] {
            "x", "99 path=a\n", "0 path=a\n", "9 path=a", "5 =a\n", "-9 path=a\n", "99999999999 a=b\n", "4 \n\n\n"
        }) {
            refused(
                    "PAX record",
                    new TarBuilder()
                            .member('x', "p", "", record.getBytes(StandardCharsets.UTF_8))
                            .file("a", "")
                            .bytes());
        }
        refused(
                "longer than any",
                new TarBuilder().header('x', "p", "", 1L << 40).bytes());
    }

    @Test
    void strangeNamesAreRefused() throws IOException {
        refused("zero byte", new TarBuilder().pax("path", "a\0b").file("x", "").bytes());
        refused(
                "file name too long",
                new TarBuilder().pax("path", "n".repeat(256)).file("x", "").bytes());
        refused(
                "file name too long",
                new TarBuilder()
                        .pax("path", "dir/".repeat(2000) + "x")
                        .file("x", "")
                        .bytes());
        refused(
                "unknown kind",
                new TarBuilder().member('D', "a", "", new byte[0]).bytes());
    }

    @Test
    void bombsEndAtTheLimit() throws IOException {
        refused("--max-size", new TarBuilder().header('0', "a", "", 1L << 40).bytes());
        refused(
                "--max-size",
                new TarBuilder()
                        .pax("GNU.sparse.major", "1", "GNU.sparse.realsize", "9000000000000000")
                        .member('0', "a", "", Arrays.copyOf("0\n".getBytes(StandardCharsets.UTF_8), 512))
                        .bytes());
        TarBuilder many = new TarBuilder();
        for (int i = 0; i < 1001; i++) {
            many.file("f" + i, "");
        }
        refused("--max-entries", many.bytes());
    }

    @ParameterizedTest
    @ValueSource(strings = {"0,10,5,10", "0,20", "8,9223372036854775807", "0,1", "0,1,2", "a,b", ""})
    void sparseMapsThatLieAreRefused(String map) throws IOException {
        refused(
                "",
                new TarBuilder()
                        .pax("GNU.sparse.size", "16", "GNU.sparse.map", map + (map.isEmpty() ? "," : ""))
                        .file("a", "0123456789")
                        .bytes());
    }

    @Test
    void deepTreesCanBeRemovedAgain() throws Exception {
        TarBuilder tar = new TarBuilder();
        for (int i = 0; i < 12; i++) {
            tar.pax("path", "d/".repeat(100 * i + 100) + "x").file("x", "deep");
        }
        tar.pax("linkpath", "d/".repeat(1200)).symlink("l", "").file("l/" + "e/".repeat(40) + "x", "deeper");
        tar.file("d", "replaced");
        unpack(tar.bytes(), new Limits(1 << 20, 10_000));
        assertEquals("replaced", content("d"));
    }

    /** What a compressor checks comes after the archive's end marker, and after all that fills it up. */
    @Test
    void damageAfterTheEndMarker() throws Exception {
        byte[] tar = Arrays.copyOf(new TarBuilder().file("a", "1").bytes(), 1 << 19);
        byte[] gzip = LayoutBuilder.gzip(tar);
        refused("", Arrays.copyOf(gzip, gzip.length - 6));
        gzip[gzip.length - 6] ^= 1;
        refused("CRC", gzip);
        byte[] zstd = LayoutBuilder.zstd(tar);
        refused("", Arrays.copyOf(zstd, zstd.length - 1));
    }

    /** As tar(1) and Go's reader take them; to go on would show what no other tool shows. */
    @Test
    void membersAfterTheEndMarker() throws Exception {
        byte[] first = new TarBuilder().file("a", "1").bytes();
        byte[] both = Arrays.copyOf(first, 3 * first.length);
        assertFalse(unpack(both).rest(), "zeros fill up a record");
        Files.delete(root.resolve("a"));
        byte[] second = new TarBuilder().file("b", "2").bytes();
        System.arraycopy(second, 0, both, both.length - second.length, second.length);
        assertTrue(unpack(both).rest());
        assertEquals("1", content("a"));
        assertFalse(Files.exists(root.resolve("b")));
        Files.delete(root.resolve("a"));
        Files.delete(root);
        refused("--max-size", Arrays.copyOf(first, 2 << 20));
    }

    @Test
    void wrongDigestKeepsNothing() throws Exception {
        Path file = dir.resolve("archive");
        Files.write(file, new TarBuilder().file("a", "1").bytes());
        Source source = new Source(file.toString(), Digest.parse("sha256:" + "0".repeat(64)), Limits.DEFAULT);
        BundleException e =
                assertThrows(BundleException.class, () -> new Staging(posix, root.toString()).rootfs(source));
        assertTrue(e.getMessage().contains("wrong digest: expected sha256:0000"), e.getMessage());
        assertFalse(Files.exists(root));
    }
}
