package dev.jrunc.spec.json;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.jrunc.spec.Config;
import dev.jrunc.spec.ContainerProcessState;
import dev.jrunc.spec.Features;
import dev.jrunc.spec.Fixtures;
import dev.jrunc.spec.State;
import dev.jrunc.spec.validate.ConfigValidator;
import dev.jrunc.spec.validate.Problem;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
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

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            invalid-json    | config.json:1:2: invalid JSON: Unexpected close marker ']': expected '}'
            linux-netdevice | config.json:9:25: /linux/netDevices/eth0/name: expected a string, found a number (23)
            linux-rdma      | config.json:10:35: /linux/resources/rdma/mlx5_1/hcaHandles: \
            expected an integer, found a string ("not a uint32")
            """)
    void badConfigIsRefusedWithItsPlace(String name, String message) throws Exception {
        byte[] json = Fixtures.read("/runtime-spec/config/bad/" + name + ".json");
        assertEquals(
                message,
                assertThrows(SpecException.class, () -> ConfigReader.read(json)).getMessage());
    }

    @Test
    void badHugepageSizeIsFoundByTheChecks() throws Exception {
        Config config = ConfigReader.read(Fixtures.read("/runtime-spec/config/bad/linux-hugepage.json"));
        List<String> pointers = new ArrayList<>();
        for (Problem problem : ConfigValidator.validate(config)) {
            pointers.add(problem.pointer());
        }
        assertEquals(List.of("/process", "/linux/resources/hugepageLimits/0/pageSize"), pointers);
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
        byte[] bad = Fixtures.read("/runtime-spec/state/bad/invalid-json.json");
        assertThrows(SpecException.class, () -> StateReader.read(bad));
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

    @Test
    void featuresWithoutMaximumAreRefused() throws Exception {
        byte[] json = Fixtures.read("/runtime-spec/features/bad/missing-ociVersionMax.json");
        assertEquals(
                "features.json:1:1: the required property \"ociVersionMax\" is missing",
                assertThrows(SpecException.class, () -> FeaturesReader.read(json))
                        .getMessage());
    }
}
