package dev.jrunc.bundle.rootfs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jrunc.bundle.digest.Digest;
import dev.jrunc.bundle.report.BundleException;
import dev.jrunc.bundle.tar.Limits;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Archives whose names and links lead out or stand in the way, and those made to use up the disk. */
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
