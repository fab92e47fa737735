package dev.jrunc.bundle.unpack;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.jrunc.bundle.Tool;
import dev.jrunc.bundle.fs.Owners;
import dev.jrunc.bundle.fs.TreeDiff;
import dev.jrunc.bundle.image.ImageFile;
import dev.jrunc.bundle.report.BundleException;
import dev.jrunc.bundle.rootfs.TarBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever changes in an image or in a root filesystem made of it is told. */
class VerifyTest extends ImageFixture {
    @BeforeEach
    void image() throws IOException {
        image.layer(new TarBuilder()
                        .owner(7, 8)
                        .dir("d")
                        .file("d/a", "content a")
                        .file("d/b", "content b")
                        .hardLink("d/c", "d/a")
                        .symlink("l", "d/a")
                        .pax("SCHILY.xattr.user.x", "1")
                        .file("attributes", ""))
                .layer(new TarBuilder().file("top", "2"))
                .write("{}");
    }

    private Owners owners() {
        return posix.isRoot() ? Owners.AS_ARCHIVED : Owners.ROOTLESS;
    }

    private TreeDiff compare() throws BundleException {
        TreeDiff diff = new TreeDiff(posix, 100);
        try (ImageFile file = ImageFile.open(posix, layout.toString())) {
            new Verify(posix, file.image(null), UnpackLimits.DEFAULT, new Silent())
                    .rootfs(root.toString(), owners(), diff);
        }
        return diff;
    }

    private void layers() throws BundleException {
        try (ImageFile file = ImageFile.open(posix, layout.toString())) {
            new Verify(posix, file.image(null), UnpackLimits.DEFAULT, new Silent()).layers();
        }
    }

    @Test
    void whatWasUnpackedIsTheSame() throws Exception {
        unpack(layout.toString(), null, UnpackLimits.DEFAULT, owners());
        assertEquals(List.of(), compare().differences());
        try (Stream<Path> files = Files.list(bundle)) {
            assertEquals(2, files.count(), "the image unpacked for comparison is left");
        }
    }

    /** By the command, which is told what unpack was told. */
    @ParameterizedTest
    @ValueSource(strings = {"--rootless", "--uid-map=0:100000:65536 --gid-map=0:200000:65536"})
    void ownersThatUnpackWasTold(String options) throws Exception {
        assumeTrue(posix.isRoot() || options.equals("--rootless"), "owners need root");
        String[] told = options.split(" ", -1);
        assertEquals(0, command("unpack", told, bundle.toString()).status());
        Tool.Result result = command("verify", told, "--rootfs", root.toString());
        assertEquals("", result.out());
        assertEquals(0, result.status(), result.err());
        if (posix.isRoot()) {
            assertEquals(
                    1,
                    command("verify", new String[0], "--rootfs", root.toString())
                            .status());
        }
        Tool.Result whole = command("verify", told, "--rootfs", bundle.toString());
        assertEquals(1, whole.status());
        assertTrue(whole.err().contains(bundle + " looks like a bundle"), whole.err());
        Tool.Result alone = command("verify", told);
        assertEquals(1, alone.status());
        assertTrue(alone.err().contains(" is about a tree: give --rootfs as well"), alone.err());
    }

    private Tool.Result command(String name, String[] options, String... rest) throws Exception {
        List<String> words = new ArrayList<>(List.of(name, "--image", layout.toString()));
        words.addAll(List.of(options));
        words.addAll(List.of(rest));
        return Tool.run(words.toArray(new String[0]));
    }

    @Test
    void everyChangeIsTold() throws Exception {
        unpack(layout.toString(), null, UnpackLimits.DEFAULT, owners());
        FileTime time = Files.getLastModifiedTime(root.resolve("d/b"));
        Files.writeString(root.resolve("d/b"), "content B");
        Files.setLastModifiedTime(root.resolve("d/b"), time);
        Files.setPosixFilePermissions(root.resolve("top"), PosixFilePermissions.fromString("rwx------"));
        Files.setAttribute(root.resolve("attributes"), "user:x", new byte[] {'2'});
        Files.copy(root.resolve("d/c"), root.resolve("d/e"), StandardCopyOption.COPY_ATTRIBUTES);
        Files.move(root.resolve("d/e"), root.resolve("d/c"), StandardCopyOption.REPLACE_EXISTING);
        Files.delete(root.resolve("l"));
        Files.createDirectory(root.resolve("l"));
        Files.writeString(root.resolve("new"), "");
        List<String> found = compare().differences();
        List<String> wanted = List.of(
                "/attributes: the attribute user.x",
                "/d/b: the content",
                "/d/c: hard link to /d/a is nothing",
                "/l: is another kind of file",
                "/new: is not in the image",
                "/top: mode 644 is 700");
        // Directories have new times as well.
        assertEquals(
                wanted, found.stream().filter(line -> !line.contains(": time ")).toList());
    }

    @Test
    void layersAreRead() throws Exception {
        layers();
        Path layer = blobs().stream()
                .filter(file -> file.toFile().length() > 100 && isGzip(file))
                .findFirst()
                .orElseThrow();
        byte[] content = Files.readAllBytes(layer);
        content[60] ^= 1;
        Files.write(layer, content);
        BundleException e = assertThrows(BundleException.class, this::layers);
        assertTrue(e.getMessage().contains("wrong digest"), e.getMessage());
    }

    private static boolean isGzip(Path file) {
        try {
            return Files.readAllBytes(file)[0] == 0x1f;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
