package dev.jrunc.bundle.unpack;

import static dev.jrunc.bundle.unpack.LayoutBuilder.CONFIG;
import static dev.jrunc.bundle.unpack.LayoutBuilder.INDEX;
import static dev.jrunc.bundle.unpack.LayoutBuilder.MANIFEST;
import static dev.jrunc.bundle.unpack.LayoutBuilder.descriptor;
import static dev.jrunc.bundle.unpack.LayoutBuilder.tagged;
import static dev.jrunc.bundle.unpack.LayoutBuilder.utf8;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jrunc.bundle.rootfs.TarBuilder;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Indexes, manifests and configs made to be taken for something else. */
class HostileDocumentTest extends ImageFixture {
    private void manifest(String text) throws IOException {
        image.add(tagged(image.descriptor(MANIFEST, utf8(text)), "latest")).write();
    }

    /** Not a text, however large the number. */
    @Test
    void numbersThatAreTooLarge() throws Exception {
        image.layer(new TarBuilder().file("f", "")).write("{\"WorkingDir\": 99999999999999999999}");
        refused("config.WorkingDir must be a string");
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
}
