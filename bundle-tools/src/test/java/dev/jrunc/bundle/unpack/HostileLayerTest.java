package dev.jrunc.bundle.unpack;

import static dev.jrunc.bundle.unpack.LayoutBuilder.TAR;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.jrunc.bundle.fs.Attributes;
import dev.jrunc.bundle.fs.Fd;
import dev.jrunc.bundle.fs.Owners;
import dev.jrunc.bundle.fs.TreeRemoval;
import dev.jrunc.bundle.report.BundleException;
import dev.jrunc.bundle.rootfs.TarBuilder;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Layers made to get out by way of each other, to remove what is not theirs, or to use up the disk. */
class HostileLayerTest extends ImageFixture {
    private static final Owners MAPPED = new Owners(
            true, false, List.of(new Owners.Range(0, 100000, 65536)), List.of(new Owners.Range(0, 200000, 65536)));

    private void layers(TarBuilder... layers) throws IOException {
        for (TarBuilder layer : layers) {
            image.layer(layer);
        }
        image.write("{}");
    }

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

    @Test
    void absoluteNameLandsInside() throws Exception {
        layers(new TarBuilder().file(outside.resolve("evil").toString(), "x"));
        unpack();
        assertTrue(exists(outsideDir().substring(1) + "/evil"));
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
    void hardLinkThatGoesUp() throws Exception {
        layers(new TarBuilder().hardLink("h", "../../outside/canary"));
        refused("must not go up");
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
    void devicesAreEmptyFilesForAnOrdinaryUser() throws Exception {
        layers(new TarBuilder().member('3', "c", "", new byte[0]).member('4', "b", "", new byte[0]));
        assertEquals(
                2,
                unpack(layout.toString(), null, UnpackLimits.DEFAULT, Owners.ROOTLESS)
                        .devicesLeftOut());
        assertEquals("", content("c") + content("b"));
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
    void zeroByteInAPaxPath() throws Exception {
        layers(new TarBuilder().pax("path", "a\0b").file("x", ""));
        refused("must not hold a zero byte");
    }

    @Test
    void zeroByteInTheTargetOfALink() throws Exception {
        layers(new TarBuilder().pax("linkpath", outsideDir() + "\0x").symlink("l", "x"));
        refused("the target of a link must not hold a zero byte");
    }

    @Test
    void zeroByteInAnAttribute() throws Exception {
        layers(new TarBuilder().pax("SCHILY.xattr.user.x\0y", "1").file("f", ""));
        refused("a PAX key must not hold a zero byte");
    }

    @Test
    void attributeLongerThanTheKernelTakes() throws Exception {
        layers(new TarBuilder().pax("SCHILY.xattr.user.x", "v".repeat(100_000)).file("f", ""));
        refused("setxattr user.x of f: ");
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

    @Test
    void componentLongerThanTheKernelTakes() throws Exception {
        layers(new TarBuilder().pax("path", "n".repeat(300)).file("x", ""));
        refused("file name too long");
    }

    @Test
    void pathLongerThanTheKernelTakes() throws Exception {
        layers(new TarBuilder().pax("path", "d/".repeat(3000) + "f").file("x", ""));
        refused("file name too long");
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

    @Test
    void extendedHeaderWithoutEnd() throws Exception {
        layers(new TarBuilder().pax("comment", "x".repeat(2 << 20)).file("x", ""));
        refused("longer than any file system needs");
    }

    @Test
    void attributesOfTheHostAreLeftOut() throws Exception {
        assumeTrue(posix.isRoot(), "trusted attributes need root");
        layers(new TarBuilder()
                .pax(
                        "SCHILY.xattr.trusted.overlay.opaque",
                        "y",
                        "SCHILY.xattr.security.selinux",
                        "evil_t",
                        "SCHILY.xattr.security.evm",
                        "x",
                        "SCHILY.xattr.user.kept",
                        "yes")
                .file("f", "x"));
        unpack();
        assertEquals(
                Set.of("user.kept"), Attributes.of(posix, root.resolve("f")).keySet());
    }

    /** Those of version 2 would be anybody's on this machine, and nobody's in the container. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void fileCapabilitiesAreThoseOfTheMappedRoot(boolean version3) throws Exception {
        assumeTrue(posix.isRoot(), "file capabilities need root");
        byte[] archived = {
            1, 0, 0, (byte) (version3 ? 3 : 2), 0, 4, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 7, 0, 0, 0
        };
        byte[] value = version3 ? archived : Arrays.copyOf(archived, 20);
        layers(new TarBuilder()
                .member('x', "p", "", TarBuilder.record("SCHILY.xattr.security.capability", value))
                .file("f", "x"));
        unpack(layout.toString(), null, UnpackLimits.DEFAULT, MAPPED);
        byte[] wanted = archived.clone();
        wanted[3] = 3;
        ByteBuffer.wrap(wanted).order(ByteOrder.LITTLE_ENDIAN).putInt(20, version3 ? 100007 : 100000);
        assertArrayEquals(wanted, Attributes.of(posix, root.resolve("f")).get("security.capability"));
        assertEquals(0710, (int) Files.getAttribute(bundle, "unix:mode") & 0777, "the mapped root's group may enter");
        assertEquals(200000, Files.getAttribute(bundle, "unix:gid"));
        assertEquals(0, Files.getAttribute(bundle, "unix:uid"));
    }

    @Test
    void accessListsNameMappedUsers() throws Exception {
        assumeTrue(posix.isRoot(), "owners need root");
        // Owner, user 5, group, group 6, mask, others (acl(5)).
        int[][] entries = {{1, 6, -1}, {2, 4, 5}, {4, 4, -1}, {8, 4, 6}, {16, 6, -1}, {32, 4, -1}};
        layers(new TarBuilder()
                .mode(0664)
                .member('x', "p", "", TarBuilder.record("SCHILY.xattr.system.posix_acl_access", acl(entries)))
                .file("f", "x"));
        unpack(layout.toString(), null, UnpackLimits.DEFAULT, MAPPED);
        entries[1][2] = 100005;
        entries[3][2] = 200006;
        assertArrayEquals(acl(entries), Attributes.of(posix, root.resolve("f")).get("system.posix_acl_access"));
    }

    private static byte[] acl(int[][] entries) {
        ByteBuffer acl = ByteBuffer.allocate(4 + 8 * entries.length).order(ByteOrder.LITTLE_ENDIAN);
        acl.putInt(2);
        for (int[] entry : entries) {
            acl.putShort((short) entry[0]).putShort((short) entry[1]).putInt(entry[2]);
        }
        return acl.array();
    }

    @Test
    void rootHasNoNoteOfItsOwn() throws Exception {
        layers(new TarBuilder()
                .owner(300, 0)
                .file("u", "x")
                .owner(0, 8)
                .file("g", "x")
                .owner(0, 0)
                .file("r", "x"));
        unpack(layout.toString(), null, UnpackLimits.DEFAULT, Owners.ROOTLESS);
        assertArrayEquals(
                new byte[] {8, (byte) 0xac, 2, 16, -1, -1, -1, -1, 15},
                Attributes.of(posix, root.resolve("u")).get("user.rootlesscontainers"));
        assertArrayEquals(
                new byte[] {8, -1, -1, -1, -1, 15, 16, 8},
                Attributes.of(posix, root.resolve("g")).get("user.rootlesscontainers"));
        assertEquals(Map.of(), Attributes.of(posix, root.resolve("r")));
    }

    @Test
    void notesOfOwnersAreNotTheImages() throws Exception {
        layers(new TarBuilder()
                .owner(7, 8)
                .pax("SCHILY.xattr.user.rootlesscontainers", "\u0008\u0001")
                .file("f", "x"));
        unpack(layout.toString(), null, UnpackLimits.DEFAULT, Owners.ROOTLESS);
        assertArrayEquals(
                new byte[] {8, 7, 16, 8},
                Attributes.of(posix, root.resolve("f")).get("user.rootlesscontainers"));
    }

    @Test
    void setUserIdOfAnUnprivilegedUnpackIsTheCallersOwn() throws Exception {
        layers(new TarBuilder().mode(04755).owner(0, 0).file("su", "x"));
        unpack(layout.toString(), null, UnpackLimits.DEFAULT, Owners.ROOTLESS);
        assertEquals(0700, (int) Files.getAttribute(bundle, "unix:mode") & 0777, "nobody else may enter");
    }

    @Test
    void ownerOutsideTheMap() throws Exception {
        layers(new TarBuilder().owner(70000, 0).file("f", "x"));
        Owners owners = new Owners(true, false, List.of(new Owners.Range(0, 100000, 65536)), List.of());
        assertTrue(
                assertThrows(BundleException.class, () -> unpack(layout.toString(), null, UnpackLimits.DEFAULT, owners))
                        .getMessage()
                        .contains("user id 70000 is in no range of the map"));
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
