package dev.jrunc.bundle.unpack;

import static dev.jrunc.bundle.unpack.LayoutBuilder.CONFIG;
import static dev.jrunc.bundle.unpack.LayoutBuilder.MANIFEST;
import static dev.jrunc.bundle.unpack.LayoutBuilder.TAR;
import static dev.jrunc.bundle.unpack.LayoutBuilder.tagged;
import static dev.jrunc.bundle.unpack.LayoutBuilder.utf8;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jrunc.bundle.image.ImageFile;
import dev.jrunc.bundle.report.BundleException;
import dev.jrunc.bundle.rootfs.TarBuilder;
import dev.jrunc.fuzz.Fuzz;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Any bytes in place of the documents of an image: an answer or a refusal, and soon. */
class ImageFuzzTest extends ImageFixture {
    @Test
    void damagedDocumentsAreReadOrRefused() throws Exception {
        image.layer(new TarBuilder().file("f", "x"));
        String config = image.configText("{\"Env\": [\"A=b\"], \"User\": \"0\", \"Volumes\": {\"/v\": {}}}");
        String layer = image.descriptor(
                TAR + "+gzip",
                LayoutBuilder.gzip(new TarBuilder().file("f", "x").bytes()));
        AtomicInteger taken = new AtomicInteger();
        AtomicInteger refused = new AtomicInteger();
        new Fuzz("image", 1000).run(mutator -> {
            int which = mutator.random().nextInt(3);
            byte[] configBytes = which == 0 ? mutator.json(utf8(config)) : utf8(config);
            String manifest = "{\"schemaVersion\": 2, \"mediaType\": \"" + MANIFEST + "\", \"config\": "
                    + image.descriptor(CONFIG, configBytes) + ", \"layers\": [" + layer + "]}";
            byte[] manifestBytes = which == 1 ? mutator.json(utf8(manifest)) : utf8(manifest);
            String index = LayoutBuilder.indexText(tagged(image.descriptor(MANIFEST, manifestBytes), "latest"));
            Files.write(layout.resolve("index.json"), which == 2 ? mutator.json(utf8(index)) : utf8(index));
            try (ImageFile file = ImageFile.open(posix, layout.toString())) {
                file.image(null);
                taken.incrementAndGet();
            } catch (BundleException e) {
                assertFalse(String.valueOf(e.getMessage()).contains("\n"), e.getMessage());
                refused.incrementAndGet();
            }
            forget();
        });
        assertTrue(
                taken.get() + refused.get() < 500 || (taken.get() > 0 && refused.get() > 0),
                "the damage is of no use: " + taken + " taken, " + refused + " refused");
    }

    /** A search makes blobs without end. */
    private void forget() throws IOException {
        Path blobs = layout.resolve("blobs/sha256");
        try (Stream<Path> files = Files.list(blobs)) {
            if (files.skip(1000).findAny().isEmpty()) {
                return;
            }
        }
        try (Stream<Path> files = Files.list(blobs)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
    }
}
