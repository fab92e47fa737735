package dev.jrunc.bundle.unpack;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.jrunc.bundle.rootfs.TarBuilder;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What image-spec's conversion.md asks of a config.json, field by field. */
class ConfigConversionTest extends ImageFixture {
    private static final String PASSWD = """
            root:x:0:0::/root:/bin/sh
            www:x:33:34::/var/www:/bin/sh
            1000:x:0:0::/root:/bin/sh
            over:x:4294967296:0::/:/bin/sh
            """;
    private static final String GROUP = """
            root:x:0:
            web:x:34:
            extra:x:50:a,www,b
            more:x:51:www
            """;

    private JsonNode config(String text) throws Exception {
        image.layer(new TarBuilder().dir("etc").file("etc/passwd", PASSWD).file("etc/group", GROUP))
                .write(text);
        unpack();
        return new ObjectMapper().readTree(config());
    }

    @Test
    void everyField() throws Exception {
        JsonNode config = config("{\"User\": \"www\", \"Env\": [\"A=1\", \"PATH=/x\", \"A=2\"],"
                + " \"Entrypoint\": [\"/e\", \"x y\"], \"Cmd\": [\"c\"], \"WorkingDir\": \"/w\","
                + " \"Volumes\": {\"/data/\": {}, \"/data\": {}}, \"StopSignal\": \"SIGQUIT\","
                + " \"ExposedPorts\": {\"80/tcp\": {}, \"53/udp\": {}},"
                + " \"Labels\": {\"k\": \"v\", \"org.opencontainers.image.os\": \"label wins\","
                + " \"run.oci.handler\": \"krun\", \"org.systemd.property.X\": \"1\"}}");
        JsonNode process = config.get("process");
        assertEquals("[\"/e\",\"x y\",\"c\"]", process.get("args").toString());
        assertEquals(
                "[\"A=2\",\"PATH=/x\",\"TERM=xterm\",\"HOME=/var/www\"]",
                process.get("env").toString());
        assertEquals("/w", process.get("cwd").asText());
        assertEquals(
                "{\"uid\":33,\"gid\":34,\"additionalGids\":[50,51]}",
                process.get("user").toString());
        JsonNode mounts = config.get("mounts");
        assertEquals("/data", mounts.get(mounts.size() - 1).get("destination").asText());
        assertEquals(
                "/sys/fs/cgroup",
                mounts.get(mounts.size() - 2).get("destination").asText());
        assertEquals(
                "{\"org.opencontainers.image.os\":\"label wins\",\"org.opencontainers.image.architecture\":\"amd64\","
                        + "\"org.opencontainers.image.stopSignal\":\"SIGQUIT\","
                        + "\"org.opencontainers.image.exposedPorts\":\"80/tcp,53/udp\",\"k\":\"v\"}",
                config.get("annotations").toString());
        assertFalse(config.get("root").has("readonly"));
    }

    /** Of labels that runtimes would obey the user hears (conversion.md#annotations). */
    @Test
    void labelsThatAreLeftOutAreTold() throws Exception {
        image.layer(new TarBuilder().file("f", ""))
                .write(
                        "{\"Labels\": {\"a\": \"1\", \"run.oci.handler\": \"krun\", \"org.systemd.property.X\": \"1\"}}");
        assertEquals(List.of("run.oci.handler", "org.systemd.property.X"), unpack().labelsLeftOut());
    }

    @Test
    void versionAndFeaturesOfTheSystem() throws Exception {
        image.layer(new TarBuilder().file("f", ""));
        String text = image.configText("{}")
                .replace(
                        "\"os\":",
                        "\"variant\": \"v1\", \"os.version\": \"6.1\", \"os.features\": [\"a\", \"b\"], \"os\":");
        String config = image.descriptor(LayoutBuilder.CONFIG, LayoutBuilder.utf8(text));
        image.add(LayoutBuilder.tagged(image.manifestOf(config), "latest")).write();
        unpack();
        JsonNode annotations = new ObjectMapper().readTree(config()).get("annotations");
        assertEquals("v1", annotations.path("org.opencontainers.image.variant").asText());
        assertEquals(
                "6.1", annotations.path("org.opencontainers.image.os.version").asText());
        assertEquals(
                "a,b", annotations.path("org.opencontainers.image.os.features").asText());
    }

    /** conversion.md: additionalGids stay as they are when the user is a number, or a group is named. */
    @ParameterizedTest
    @ValueSource(strings = {"33", "www:root"})
    void noMoreGroups(String user) throws Exception {
        JsonNode found = config("{\"User\": \"" + user + "\"}").get("process").get("user");
        assertEquals(33, found.get("uid").asLong());
        assertFalse(found.has("additionalGids"), found.toString());
    }

    /** A number is a number, whoever in passwd calls himself so (CVE-2016-3697). */
    @ParameterizedTest
    @CsvSource({
        "'', 0, 0",
        "1000, 1000, 0",
        "33, 33, 34",
        "www:root, 33, 0",
        "www:7, 33, 7",
        "5:web, 5, 34",
        "4294967294:4294967294, 4294967294, 4294967294"
    })
    void users(String user, long uid, long gid) throws Exception {
        JsonNode found = config("{\"User\": \"" + user + "\"}").get("process").get("user");
        assertEquals(uid, found.get("uid").asLong());
        assertEquals(gid, found.get("gid").asLong());
    }

    @ParameterizedTest
    @ValueSource(strings = {"nobody", "over", "4294967295", "4294967296", "-1", "+1", "0x0", "www:none", "1:-1"})
    void usersThatAreNone(String user) throws Exception {
        image.layer(new TarBuilder().dir("etc").file("etc/passwd", PASSWD).file("etc/group", GROUP))
                .write("{\"User\": \"" + user + "\"}");
        refused("user");
    }

    @Test
    void passwdMayBeALinkInside() throws Exception {
        image.layer(new TarBuilder()
                        .dir("etc")
                        .dir("usr")
                        .file("usr/passwd", PASSWD)
                        .symlink("etc/passwd", "/usr/passwd"))
                .write("{\"User\": \"www\"}");
        unpack();
        assertTrue(config().contains("\"uid\": 33"));
    }
}
