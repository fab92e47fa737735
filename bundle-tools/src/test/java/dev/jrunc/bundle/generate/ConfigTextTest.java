package dev.jrunc.bundle.generate;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.jrunc.bundle.report.BundleException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Pins the text of config.json, which runc's own tests edit with jq and trust to the letter. */
class ConfigTextTest {
    private static final HostFacts V1 = new HostFacts(false, 1000, 1001);
    private static final HostFacts V2 = new HostFacts(true, 1000, 1001);

    @Test
    void defaultConfigOnCgroupV1() throws IOException {
        assertEquals(golden("default.json"), ConfigText.of(ConfigOptions.initial("runc", false, V1)));
    }

    @Test
    void hostWithCgroupV2AddsTheCgroupNamespace() throws IOException {
        String mount = "{\n\t\t\t\t\"type\": \"mount\"\n\t\t\t}";
        String expected = golden("default.json").replace(mount, mount + ",\n\t\t\t" + mount.replace("mount", "cgroup"));
        assertEquals(expected, ConfigText.of(ConfigOptions.initial("runc", false, V2)));
    }

    @Test
    void rootlessConfigMapsTheCaller() throws IOException {
        assertEquals(golden("rootless.json"), ConfigText.of(ConfigOptions.initial("runc", true, V1)));
    }

    @Test
    void textOfTheUserIsEscaped() {
        JsonText json = new JsonText()
                .open('{')
                .field("args", List.of("a\"b\\c\n\t\r\u0001\u001fé"))
                .field("none", List.of());
        assertEquals(
                "{\n\t\"args\": [\n\t\t\"a\\\"b\\\\c\\n\\t\\r\\u0001\\u001fé\"\n\t],\n\t\"none\": []\n}",
                json.close('}').text());
    }

    @Test
    void effectiveIdIsTheSecondNumber() throws BundleException {
        assertEquals(7, HostFacts.effectiveId("Name:\tx\nUid:\t5\t7\t8\t9\nGid:\t1\t2\t3\t4\n", "\nUid:\t"));
    }

    private static String golden(String name) throws IOException {
        try (InputStream in = ConfigTextTest.class.getResourceAsStream("/spec/" + name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).stripTrailing();
        }
    }
}
