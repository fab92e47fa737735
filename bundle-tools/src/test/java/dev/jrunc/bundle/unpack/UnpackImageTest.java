package dev.jrunc.bundle.unpack;

import static dev.jrunc.bundle.unpack.LayoutBuilder.TAR;
import static dev.jrunc.bundle.unpack.LayoutBuilder.platform;
import static dev.jrunc.bundle.unpack.LayoutBuilder.tagged;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.jrunc.bundle.Tool;
import dev.jrunc.bundle.digest.DigestAlgorithm;
import dev.jrunc.bundle.fs.Attributes;
import dev.jrunc.bundle.fs.Owners;
import dev.jrunc.bundle.image.Platform;
import dev.jrunc.bundle.rootfs.TarBuilder;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Images become bundles. */
class UnpackImageTest extends ImageFixture {
    @ParameterizedTest
    @EnumSource(DigestAlgorithm.class)
    void everyRegisteredDigest(DigestAlgorithm algorithm) throws Exception {
        image.algorithm(algorithm)
                .layer(new TarBuilder().dir("etc").file("etc/name", "x"))
                .write("{}");
        unpack();
        assertEquals("x", content("etc/name"));
    }

    @Test
    void plainGzipInMembersAndZstd() throws Exception {
        byte[] plain = new TarBuilder().file("plain", "1").bytes();
        byte[] gzip = new TarBuilder().file("gzip", "2").bytes();
        byte[] zstd = new TarBuilder().file("zstd", "3").bytes();
        image.layer(TAR, plain, image.digest(plain))
                .layer(
                        TAR + "+gzip",
                        LayoutBuilder.gzip(Arrays.copyOf(gzip, 700), Arrays.copyOfRange(gzip, 700, gzip.length)),
                        image.digest(gzip))
                .layer(TAR + "+zstd", LayoutBuilder.zstd(zstd), image.digest(zstd))
                .write("{}");
        unpack();
        assertEquals("123", content("plain") + content("gzip") + content("zstd"));
    }

    @Test
    void whiteoutsRemoveWhatLowerLayersHave() throws Exception {
        image.layer(new TarBuilder()
                        .dir("a")
                        .file("a/gone", "1")
                        .file("a/kept", "1")
                        .dir("a/sub")
                        .file("a/sub/deep", "1")
                        .dir("o")
                        .file("o/old", "1")
                        .dir("o/both")
                        .file("o/both/old", "1"))
                .layer(new TarBuilder()
                        .file("a/.wh.gone", "")
                        .file("a/.wh.sub", "")
                        .file("o/new", "2")
                        .file("o/both/new", "2")
                        .file("o/.wh..wh..opq", ""))
                .write("{}");
        unpack();
        assertEquals(List.of("a", "a/kept", "o", "o/both", "o/both/new", "o/new"), tree());
    }

    /** layer.md: whiteouts apply to lower layers only, whatever their place in the archive. */
    @Test
    void whiteoutsSpareTheirOwnLayer() throws Exception {
        image.layer(new TarBuilder()
                        .dir("d")
                        .file("d/f", "1")
                        .file("d/g", "1")
                        .dir("d/s")
                        .file("d/s/low", "1"))
                .layer(new TarBuilder()
                        .file("d/f", "2")
                        .file("d/.wh.f", "")
                        .file("d/.wh.g", "")
                        .file("d/g", "2")
                        .file("d/s/high", "2")
                        .file("d/.wh.s", ""))
                .write("{}");
        unpack();
        assertEquals(List.of("d", "d/f", "d/g", "d/s", "d/s/high"), tree());
        assertEquals("22", content("d/f") + content("d/g"));
    }

    @Test
    void whiteoutsInTheFirstLayerAndOfNothing() throws Exception {
        image.layer(new TarBuilder().file(".wh.x", "").file("x", "1").file(".wh..wh..opq", ""))
                .layer(new TarBuilder()
                        .file("no/such/.wh.y", "")
                        .file(".wh.z", "")
                        .file(".wh..wh.plnk/1.2", ""))
                .write("{}");
        unpack();
        assertEquals(List.of("x"), tree());
    }

    @Test
    void kindsChangeBetweenLayers() throws Exception {
        image.layer(new TarBuilder()
                        .file("a", "1")
                        .dir("b")
                        .file("b/x", "1")
                        .symlink("c", "b")
                        .dir("d"))
                .layer(new TarBuilder()
                        .dir("a")
                        .file("a/y", "2")
                        .symlink("b", "a")
                        .file("c", "2")
                        .file("d", "2"))
                .write("{}");
        unpack();
        assertEquals("2", content("a/y"));
        assertEquals("a", Files.readSymbolicLink(root.resolve("b")).toString());
        assertEquals("22", content("c") + content("d"));
    }

    /** A directory that a layer only passes through keeps its time; one that it lists gets the new one. */
    @Test
    void directoriesKeepTheirLastMetadata() throws Exception {
        assumeTrue(posix.isRoot(), "owners need root");
        image.layer(new TarBuilder().mode(0755).owner(1, 2).time(1000).dir("a").dir("b"))
                .layer(new TarBuilder()
                        .time(9000)
                        .mode(0644)
                        .file("a/new", "")
                        .mode(0700)
                        .owner(3, 4)
                        .dir("b"))
                .write("{}");
        unpack();
        assertEquals(1000, Files.getLastModifiedTime(root.resolve("a")).toMillis() / 1000);
        assertEquals(9000, Files.getLastModifiedTime(root.resolve("b")).toMillis() / 1000);
        assertEquals(1, Files.getAttribute(root.resolve("a"), "unix:uid"));
        assertEquals(4, Files.getAttribute(root.resolve("b"), "unix:gid"));
    }

    @Test
    void nestedIndexAndPlatforms() throws Exception {
        String arm = image.layer(new TarBuilder().file("arm", "")).manifest("{}");
        String amd = image.layer(new TarBuilder().file("amd", "")).manifest("{}");
        String inner = image.index(platform(arm, "linux", "arm64", "v8"), platform(amd, "linux", "amd64", ""));
        String attestation = image.layer(new TarBuilder().file("att", "")).manifest("{}");
        image.add(tagged(image.index(inner, platform(attestation, "unknown", "unknown", "")), "multi"))
                .write();
        unpack(layout + ":multi", Platform.parse("linux/amd64"), UnpackLimits.DEFAULT, Owners.AS_ARCHIVED);
        assertTrue(exists("amd"));
        assertFalse(exists("arm"));
    }

    /** Go's reader takes such an archive, so there are layers like it; the DiffID says that nothing is missing. */
    @Test
    void layersWithoutEndMarker() throws Exception {
        byte[] nothing = {};
        byte[] tar = new TarBuilder().file("f", "x").unfinished();
        byte[] half = new TarBuilder().file("g", "x").raw(new byte[512]).unfinished();
        byte[] filled = new TarBuilder().file("h", "x").unfinished();
        byte[] unfilled = Arrays.copyOf(filled, 513); // as umoci insert leaves it
        image.layer(TAR, nothing, image.digest(nothing))
                .layer(TAR, tar, image.digest(tar))
                .layer(TAR, half, image.digest(half))
                .layer(TAR, unfilled, image.digest(unfilled))
                .write("{}");
        unpack();
        assertEquals(List.of("f", "g", "h"), tree());
        assertEquals("x", Files.readString(root.resolve("h")));
    }

    /** The same image makes the same tree, whenever it is unpacked. */
    @Test
    void directoriesThatNoLayerTellsOfHaveNoTime() throws Exception {
        image.layer(new TarBuilder().file("a/b/f", "x").time(7).mode(0700).dir("a"))
                .write("{}");
        unpack();
        assertEquals(0, Files.getLastModifiedTime(root).toMillis());
        assertEquals(0040755, Files.getAttribute(root, "unix:mode"));
        assertEquals(0, Files.getLastModifiedTime(root.resolve("a/b")).toMillis());
        assertEquals(0040755, Files.getAttribute(root.resolve("a/b"), "unix:mode"));
        assertEquals(7000, Files.getLastModifiedTime(root.resolve("a")).toMillis());
        assertEquals(0040700, Files.getAttribute(root.resolve("a"), "unix:mode"));
    }

    /** An unmapped one would be nobody's in the container. */
    @Test
    void directoriesThatNoLayerTellsOfAreMappedRoots() throws Exception {
        assumeTrue(posix.isRoot(), "owners need root");
        image.layer(new TarBuilder().file("a/f", "x")).write("{}");
        List<Owners.Range> map = List.of(new Owners.Range(0, 100000, 65536));
        unpack(layout.toString(), null, UnpackLimits.DEFAULT, new Owners(true, false, map, map));
        assertEquals(100000, Files.getAttribute(root, "unix:uid"));
        assertEquals(100000, Files.getAttribute(root.resolve("a"), "unix:gid"));
    }

    @Test
    void inlineDataStandsForTheBlob() throws Exception {
        byte[] tar = new TarBuilder().file("f", "inline").bytes();
        String descriptor = LayoutBuilder.descriptor(TAR, image.digest(tar), tar.length);
        String data = Base64.getEncoder().encodeToString(tar);
        image.layer(LayoutBuilder.with(descriptor, "\"data\": \"" + data + "\""), image.digest(tar))
                .write("{}");
        unpack();
        assertEquals("inline", content("f"));
    }

    @Test
    void layoutInATarFile() throws Exception {
        good().write("{}");
        Path archive = archive();
        unpack(archive + ":latest", null, UnpackLimits.DEFAULT, Owners.AS_ARCHIVED);
        assertEquals("x", content("f"));
    }

    /** They cannot be read in place, so they are unpacked into a file that has no name. */
    @ParameterizedTest
    @ValueSource(strings = {"gz", "zst"})
    void compressedLayoutArchive(String suffix) throws Exception {
        image.layer(new TarBuilder().file("f", "1")).write("{}");
        byte[] tar = Files.readAllBytes(archive());
        byte[] compressed = suffix.equals("gz") ? LayoutBuilder.gzip(tar) : LayoutBuilder.zstd(tar);
        Path archive = Files.write(dir.resolve("layout.tar." + suffix), compressed);
        unpack(archive + ":latest", null, UnpackLimits.DEFAULT, Owners.AS_ARCHIVED);
        assertEquals(List.of("f"), tree());
        assertEquals(List.of(), spooled());
    }

    private static List<Path> spooled() throws IOException {
        String directory = System.getenv("TMPDIR");
        try (Stream<Path> files = Files.list(Path.of(directory == null ? "/var/tmp" : directory))) {
            return files.filter(file -> file.getFileName().toString().startsWith("jrunc-image-"))
                    .toList();
        }
    }

    private Path archive() throws IOException {
        TarBuilder tar = new TarBuilder();
        try (Stream<Path> files = Files.walk(layout)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                tar.member('0', layout.relativize(file).toString(), "", Files.readAllBytes(file));
            }
        }
        return Files.write(dir.resolve("layout.tar"), tar.bytes());
    }

    @Test
    void dockerSaveArchive() throws Exception {
        byte[] one = new TarBuilder().dir("d").file("d/f", "1").bytes();
        byte[] two = new TarBuilder().file("d/.wh.f", "").file("g", "2").bytes();
        String text = "{\"config\": {\"Cmd\": [\"/g\"]}, \"rootfs\": {\"type\": \"layers\", \"diff_ids\": [\""
                + image.digest(one) + "\", \"" + image.digest(two) + "\"]}}";
        String hex = image.digest(LayoutBuilder.utf8(text)).substring(7);
        byte[] tar = new TarBuilder()
                .member('0', hex + ".json", "", LayoutBuilder.utf8(text))
                .member('0', "aa/layer.tar", "", one)
                .symlink("bb/layer.tar", "../cc/layer.tar")
                .member('0', "cc/layer.tar", "", two)
                .file(
                        "manifest.json",
                        "[{\"Config\": \"" + hex + ".json\", \"RepoTags\": [\"host:5000/n/app:v1\"],"
                                + " \"Layers\": [\"aa/layer.tar\", \"bb/layer.tar\"]}]")
                .bytes();
        Path archive = Files.write(dir.resolve("saved.tar"), tar);
        unpack(archive + ":host:5000/n/app:v1", null, UnpackLimits.DEFAULT, Owners.AS_ARCHIVED);
        assertEquals(List.of("d", "g"), tree());
        assertTrue(config().contains("\"/g\""), config());
    }

    /** xattr(7): who may not write to a file may not give it attributes either; only root passes that by. */
    @Test
    void attributesOfAReadOnlyFileWithoutPrivileges() throws Exception {
        String setpriv = Tool.find("setpriv");
        assumeTrue(setpriv != null && posix.isRoot(), "setpriv and root are needed to run without capabilities");
        image.layer(new TarBuilder()
                        .mode(0444)
                        .owner(1, 2)
                        .pax("SCHILY.xattr.user.note", "hello")
                        .file("f", "x")
                        .mode(0555)
                        .owner(0, 0)
                        .pax("SCHILY.xattr.user.note", "hello")
                        .dir("d"))
                .write("{}");
        List<String> command = new ArrayList<>(List.of(setpriv, "--bounding-set=-all", "--inh-caps=-all"));
        command.addAll(Tool.command());
        command.addAll(List.of("unpack", "--rootless", "--image", layout.toString(), bundle.toString()));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, process.waitFor(), output);
        assertEquals(
                Set.of("user.note", "user.rootlesscontainers"),
                Attributes.of(posix, root.resolve("f")).keySet());
        assertEquals(
                Set.of("user.note"), Attributes.of(posix, root.resolve("d")).keySet());
        assertEquals(0100444, Files.getAttribute(root.resolve("f"), "unix:mode"));
    }

    @Test
    void ownersAreMapped() throws Exception {
        assumeTrue(posix.isRoot(), "owners need root");
        image.layer(new TarBuilder().owner(0, 0).file("root", "").owner(33, 34).file("www", ""))
                .write("{}");
        List<Owners.Range> map = List.of(new Owners.Range(0, 100000, 65536));
        unpack(layout.toString(), null, UnpackLimits.DEFAULT, new Owners(true, false, map, map));
        assertEquals(100000, Files.getAttribute(root.resolve("root"), "unix:uid"));
        assertEquals(100034, Files.getAttribute(root.resolve("www"), "unix:gid"));
    }

    private List<String> tree() throws IOException {
        try (Stream<Path> files = Files.walk(root)) {
            return files.filter(file -> !file.equals(root))
                    .peek(file -> assertTrue(Files.exists(file, LinkOption.NOFOLLOW_LINKS)))
                    .map(file -> root.relativize(file).toString())
                    .sorted()
                    .toList();
        }
    }
}
