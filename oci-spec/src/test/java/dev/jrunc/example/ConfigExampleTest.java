package dev.jrunc.example;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.jrunc.spec.Config;
import dev.jrunc.spec.Linux;
import dev.jrunc.spec.Namespace;
import dev.jrunc.spec.Process;
import dev.jrunc.spec.json.ConfigReader;
import dev.jrunc.spec.json.ConfigWriter;
import dev.jrunc.spec.json.SpecException;
import dev.jrunc.spec.json.UnknownProperty;
import dev.jrunc.spec.validate.ConfigValidator;
import dev.jrunc.spec.validate.Problem;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** The jar as a library, from another's package: what the package's documentation shows. */
class ConfigExampleTest {
    private static final String DOCUMENT = """
            {"ociVersion":"1.3.0","root":{"path":"rootfs"},"hostnam":"x",
             "process":{"args":["sh"],"cwd":"bin"},"linux":{"namespaces":[{"type":"mount"}]}}
            """;

    private static byte[] bytes(String json) {
        return json.getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void readCheckChangeWrite() throws SpecException {
        List<UnknownProperty> unknown = new ArrayList<>();
        Config config = ConfigReader.read(bytes(DOCUMENT), "config.json", unknown);
        assertEquals("/hostnam", unknown.get(0).pointer());
        assertEquals(
                List.of("MUST /process/cwd: Cwd must be an absolute path, found \"bin\""),
                ConfigValidator.validate(config).stream()
                        .map(problem -> problem.level() + " " + problem.text())
                        .toList());

        Process process = Objects.requireNonNull(config.process()).withEnv(List.of("PATH=/bin"));
        Config changed = config.with(process, config.mounts());
        assertEquals(changed, ConfigReader.read(ConfigWriter.write(changed)));
    }

    @Test
    void whatIsWrongHasItsPlace() {
        SpecException e = assertThrows(SpecException.class, () -> ConfigReader.read(bytes("{\"process\": 5}")));
        assertEquals(
                "config.json:1:13: /process: expected an object, found a number (5)",
                e.problem().text());
    }

    /** A reader gives no such value, but a program may build one. */
    @Test
    void checkingSurvivesValuesThatNoDocumentHas() throws SpecException {
        Config config = ConfigReader.read(bytes(DOCUMENT.replace("bin", "/").replace("mount", "pid")));
        assertEquals(List.of(), ConfigValidator.validate(config));
        Linux linux = new Linux(
                List.of(),
                List.of(),
                Map.of(),
                null,
                null,
                List.of(new Namespace("pid", "")),
                List.of(),
                Map.of(),
                null,
                null,
                List.of(),
                List.of(),
                null,
                null,
                null,
                null,
                Map.of());
        List<Problem> problems = ConfigValidator.validate(config.with(linux));
        assertEquals("/linux/namespaces/0/path", problems.get(0).pointer());
    }
}
