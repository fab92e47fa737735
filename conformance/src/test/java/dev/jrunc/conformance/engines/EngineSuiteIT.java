package dev.jrunc.conformance.engines;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.jrunc.conformance.Jail;
import dev.jrunc.conformance.RuntimeBinary;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;

/** An engine that is given another runtime does what it did with runc: each scenario is run with both and compared. */
@Tag("engine")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class EngineSuiteIT {
    private static final Map<String, List<String>> SCENARIOS = Map.of(
            "podman", List.of("cli", "podman"),
            "rootless", List.of("cli", "podman"),
            "docker", List.of("cli", "docker"),
            "rootless-docker", List.of("cli", "docker"),
            "containerd", List.of("containerd"),
            "cri", List.of("cri"),
            "buildah", List.of("buildah"));

    /** An ordinary user has no cgroup here, and not the ids or files; nothing is seen of these with runc either. */
    private static final Set<String> NOT_ROOTLESS = Set.of(
            "update",
            "stats",
            "pause and unpause",
            "kill while it is paused",
            "the host's pid namespace",
            "a shared pid namespace, stopped",
            "a user namespace",
            "user namespaces by range, with volumes",
            "a directory as root filesystem");

    /** His Docker makes no cgroup on v1, shows devices under no other name, and has made a network namespace by then. */
    private static final Set<String> NOT_ROOTLESS_DOCKER = Set.of("top", "devices", "the host's network, UTS and IPC");

    /** What {@code soon} says of what it has waited for in vain; then nothing was compared. */
    private static final String NEVER = "\nnever: ";

    private final Map<String, Pair> engines = new HashMap<>();

    @TestFactory
    List<DynamicContainer> engines() {
        String wanted = System.getProperty("jrunc.engine", "");
        if (wanted.isEmpty()) {
            System.out.println("skipped EngineSuiteIT: no engine asked for; make conformance ENGINE=podman runs it");
        }
        Assumptions.assumeFalse(wanted.isEmpty(), "no engine asked for");
        Assumptions.assumeTrue(Jail.problem() == null, String.valueOf(Jail.problem()));
        List<DynamicContainer> all = new ArrayList<>();
        for (String name : wanted.split(",", -1)) {
            all.add(DynamicContainer.dynamicContainer(name, tests(name)));
        }
        return all;
    }

    private List<DynamicTest> tests(String name) {
        List<String> resources = SCENARIOS.get(name);
        if (resources == null) {
            throw new IllegalArgumentException("no engine " + name + "; there are " + SCENARIOS.keySet());
        }
        String only = System.getProperty("jrunc.scenario", "");
        List<DynamicTest> tests = new ArrayList<>();
        for (String resource : resources) {
            for (Scenario scenario : Scenario.of(resource)) {
                if (fits(name, scenario.name()) && scenario.name().contains(only)) {
                    tests.add(DynamicTest.dynamicTest(scenario.name(), () -> compare(name, scenario)));
                }
            }
        }
        return tests;
    }

    private static boolean fits(String engine, String scenario) {
        return switch (engine) {
            case "rootless" -> !NOT_ROOTLESS.contains(scenario);
            case "rootless-docker" -> !NOT_ROOTLESS.contains(scenario) && !NOT_ROOTLESS_DOCKER.contains(scenario);
            default -> true;
        };
    }

    private void compare(String name, Scenario scenario) throws IOException {
        Pair engine = engines.get(name);
        if (engine == null) {
            engine = Pair.start(name, RuntimeBinary.fromEnvironment().path().toString());
            engines.put(name, engine);
            engine.awaitReady();
        }
        Assumptions.assumeTrue(engine.isAlive(), () -> name + " has ended in an earlier scenario");
        Pair.Comparison outcome = engine.run(scenario);
        if (Boolean.getBoolean("jrunc.show")) {
            System.out.println(name + " | " + scenario.name() + "\n" + outcome.expected());
        }
        assertEquals(outcome.expected(), outcome.actual(), () -> scenario.name() + "\n" + scenario.script());
        assertFalse(
                outcome.expected().contains(NEVER),
                () -> scenario.name() + ", not even with runc: " + outcome.expected());
    }

    @AfterAll
    void stop() throws IOException {
        for (Pair engine : engines.values()) {
            engine.close();
        }
    }
}
