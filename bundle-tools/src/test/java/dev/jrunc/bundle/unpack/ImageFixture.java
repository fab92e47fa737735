package dev.jrunc.bundle.unpack;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jrunc.bundle.fs.Owners;
import dev.jrunc.bundle.fs.Posix;
import dev.jrunc.bundle.generate.ConfigOptions;
import dev.jrunc.bundle.generate.HostFacts;
import dev.jrunc.bundle.image.ImageFile;
import dev.jrunc.bundle.image.Platform;
import dev.jrunc.bundle.report.BundleException;
import dev.jrunc.bundle.rootfs.TarBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A layout, and something beside it that no image may touch: every test ends by looking at that. */
abstract class ImageFixture {
    static Posix posix;

    @TempDir
    Path dir;

    Path layout;
    Path bundle;
    Path root;
    Path outside;
    LayoutBuilder image;

    @BeforeAll
    static void load() {
        posix = Posix.load();
    }

    @BeforeEach
    void canary() throws IOException {
        layout = dir.resolve("layout");
        bundle = dir.resolve("bundle");
        root = bundle.resolve("rootfs");
        outside = Files.createDirectory(dir.resolve("outside"));
        Files.writeString(outside.resolve("canary"), "not yours");
        image = new LayoutBuilder(layout);
    }

    @AfterEach
    void nothingOutsideHasChanged() throws IOException {
        assertEquals("not yours", Files.readString(outside.resolve("canary")));
        assertEquals(1, Files.getAttribute(outside.resolve("canary"), "unix:nlink"));
        try (Stream<Path> files = Files.list(outside)) {
            assertEquals(1, files.count());
        }
        try (Stream<Path> files = Files.list(dir)) {
            assertEquals(0, files.filter(f -> f.toString().contains(".jrunc-")).count(), "unfinished directory left");
        }
    }

    /** The layout with a layer that nothing is wrong with. */
    LayoutBuilder good() throws IOException {
        return image.layer(new TarBuilder().file("f", "x"));
    }

    List<Path> blobs() throws IOException {
        try (Stream<Path> files = Files.walk(layout.resolve("blobs"))) {
            return files.filter(Files::isRegularFile).sorted().toList();
        }
    }

    void layers(TarBuilder... layers) throws IOException {
        for (TarBuilder layer : layers) {
            image.layer(layer);
        }
        image.write("{}");
    }

    Unpack.Result unpack() throws BundleException {
        return unpack(layout.toString(), null, UnpackLimits.DEFAULT, Owners.AS_ARCHIVED);
    }

    Unpack.Result unpack(String name, Platform platform, UnpackLimits limits, Owners owners) throws BundleException {
        try (ImageFile file = ImageFile.open(posix, name, limits.expansion())) {
            return new Unpack(posix, file.image(platform), limits, owners, new Silent())
                    .bundle(bundle.toString(), ConfigOptions.initial("test", false, new HostFacts(false, 0, 0)));
        }
    }

    /** The image is refused with these words in one line, and nothing of it is there. */
    void refused(String words) {
        refused(words, layout.toString(), UnpackLimits.DEFAULT);
    }

    void refused(String words, String name, UnpackLimits limits) {
        BundleException e = assertThrows(BundleException.class, () -> unpack(name, null, limits, Owners.AS_ARCHIVED));
        assertTrue(e.getMessage().contains(words), e.getMessage());
        assertFalse(e.getMessage().contains("\n"), e.getMessage());
        assertTrue(Files.notExists(bundle, LinkOption.NOFOLLOW_LINKS));
    }

    String content(String name) throws IOException {
        return Files.readString(root.resolve(name));
    }

    boolean exists(String name) {
        return Files.exists(root.resolve(name), LinkOption.NOFOLLOW_LINKS);
    }

    String config() throws IOException {
        return Files.readString(bundle.resolve("config.json"));
    }

    static final class Silent implements Progress {
        @Override
        public void layer(int number, int count, String name, long size) {
            // Nobody looks.
        }

        @Override
        public void bytes(long read, long total) {
            assertTrue(read <= total, read + " of " + total);
        }

        @Override
        public void end() {
            // Nobody looks.
        }
    }
}
