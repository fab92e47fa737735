package dev.jrunc.example;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jrunc.bundle.digest.Digest;
import dev.jrunc.bundle.digest.DigestAlgorithm;
import dev.jrunc.bundle.fs.Owners;
import dev.jrunc.bundle.fs.Posix;
import dev.jrunc.bundle.generate.ConfigOptions;
import dev.jrunc.bundle.generate.HostFacts;
import dev.jrunc.bundle.image.Image;
import dev.jrunc.bundle.image.ImageFile;
import dev.jrunc.bundle.image.Platform;
import dev.jrunc.bundle.lint.DocumentKind;
import dev.jrunc.bundle.lint.Finding;
import dev.jrunc.bundle.lint.Level;
import dev.jrunc.bundle.lint.Lint;
import dev.jrunc.bundle.lint.Place;
import dev.jrunc.bundle.report.BundleException;
import dev.jrunc.bundle.rootfs.TarBuilder;
import dev.jrunc.bundle.unpack.LayoutBuilder;
import dev.jrunc.bundle.unpack.Progress;
import dev.jrunc.bundle.unpack.Unpack;
import dev.jrunc.bundle.unpack.UnpackLimits;
import dev.jrunc.spec.Config;
import dev.jrunc.spec.Process;
import dev.jrunc.spec.json.ConfigReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The two jars as a library, from another's package: from an image to a config.json that is read and checked. */
class LibraryTest {
    @TempDir
    private Path dir;

    @BeforeEach
    void image() throws Exception {
        LayoutBuilder image = new LayoutBuilder(dir.resolve("images"));
        image.layer(new TarBuilder().mode(0755).dir("bin").file("bin/sh", "#!"))
                .write("{\"Cmd\": [\"/bin/sh\"], \"Env\": [\"A=b\"]}");
    }

    @Test
    void fromAnImageToAConfigThatIsChecked() throws Exception {
        Path bundle = dir.resolve("bundle");
        List<String> steps = new ArrayList<>();
        Posix posix = Posix.load();
        try (ImageFile file = ImageFile.open(posix, dir.resolve("images") + ":latest")) {
            Image image = file.image(Platform.parse("linux/amd64"));
            Owners owners = posix.isRoot() ? Owners.AS_ARCHIVED : Owners.ROOTLESS;
            new Unpack(posix, image, UnpackLimits.DEFAULT, owners, new Steps(steps))
                    .bundle(bundle.toString(), ConfigOptions.initial("app", false, HostFacts.read(false)));
        }
        assertEquals(1, steps.size(), steps.toString());

        byte[] text = Files.readAllBytes(bundle.resolve("config.json"));
        Config config = ConfigReader.read(text, "", new ArrayList<>());
        Process process = config.process();
        assertEquals(List.of("/bin/sh"), process == null ? List.of() : process.args());
        List<Finding> findings = Lint.check(text, DocumentKind.CONFIG, new Place(bundle, false));
        assertTrue(findings.stream().noneMatch(finding -> finding.level() == Level.MUST), findings.toString());
    }

    /** What the caller can do something about is one checked exception with one line. */
    @Test
    void whatIsWrongIsOneException() throws Exception {
        Digest digest = Digest.of(new byte[0], DigestAlgorithm.BLAKE3);
        assertEquals(digest, Digest.parse(digest.toString()));
        try (ImageFile file = ImageFile.open(Posix.load(), dir.resolve("images") + ":other")) {
            assertEquals(List.of("latest"), file.references());
            BundleException e = assertThrows(BundleException.class, () -> file.image(null));
            assertTrue(e.getMessage().endsWith("no image \"other\"; there is latest"), e.getMessage());
        }
    }

    private record Steps(List<String> names) implements Progress {
        @Override
        public void layer(int number, int count, String name, long size) {
            names.add(name);
        }

        @Override
        public void bytes(long read, long total) {
            // A bar would move.
        }

        @Override
        public void end() {
            // And go.
        }
    }
}
