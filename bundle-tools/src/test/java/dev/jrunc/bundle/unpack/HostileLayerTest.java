package dev.jrunc.bundle.unpack;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.jrunc.bundle.fs.Fd;
import dev.jrunc.bundle.fs.TreeRemoval;
import dev.jrunc.bundle.rootfs.TarBuilder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Layers made to get out by way of each other, to remove what is not theirs, or to have a place of another kind. */
class HostileLayerTest extends ImageFixture {
    private String outsideDir() {
        return outside.toString();
    }

    @Test
    void nameThatGoesUp() throws Exception {
        layers(new TarBuilder().dir("a"), new TarBuilder().file("a/../../../outside/evil", "x"));
        refused("must not go up");
    }

    @Test
    void nameThatGoesUpInAPaxHeader() throws Exception {
        layers(new TarBuilder().pax("path", "../../outside/evil").file("innocent", "x"));
        refused("must not go up");
    }

    @ParameterizedTest
    @ValueSource(strings = {"ABSOLUTE", "../../outside", "../outside", "/proc/self/cwd", "/proc/self/root"})
    void fileThroughALinkOfALowerLayer(String target) throws Exception {
        String to = target.equals("ABSOLUTE") ? outsideDir() : target;
        layers(new TarBuilder().symlink("l", to), new TarBuilder().file("l/evil", "x"));
        unpack();
        assertEquals("x", content(to.replaceAll("^(\\.\\./|/)+", "") + "/evil"));
    }

    @Test
    void directoryThroughALinkOfALowerLayer() throws Exception {
        layers(
                new TarBuilder().symlink("l", outsideDir()),
                new TarBuilder().mode(0777).owner(7, 7).dir("l/sub").dir("l/sub/sub"));
        unpack();
        assertTrue(exists(outsideDir().substring(1) + "/sub/sub"));
    }

    /** The way a container sees it: the link means the same place inside the root. */
    @Test
    void linkThatMeansSomethingInsideStaysInside() throws Exception {
        layers(new TarBuilder().symlink("l", "/../../real").dir("real"), new TarBuilder().file("l/f", "x"));
        unpack();
        assertEquals("x", content("real/f"));
    }

    @Test
    void directoryOverALinkReplacesIt() throws Exception {
        layers(
                new TarBuilder().symlink("l", outsideDir()),
                new TarBuilder().mode(0711).owner(7, 7).time(5).dir("l").file("l/evil", "x"));
        unpack();
        assertTrue(Files.isDirectory(root.resolve("l"), LinkOption.NOFOLLOW_LINKS));
        assertEquals("x", content("l/evil"));
    }

    @Test
    void chainOfLinksAcrossLayers() throws Exception {
        layers(
                new TarBuilder().symlink("a", ".."),
                new TarBuilder().symlink("b", "a/.."),
                new TarBuilder().symlink("c", "b/outside"),
                new TarBuilder().file("c/evil", "x"));
        unpack();
        assertEquals("x", content("outside/evil"));
    }

    /** A layer's whiteout spares what the layer made behind a link. */
    @Test
    void whatALinkLeadsToIsMadeAndOfItsLayer() throws Exception {
        layers(
                new TarBuilder().symlink("lib64", "usr/a/../lib64").symlink("usr", "/System/usr"),
                new TarBuilder().file("lib64/x", "1").file(".wh.System", ""));
        unpack();
        assertEquals("1", content("System/usr/lib64/x"));
        assertTrue(exists("System/usr/a"));
    }

    @ParameterizedTest
    @ValueSource(ints = {39, 41, 1000})
    void linksThatLeadToLinks(int count) throws Exception {
        TarBuilder tar = new TarBuilder();
        for (int i = 0; i < count; i++) {
            tar.symlink("l" + i, "l" + (i + 1));
        }
        layers(tar.file("l0/x", "1"));
        if (count > 40) {
            refused("too many levels of symbolic links");
        } else {
            unpack();
            assertEquals("1", content("l" + count + "/x"));
        }
    }

    @Test
    void loopOfLinks() throws Exception {
        layers(new TarBuilder().symlink("a", "b").symlink("b", "a"), new TarBuilder().file("a/x", "x"));
        refused("too many levels of symbolic links");
    }

    @Test
    void hardLinkThroughALinkOfALowerLayer() throws Exception {
        layers(new TarBuilder().symlink("l", outsideDir()), new TarBuilder().hardLink("h", "l/canary"));
        refused("entry h (a hard link to l/canary): openat2 l: no such file or directory");
    }

    @Test
    void hardLinkToALinkIsTheLink() throws Exception {
        layers(
                new TarBuilder().symlink("l", outsideDir() + "/canary"),
                new TarBuilder().hardLink("h", "l").mode(0777).file("h", "mine"));
        unpack();
        assertEquals("mine", content("h"));
        assertTrue(Files.isSymbolicLink(root.resolve("l")));
    }

    @Test
    void hardLinkByPaxLinkPath() throws Exception {
        layers(new TarBuilder().pax("linkpath", "../../outside/canary").hardLink("h", "h0"));
        refused("must not go up");
    }

    @ParameterizedTest
    @ValueSource(strings = {".wh.", ".wh..", ".wh...", "d/.wh.", "d/.wh..", "d/.wh...", ".wh.x/y", "d/.wh.x/.wh.y"})
    void whiteoutsOfNoFile(String name) throws Exception {
        layers(new TarBuilder().dir("d"), new TarBuilder().file(name, ""));
        refused("entry " + name + ": a whiteout must name one file of its directory");
    }

    @ParameterizedTest
    @ValueSource(strings = {"l/.wh.canary", "l/.wh..wh..opq", "m/.wh.outside", "m/.wh..wh..opq"})
    void whiteoutThroughALink(String name) throws Exception {
        layers(
                new TarBuilder()
                        .symlink("l", outsideDir())
                        .symlink("m", "../..")
                        .file("kept", "x"),
                new TarBuilder().file(name, ""));
        unpack();
        // m leads to the root, as a container sees it; nothing in that is another's.
        assertEquals(!name.startsWith("m/.wh..wh"), exists("kept"));
    }

    @Test
    void whiteoutThatGoesUp() throws Exception {
        layers(new TarBuilder().dir("d"), new TarBuilder().file("d/../../../outside/.wh.canary", ""));
        refused("must not go up");
    }

    @Test
    void whiteoutOfALinkRemovesTheLink() throws Exception {
        layers(new TarBuilder().symlink("l", outsideDir()), new TarBuilder().file(".wh.l", ""));
        unpack();
        assertFalse(exists("l"));
    }

    @ParameterizedTest
    @ValueSource(strings = {".", "/", "./", "//"})
    void rootIsNeverReplaced(String name) throws Exception {
        layers(new TarBuilder().symlink(name, outsideDir()), new TarBuilder().file("evil", "x"));
        refused("the root of the file system must be a directory");
    }

    @Test
    void fileBelowAFile() throws Exception {
        layers(new TarBuilder().file("f", "x"), new TarBuilder().file("f/evil", "x"));
        refused("not a directory");
    }

    @Test
    void fileBelowADeviceOrFifo() throws Exception {
        layers(new TarBuilder().member('6', "p", "", new byte[0]), new TarBuilder().file("p/evil", "x"));
        refused("not a directory");
    }

    /** Opening the fifo would wait for ever. */
    @Test
    void fileOverAFifoReplacesIt() throws Exception {
        layers(new TarBuilder().member('6', "p", "", new byte[0]), new TarBuilder().file("p", "x"));
        unpack();
        assertTrue(Files.isRegularFile(root.resolve("p"), LinkOption.NOFOLLOW_LINKS));
    }

    @Test
    void fileOverADeviceReplacesIt() throws Exception {
        assumeTrue(posix.isRoot(), "device nodes need root");
        layers(new TarBuilder().member('3', "full", "", new byte[0]), new TarBuilder().file("full", "x"));
        unpack();
        assertEquals("x", content("full"));
    }

    @Test
    void sameNameTwiceInALayer() throws Exception {
        layers(new TarBuilder()
                .file("f", "1")
                .symlink("f", outsideDir() + "/canary")
                .file("f", "3"));
        unpack();
        assertEquals("3", content("f"));
    }

    @Test
    void caseAndUnicodeAreDifferentNames() throws Exception {
        layers(new TarBuilder()
                .file("A", "1")
                .file("a", "2")
                .file("\u00e9", "3")
                .file("e\u0301", "4")
                .file("\u2025/x", "5")
                .file("..\u200b", "6"));
        unpack();
        assertEquals("1234", content("A") + content("a") + content("\u00e9") + content("e\u0301"));
    }

    @Test
    void zeroByteInTheTargetOfALink() throws Exception {
        layers(new TarBuilder().pax("linkpath", outsideDir() + "\0x").symlink("l", "x"));
        refused("the target of a link must not hold a zero byte");
    }

    @Test
    void hardLinkToADirectoryOrToItself() throws Exception {
        layers(new TarBuilder().dir("d").hardLink("h", "d"));
        refused("entry h (a hard link to ");
        image = new LayoutBuilder(layout);
        layers(new TarBuilder().hardLink("h", "h"));
        refused("entry h (a hard link to ");
    }

    @Test
    void linkWithoutTarget() throws Exception {
        layers(new TarBuilder().symlink("l", ""));
        refused("entry l: ");
    }

    @Test
    void timesAtBothEnds() throws Exception {
        layers(new TarBuilder()
                .time(Long.MAX_VALUE >> 1)
                .file("late", "")
                .time(-(1L << 40))
                .file("early", ""));
        unpack();
        assertTrue(exists("late") && exists("early"));
    }

    /** One name of 3000 bytes, which a reader that starts from the root at each step works on for minutes. */
    @Test
    @Timeout(60)
    void deepNamesAreSparedByTheirOwnLayer() throws Exception {
        String deep = "d/".repeat(1500);
        layers(
                new TarBuilder().file("lower", "1").file("d/lower", "1"),
                new TarBuilder().pax("path", deep + "f").file("x", "2").file(".wh..wh..opq", ""));
        unpack();
        assertEquals("2", content(deep + "f"));
        assertFalse(exists("lower") || exists("d/lower"));
        // JUnit would take minutes.
        try (Fd parent = posix.openDirectory((dir + "\0").getBytes(StandardCharsets.UTF_8))) {
            new TreeRemoval(posix).remove(parent, "bundle\0".getBytes(StandardCharsets.UTF_8));
        }
    }
}
