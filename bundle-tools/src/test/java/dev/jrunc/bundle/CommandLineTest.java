package dev.jrunc.bundle;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What all commands have in common: help, exit statuses, and what is said to words that none of them knows. */
class CommandLineTest {
    private static final String GOOD = "{\"ociVersion\": \"1.3.0\", \"root\": {\"path\": \"rootfs\"}, \"process\":"
            + " {\"args\": [\"sh\"], \"cwd\": \"/\"}, \"linux\": {\"namespaces\": [{\"type\": \"mount\"}]}}";

    @TempDir
    private Path dir;

    /** annotations.md has a grammar for org.opencontainers.image.ref.name. */
    @ParameterizedTest
    @ValueSource(strings = {"a b", "-a", "a-", "a..b", "a---b", "\u00e4", "a\tb"})
    void namesThatNoImageHas(String name) throws Exception {
        Tool.Result result = Tool.run("bundle", "pull", "localhost:1/a", dir.resolve("layout") + ":" + name);
        assertEquals(1, result.status());
        assertTrue(result.err().contains("is no name for an image in a layout"), result.err());
        assertFalse(Files.exists(dir.resolve("layout")));
    }

    /** As of diff(1) and grep(1): a script must not take a file that is not there for a difference. */
    @Test
    void exitStatusOfComparisons() throws Exception {
        String good = Files.writeString(dir.resolve("a.json"), GOOD).toString();
        String other = Files.writeString(dir.resolve("b.json"), GOOD.replace("sh", "bash"))
                .toString();
        String bad = Files.writeString(dir.resolve("c.json"), "{}").toString();
        assertEquals(0, Tool.run("bundle", "diff", good, good).status());
        assertEquals(1, Tool.run("bundle", "diff", good, other).status());
        assertEquals(0, Tool.run("bundle", "validate", good).status());
        assertEquals(1, Tool.run("bundle", "validate", bad).status());
        for (String[] call : new String[][] {
            {"diff", good, good + "x"},
            {"diff", good},
            {"diff", "-", "-"},
            {"validate", good + "x"},
            {"validate", "--level", "none", good},
            {"validate", "--nosuch"}
        }) {
            String[] words = Stream.concat(Stream.of("bundle"), Stream.of(call)).toArray(String[]::new);
            assertEquals(2, Tool.run(words).status(), String.join(" ", words));
        }
        assertEquals(1, Tool.run("bundle", "validate", "--path", bad).status());
        assertEquals(2, Tool.run("bundle", "validate", "--path", bad, good).status());
        Tool.Result nothing = Tool.run("bundle", "diff", good, "-");
        assertEquals(2, nothing.status());
        assertTrue(nothing.err().contains("stdin:"), nothing.err());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "create",
                "rootfs",
                "unpack",
                "pull",
                "verify",
                "digest",
                "generate",
                "edit",
                "validate",
                "diff",
                "schema"
            })
    void helpHasAnExample(String command) throws Exception {
        String help = Tool.run("bundle", command, "--help").out();
        assertTrue(help.lines().anyMatch(line -> line.matches(" {4,}(.* \\| )?jrunc-bundle " + command + " .*")), help);
    }

    private static void failed(String why, String... words) throws Exception {
        Tool.Result result =
                Tool.run(Stream.concat(Stream.of("bundle"), Stream.of(words)).toArray(String[]::new));
        assertTrue(result.status() != 0 && result.err().contains(why), result.toString());
    }

    /** As runc help COMMAND. */
    @Test
    void helpIsACommand() throws Exception {
        assertEquals(Tool.run("bundle", "--help"), Tool.run("bundle", "help"));
        assertEquals(Tool.run("bundle", "digest", "--help"), Tool.run("bundle", "help", "digest"));
        failed("No help topic for 'nosuch'", "help", "nosuch");
    }

    @Test
    void namesAsSkopeoWritesThem() throws Exception {
        Tool.Result source = Tool.run("bundle", "pull", "docker://localhost:1/a", dir + "/layout");
        assertTrue(source.err().contains(": leave docker:// out"), source.err());
        Tool.Result target = Tool.run("bundle", "pull", "localhost:1/a", "oci:layout:x");
        assertTrue(target.err().contains(": leave oci: out"), target.err());
    }

    @Test
    void slipsOfTheFingerAreNamed() throws Exception {
        failed("No help topic for 'unpak'; did you mean \\\"unpack\\\"?", "unpak");
        failed("not defined: -hostnam; did you mean \\\"--hostname\\\"?", "edit", "--hostnam", "a");
        failed("\"flag needs an argument: -bundle\"", "spec", "--bundle");
        Path config = dir.resolve("config.json");
        Files.writeString(config, Tool.run("bundle", "generate").out());
        Tool.Result result = Tool.run(
                "bundle", "edit", "--process-cap-add", "NETRAW", "--set", "/process/termnal=true", config.toString());
        assertEquals(0, result.status());
        assertEquals(4, result.err().lines().count(), result.err());
        assertTrue(result.err().contains("did you mean \"CAP_NET_RAW\"?"), result.err());
        assertTrue(result.err().contains("did you mean \"terminal\"?"), result.err());
        assertTrue(Files.readString(config).contains("termnal"));
    }
}
