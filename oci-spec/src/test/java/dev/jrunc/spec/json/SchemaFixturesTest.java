package dev.jrunc.spec.json;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jrunc.spec.Config;
import dev.jrunc.spec.ContainerProcessState;
import dev.jrunc.spec.Features;
import dev.jrunc.spec.Fixtures;
import dev.jrunc.spec.State;
import dev.jrunc.spec.validate.ConfigValidator;
import dev.jrunc.spec.validate.Problem;
import java.lang.reflect.Method;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The fixtures that belong to the schema of the specification. */
class SchemaFixturesTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "freebsd-example",
                "freebsd-minimal",
                "linux-netdevice",
                "linux-rdma",
                "minimal",
                "minimal-for-start",
                "spec-example",
                "zos-example",
                "zos-minimal"
            })
    void goodConfigIsReadAndWrittenBack(String name) throws Exception {
        Config config = ConfigReader.read(Fixtures.read("/runtime-spec/config/good/" + name + ".json"));
        assertEquals(config, ConfigReader.read(ConfigWriter.write(config)));
    }

    /** Every bad file of the schema, and the place that its refusal names. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            config/invalid-json             | config.json:1:2: invalid JSON: Unexpected close marker ']': expected '}'
            config/linux-hugepage           | /linux/resources/hugepageLimits/0/pageSize: "64kB" is no page size; \
            write it as 64KB, 2MB or 1GB
            config/linux-netdevice          | config.json:9:25: /linux/netDevices/eth0/name: \
            expected a string, found a number (23)
            config/linux-rdma               | config.json:10:35: /linux/resources/rdma/mlx5_1/hcaHandles: \
            expected an integer, found a string ("not a uint32")
            features/missing-ociVersionMax  | features.json:1:1: the required property "ociVersionMax" is missing
            state/invalid-json              | state.json:1:2: invalid JSON: Unexpected close marker ']': expected '}'
            """)
    void badFileIsRefusedWithItsPlace(String name, String message) throws Exception {
        assertEquals(message, refusal(name));
    }

    /** But one, which is wrong in the part of another platform: that is passed over here (config.md#extensibility). */
    @Test
    void everyBadFileIsInTheTableAbove() throws Exception {
        Set<String> files = new TreeSet<>();
        for (String kind : List.of("config", "features", "state")) {
            Path bad = Path.of("src/test/resources/runtime-spec", kind, "bad");
            try (Stream<Path> list = Files.list(bad)) {
                list.forEach(file -> files.add(kind + "/" + file.getFileName()));
            }
        }
        assertTrue(files.remove("config/freebsd-vnet-disable.json"));
        Method method = getClass().getDeclaredMethod("badFileIsRefusedWithItsPlace", String.class, String.class);
        String table = method.getAnnotation(CsvSource.class).textBlock();
        for (String file : files) {
            assertTrue(table.contains(file.replace(".json", " ")), file);
        }
        assertEquals("nothing", refusal("config/freebsd-vnet-disable"));
    }

    private static String refusal(String name) throws Exception {
        String kind = name.substring(0, name.indexOf('/'));
        byte[] json = Fixtures.read("/runtime-spec/" + name.replace("/", "/bad/") + ".json");
        try {
            switch (kind) {
                case "features" -> FeaturesReader.read(json);
                case "state" -> StateReader.read(json);
                default -> {
                    for (Problem problem : ConfigValidator.validate(ConfigReader.read(json))) {
                        if (!problem.pointer().equals("/process")) { // the files of the schema have none
                            return problem.text();
                        }
                    }
                }
            }
            return "nothing";
        } catch (SpecException e) {
            return e.problem().text();
        }
    }

    @Test
    void stateIsReadAndWrittenBack() throws Exception {
        State state = StateReader.read(Fixtures.read("/runtime-spec/state/good/spec-example.json"));
        assertEquals("running", state.status());
        assertEquals(4422, state.pid());
        assertEquals(
                "{\"ociVersion\":\"0.2.0\",\"id\":\"oci-container1\",\"status\":\"running\",\"pid\":4422,"
                        + "\"bundle\":\"/containers/redis\",\"annotations\":{\"myKey\":\"myValue\"}}",
                new String(StateWriter.write(state, false), StandardCharsets.UTF_8));
    }

    @Test
    void agentIsSentTheStateInOneLine() {
        State state = new State("1.3.0", "c1", "creating", 7, "/b", Map.of());
        assertEquals(
                "{\"ociVersion\":\"1.3.0\",\"fds\":[\"seccompFd\"],\"pid\":7,\"metadata\":\"m\",\"state\":"
                        + "{\"ociVersion\":\"1.3.0\",\"id\":\"c1\",\"status\":\"creating\",\"pid\":7,\"bundle\":\"/b\"}}",
                new String(
                        StateWriter.write(new ContainerProcessState("1.3.0", List.of("seccompFd"), 7, "m", state)),
                        StandardCharsets.UTF_8));
    }

    @ParameterizedTest
    @ValueSource(strings = {"minimal", "runc"})
    void featuresAreReadAndWrittenBack(String name) throws Exception {
        Features features = FeaturesReader.read(Fixtures.read("/runtime-spec/features/good/" + name + ".json"));
        assertEquals(features, FeaturesReader.read(FeaturesWriter.write(features)));
    }
}
