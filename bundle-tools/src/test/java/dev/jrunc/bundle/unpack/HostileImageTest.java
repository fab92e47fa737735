package dev.jrunc.bundle.unpack;

import static dev.jrunc.bundle.unpack.LayoutBuilder.CONFIG;
import static dev.jrunc.bundle.unpack.LayoutBuilder.INDEX;
import static dev.jrunc.bundle.unpack.LayoutBuilder.MANIFEST;
import static dev.jrunc.bundle.unpack.LayoutBuilder.TAR;
import static dev.jrunc.bundle.unpack.LayoutBuilder.descriptor;
import static dev.jrunc.bundle.unpack.LayoutBuilder.tagged;
import static dev.jrunc.bundle.unpack.LayoutBuilder.utf8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jrunc.bundle.fs.Fd;
import dev.jrunc.bundle.fs.PosixException;
import dev.jrunc.bundle.image.ImageFile;
import dev.jrunc.bundle.report.BundleException;
import dev.jrunc.bundle.rootfs.TarBuilder;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Documents and layouts made to be taken for something else, or to lead elsewhere. */
class HostileImageTest extends ImageFixture {
    private static final String ZEROS = "0".repeat(64);

    private LayoutBuilder good() throws IOException {
        return image.layer(new TarBuilder().file("f", "x"));
    }

    private void manifest(String text) throws IOException {
        image.add(tagged(image.descriptor(MANIFEST, utf8(text)), "latest")).write();
    }

    private List<Path> blobs() throws IOException {
        try (Stream<Path> files = Files.walk(layout.resolve("blobs"))) {
            return files.filter(Files::isRegularFile).sorted().toList();
        }
    }

    /** Not a text, however large the number. */
    @Test
    void numbersThatAreTooLarge() throws Exception {
        image.layer(new TarBuilder().file("f", "")).write("{\"WorkingDir\": 99999999999999999999}");
        refused("config.WorkingDir must be a string");
    }

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
        image.layer(LayoutBuilder.descriptor(type, none, 1), none).write("{}");
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
    @ValueSource(
            strings = {
                "md5:d41d8cd98f00b204e9800998ecf8427e",
                "sha1:da39a3ee5e6b4b0d3255bfef95601890afd80709",
                "sha256",
                "sha256:",
                "sha256:abc",
                "sha256:../../../../outside/canary0000000000000000000000000000000000000",
                "SHA256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
                "sha256:E3B0C44298FC1C149AFBF4C8996FB92427AE41E4649B934CA495991B7852B855",
                "../blobs:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
            })
    void digestsThatAreNone(String digest) throws Exception {
        image.add(tagged(descriptor(MANIFEST, digest, 10), "latest")).write();
        refused("digest \"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"-1", "-9223372036854775808", "9223372036854775808", "1e3", "1.5", "\"10\"", "null", "[]"})
    void sizesThatAreNone(String size) throws Exception {
        good();
        String descriptor = image.manifest("{}").replaceAll("\"size\": \\d+", "\"size\": " + size);
        image.add(tagged(descriptor, "latest")).write();
        refused("manifests[0].size");
    }

    @Test
    void hugeDocuments() throws Exception {
        good();
        image.add(tagged(image.manifest("{\"Labels\": {\"x\": \"" + "y".repeat(9 << 20) + "\"}}"), "latest"))
                .write();
        refused("too long for a document");
        Files.writeString(layout.resolve("index.json"), " ".repeat(5 << 20));
        refused("too long for a document");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "null",
                "[]",
                "7",
                "{",
                "{}{}",
                "{\"schemaVersion\": 1}",
                "{\"schemaVersion\": 2, \"schemaVersion\": 2}",
                "{\"schemaVersion\": 2, \"manifests\": {}}",
                "{\"schemaVersion\": 2, \"manifests\": [7]}",
                "{\"schemaVersion\": 2, \"manifests\": [], \"layers\": []}",
                "{\"schemaVersion\": 2, \"manifests\": NaN}",
                "{\"schemaVersion\": 2, // no\n\"manifests\": []}",
                "\ufeff{\"schemaVersion\": 2}"
            })
    void indexesThatAreNone(String text) throws Exception {
        Files.writeString(layout.resolve("index.json"), text);
        refused("index.json");
    }

    @Test
    void otherEncodingsAndDepths() throws Exception {
        Files.write(layout.resolve("index.json"), "{\"schemaVersion\": 2}".getBytes(StandardCharsets.UTF_16LE));
        refused("index.json: ");
        Files.write(layout.resolve("index.json"), new byte[] {'"', (byte) 0xc0, (byte) 0xaf, '"'});
        refused("index.json: not UTF-8");
        Files.writeString(layout.resolve("index.json"), "[".repeat(100_000));
        refused("index.json: not JSON");
    }

    /** One document, two readings (CVE-2021-41190). */
    @Test
    void bothIndexAndManifest() throws Exception {
        good();
        String config = image.descriptor(CONFIG, utf8(image.configText("{}")));
        manifest("{\"schemaVersion\": 2, \"config\": " + config + ", \"layers\": [], \"manifests\": []}");
        refused("is both a manifest and something else");
    }

    /** Go's readers fold case: what they take for the layers is none of what is here. */
    @ParameterizedTest
    @ValueSource(strings = {"Layers", "layer\u017f", "Config"})
    void namesThatReadersTakeForOthers(String name) throws Exception {
        good();
        String config = image.descriptor(CONFIG, utf8(image.configText("{}")));
        manifest("{\"schemaVersion\": 2, \"config\": " + config + ", \"layers\": [], \"" + name + "\": []}");
        refused("\"" + name + "\", which some readers take for");
    }

    @Test
    void labelsMayDifferInCase() throws Exception {
        good().write("{\"Labels\": {\"a.b\": \"1\", \"A.B\": \"2\"}}");
        unpack();
        assertTrue(config().contains("\"A.B\": \"2\""));
    }

    /** To open a device is to use it: an image's passwd may be a watchdog. */
    @Test
    void whatIsFoundIsNotOpened() throws Exception {
        byte[] canary = "canary\0".getBytes(StandardCharsets.UTF_8);
        try (Fd directory = posix.openDirectory((outside + "\0").getBytes(StandardCharsets.UTF_8));
                Fd inRoot = posix.findInRoot(directory, canary);
                Fd beneath = posix.findBeneath(directory, canary);
                Fd open = posix.reopen(beneath, canary)) {
            for (Fd found : List.of(inRoot, beneath)) {
                assertThrows(PosixException.class, () -> posix.readUpTo(found, canary, 10));
            }
            assertEquals("not yours", new String(posix.readUpTo(open, canary, 10), StandardCharsets.UTF_8));
        }
    }

    @Test
    void mediaTypeOtherThanTheDescriptors() throws Exception {
        manifest("{\"schemaVersion\": 2, \"mediaType\": \"" + INDEX + "\"}");
        refused("its descriptor says");
    }

    @Test
    void artifactsAreNoImages() throws Exception {
        good();
        image.add(tagged(image.manifestOf(image.descriptor("application/vnd.example+json", utf8("{}"))), "latest"))
                .write();
        refused("this is an artifact, not an image to run");
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

    /** What skopeo writes for dir: has a manifest.json of its own, which is not that of docker save. */
    @Test
    void directoriesOfSkopeo() throws Exception {
        Path directory = Files.createDirectory(dir.resolve("skopeo"));
        Files.writeString(directory.resolve("version"), "Directory Transport Version: 1.1\n");
        Files.writeString(directory.resolve("manifest.json"), "{\"schemaVersion\": 2}");
        BundleException refusal = assertThrows(BundleException.class, () -> {
            try (ImageFile file = ImageFile.open(posix, directory.toString())) {
                file.image(null);
            }
        });
        assertTrue(String.valueOf(refusal.getMessage()).contains("skopeo copy dir:" + directory), refusal.getMessage());
    }

    @Test
    void compressedLayerThatSaysItIsPlain() throws Exception {
        byte[] tar = new TarBuilder().file("f", "x").bytes();
        image.layer(TAR, LayoutBuilder.gzip(tar), image.digest(tar)).write("{}");
        refused("its content is gzip");
    }

    @Test
    void moreLayersThanDiffIds() throws Exception {
        good();
        String config = image.descriptor(CONFIG, utf8(image.configText("{}")));
        image.layer(new TarBuilder().file("g", "x"));
        image.add(tagged(image.manifestOf(config), "latest")).write();
        refused("has 2 layers, the config has 1 diff_ids");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[]",
                "{\"Env\": {}}",
                "{\"Env\": [7]}",
                "{\"Env\": [\"NOEQUALS\"]}",
                "{\"Env\": [\"=x\"]}",
                "{\"Cmd\": \"sh\"}",
                "{\"Cmd\": [\"a\\u0000b\"]}",
                "{\"Labels\": [\"x\"]}",
                "{\"WorkingDir\": 1}",
                "{\"Volumes\": {\"/a/../../outside\": {}}}",
                "{\"Volumes\": {\"/\": {}}}",
                "{\"Volumes\": {\"/proc/sys\": {}}}",
                "{\"Volumes\": {\"//dev\": {}}}"
            })
    void configsThatAreAbsurd(String config) throws Exception {
        good().write(config);
        refused("config");
    }

    @Test
    void rootfsOfAnUnknownType() throws Exception {
        good();
        String text = image.configText("{}").replace("\"layers\"", "\"magic\"");
        image.add(tagged(image.manifestOf(image.descriptor(CONFIG, utf8(text))), "latest"))
                .write();
        refused("rootfs.type must be \"layers\"");
    }

    @Test
    void imagesOfAnotherSystem() throws Exception {
        good();
        String text = image.configText("{}").replace("\"linux\"", "\"windows\"");
        image.add(tagged(image.manifestOf(image.descriptor(CONFIG, utf8(text))), "latest"))
                .write();
        refused("the image is for windows/amd64");
    }

    @Test
    void compressedArchivesOfImages() throws Exception {
        byte[] tar = new TarBuilder().file("manifest.json", "[]").bytes();
        byte[] gzip = LayoutBuilder.gzip(tar);
        Path archive = dir.resolve("a.tar.gz");
        for (int cut : new int[] {1, 9, 20}) {
            Files.write(archive, Arrays.copyOf(gzip, gzip.length - cut));
            refused(archive.toString(), archive.toString(), UnpackLimits.DEFAULT);
        }
        Files.write(archive, LayoutBuilder.gzip(utf8("x".repeat(2000))));
        refused("no tar archive", archive.toString(), UnpackLimits.DEFAULT);
        Files.write(archive, utf8("BZh9 and so on"));
        refused("compressed with bzip2", archive.toString(), UnpackLimits.DEFAULT);
        Files.write(archive, gzip);
        refused("--max-size", archive.toString(), new UnpackLimits(100, 0, 500));
        ByteArrayOutputStream bomb = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(bomb)) {
            out.write(new TarBuilder().header('0', "zeros", "", 1L << 33).unfinished());
            byte[] zeros = new byte[1 << 20];
            for (int i = 0; i < 300; i++) {
                out.write(zeros);
            }
        }
        Files.write(archive, bomb.toByteArray());
        refused("decompression bomb", archive.toString(), UnpackLimits.DEFAULT);
    }

    @Test
    void indexesWithoutEnd() throws Exception {
        good();
        String deep = image.manifest("{}");
        for (int i = 0; i < 20; i++) {
            deep = image.index(deep);
        }
        image.add(tagged(deep, "latest")).write();
        refused("indexes within indexes");
    }

    /** 16 to the 4th power of documents, in five small files. */
    @Test
    void indexesThatMultiply() throws Exception {
        good();
        String wide = image.manifest("{}");
        for (int i = 0; i < 4; i++) {
            String[] all = new String[16];
            Arrays.fill(all, wide);
            wide = image.index(all);
        }
        image.add(tagged(wide, "latest")).write();
        refused("256 in all");
    }

    @Test
    void twoImagesOfOneName() throws Exception {
        good();
        String one = image.manifest("{}");
        image.layer(new TarBuilder().file("g", "y"));
        String two = image.manifest("{}");
        image.add(tagged(one, "latest")).add(tagged(two, "latest")).write();
        refused("several images are named");
    }

    @Test
    void namesThatAreNotThere() throws Exception {
        good();
        image.add(tagged(image.manifest("{}"), "v1")).write();
        refused("no image \"v2\"; there is v1", layout + ":v2", UnpackLimits.DEFAULT);
        refused("no such layout or archive", dir.resolve("none") + ":v1", UnpackLimits.DEFAULT);
        refused("write PATH[:TAG] without \"oci:\"", "oci:" + dir.resolve("none") + ":v1", UnpackLimits.DEFAULT);
        refused("jrunc-bundle pull fetches it", "docker.io/library/busybox:1", UnpackLimits.DEFAULT);
        Files.delete(layout.resolve("oci-layout"));
        refused("neither an image layout", layout + ":v1", UnpackLimits.DEFAULT);
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

    @Test
    void linksInTheLayoutAreNotFollowed() throws Exception {
        good().write("{}");
        Path blob = blobs().get(0);
        Files.move(blob, dir.resolve("elsewhere"));
        Files.createSymbolicLink(blob, dir.resolve("elsewhere"));
        refused("a symbolic link, which is not followed here");
        Files.delete(blob);
        Files.move(dir.resolve("elsewhere"), blob);
        Files.move(layout.resolve("blobs"), dir.resolve("elsewhere"));
        Files.createSymbolicLink(layout.resolve("blobs"), dir.resolve("elsewhere"));
        refused("a symbolic link, which is not followed here");
    }

    /** Reading them would wait for ever. */
    @ParameterizedTest
    @ValueSource(strings = {"index.json", "oci-layout"})
    void fifosInTheLayoutAreNotOpened(String name) throws Exception {
        good().write("{}");
        Files.delete(layout.resolve(name));
        assertEquals(
                0,
                new ProcessBuilder("mkfifo", layout.resolve(name).toString())
                        .start()
                        .waitFor());
        refused("not a regular file");
    }

    @Test
    void archivesOfImagesThatLeadOut() throws Exception {
        Path archive = dir.resolve("a.tar");
        Files.write(
                archive,
                new TarBuilder().symlink("manifest.json", outside + "/canary").bytes());
        refused("neither an image layout", archive.toString(), UnpackLimits.DEFAULT);
        Files.write(
                archive,
                new TarBuilder()
                        .file("manifest.json", "[]")
                        .file("manifest.json", "[]")
                        .bytes());
        refused("appears twice in the archive", archive.toString(), UnpackLimits.DEFAULT);
        Files.write(
                archive,
                new TarBuilder()
                        .symlink("c.json", "../../../../../../etc/hostname")
                        .file("manifest.json", "[{\"Config\": \"c.json\", \"Layers\": []}]")
                        .bytes());
        refused("c.json is missing", archive.toString(), UnpackLimits.DEFAULT);
        Files.write(
                archive,
                new TarBuilder()
                        .symlink("a", "b")
                        .symlink("b", "a")
                        .file("manifest.json", "[{\"Config\": \"a\", \"Layers\": []}]")
                        .bytes());
        refused("a is missing", archive.toString(), UnpackLimits.DEFAULT);
        String hex = ZEROS + ".json";
        Files.write(
                archive,
                new TarBuilder()
                        .pax("path", hex)
                        .file("x", "{}")
                        .file("manifest.json", "[{\"Config\": \"" + hex + "\", \"Layers\": []}]")
                        .bytes());
        refused("wrong digest", archive.toString(), UnpackLimits.DEFAULT);
    }

    @Test
    void bundleThatIsThere() throws Exception {
        good().write("{}");
        Files.createDirectory(bundle);
        Files.writeString(bundle.resolve("mine"), "x");
        BundleException e = assertThrows(BundleException.class, this::unpack);
        assertEquals(bundle + " exists. Remove it first", e.getMessage());
        assertEquals("x", Files.readString(bundle.resolve("mine")));
        Files.delete(bundle.resolve("mine"));
    }
}
