package dev.jrunc.bundle.unpack;

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
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Layouts and archives of images whose files are missing, lead elsewhere, or are none that an image has. */
class HostileLayoutTest extends ImageFixture {
    private static final String ZEROS = "0".repeat(64);

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
