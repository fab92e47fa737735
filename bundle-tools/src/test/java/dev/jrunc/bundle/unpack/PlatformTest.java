package dev.jrunc.bundle.unpack;

import static dev.jrunc.bundle.unpack.LayoutBuilder.platform;
import static dev.jrunc.bundle.unpack.LayoutBuilder.tagged;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jrunc.bundle.fs.Owners;
import dev.jrunc.bundle.image.Platform;
import dev.jrunc.bundle.report.BundleException;
import dev.jrunc.bundle.rootfs.TarBuilder;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Of several images the one that does best on the machine, and none that it can't run (image-index.md). */
class PlatformTest extends ImageFixture {
    private String manifest(String content, String architecture, String variant) throws Exception {
        image.layer(new TarBuilder().file("f", content));
        String text = image.configText("{}").replace("amd64", architecture + "\", \"variant\": \"" + variant);
        return image.manifestOf(image.descriptor(LayoutBuilder.CONFIG, LayoutBuilder.utf8(text)));
    }

    @ParameterizedTest
    @CsvSource({
        "linux/amd64,     amd64,  'v3,v2,v1',   v1",
        "linux/x86_64,    amd64,  'v3,',        ''",
        "linux/amd64/v3,  amd64,  'v1,v4,v3',   v3",
        "linux/amd64/v3,  amd64,  ',v4,v2',     v2",
        "linux/arm,       arm,    'v5,v8,v7,v6', v7",
        "linux/arm/v6,    arm,    'v7,v5,v6',   v6",
        "linux/arm/v6,    arm,    'v7,',        ''",
        "linux/aarch64,   arm64,  'v9,v8',      v8",
        "linux/arm64/v8,  arm64,  'v9,',        ''",
        "linux/riscv64,   riscv64,'rva23,',     ''",
        "linux/ppc64le,   ppc64le,'power9',     power9"
    })
    void variants(String wanted, String architecture, String variants, String chosen) throws Exception {
        String[] all = variants.split(",", -1);
        String[] descriptors = new String[all.length];
        for (int i = 0; i < all.length; i++) {
            descriptors[i] = platform(manifest(all[i], architecture, all[i]), "linux", architecture, all[i]);
        }
        image.add(tagged(image.index(descriptors), "x")).write();
        unpack(layout + ":x", Platform.parse(wanted), UnpackLimits.DEFAULT, Owners.AS_ARCHIVED);
        assertEquals(chosen, content("f"));
    }

    @ParameterizedTest
    @CsvSource({
        "linux/amd64, amd64, v2",
        "linux/arm/v6, arm, v7",
        "linux/arm64, arm64, v9",
        "linux/ppc64le/power8, ppc64le, power9"
    })
    void laterVariantsAreRefused(String wanted, String architecture, String variant) throws Exception {
        String only = platform(manifest("x", architecture, variant), "linux", architecture, variant);
        image.add(tagged(image.index(only), "x")).write();
        BundleException e = assertThrows(
                BundleException.class,
                () -> unpack(layout + ":x", Platform.parse(wanted), UnpackLimits.DEFAULT, Owners.AS_ARCHIVED));
        assertTrue(e.getMessage().contains("there is linux/" + architecture + "/" + variant), e.getMessage());
    }

    /** One that says what it is for is better than one that says nothing; of two equals the first counts. */
    @Test
    void whoSaysNothingComesLast() throws Exception {
        String silent = manifest("silent", "s390x", "");
        String first = platform(manifest("first", "s390x", ""), "linux", "s390x", "");
        String second = platform(manifest("second", "s390x", ""), "linux", "s390x", "");
        image.add(tagged(image.index(silent, first, second), "x")).write();
        unpack(layout + ":x", Platform.parse("linux/s390x"), UnpackLimits.DEFAULT, Owners.AS_ARCHIVED);
        assertEquals("first", content("f"));
    }

    /** An archive of docker save has no index, but its config says what it is for. */
    @Test
    void dockerArchiveOfAnotherMachine() throws Exception {
        byte[] layer = new TarBuilder().file("f", "1").bytes();
        String config = "{\"os\": \"linux\", \"architecture\": \"s390x\", \"rootfs\": {\"type\": \"layers\","
                + " \"diff_ids\": [\"" + image.digest(layer) + "\"]}}";
        byte[] tar = new TarBuilder()
                .file("c.json", config)
                .member('0', "l.tar", "", layer)
                .file("manifest.json", "[{\"Config\": \"c.json\", \"RepoTags\": [], \"Layers\": [\"l.tar\"]}]")
                .bytes();
        String archive = Files.write(dir.resolve("saved.tar"), tar).toString();
        BundleException e = assertThrows(
                BundleException.class,
                () -> unpack(archive, Platform.parse("linux/arm64"), UnpackLimits.DEFAULT, Owners.AS_ARCHIVED));
        assertTrue(e.getMessage().endsWith("the image is for linux/s390x, not linux/arm64"), e.getMessage());
        unpack(archive, Platform.parse("linux/s390x"), UnpackLimits.DEFAULT, Owners.AS_ARCHIVED);
        assertTrue(Files.exists(Path.of(root + "/f")));
    }
}
