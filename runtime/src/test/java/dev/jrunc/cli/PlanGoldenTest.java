package dev.jrunc.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.jrunc.host.FakeHost;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Whole plans for hosts that we need not have. {@code make golden} rewrites the files; their diff is the review of what
 * the kernel will be asked to do.
 */
class PlanGoldenTest {
    private static final Path GOLDEN = Path.of("src/test/resources/plan");

    @ParameterizedTest
    @ValueSource(strings = {"create-default", "run-default", "create-everything", "run-userns", "create-hostns"})
    void hybridHost(String name) throws IOException {
        compare(name + ".hybrid", name, Engine.HYBRID_MOUNTS, Engine.HYBRID_SELF);
    }

    @ParameterizedTest
    @ValueSource(strings = {"create-default", "create-everything"})
    void cgroup2Host(String name) throws IOException {
        compare(name + ".v2", name, Engine.V2_MOUNTS, Engine.V2_SELF);
    }

    /** The scope that systemd makes, with the limits as its properties. */
    @ParameterizedTest
    @ValueSource(strings = {"hybrid", "v2"})
    void systemdHost(String layout) throws IOException {
        boolean unified = layout.equals("v2");
        String config = resource("/plan/everything.json").replace("/grp/c1", "machine.slice:jrunc:c1");
        FakeHost host = Engine.host(
                        unified ? Engine.V2_MOUNTS : Engine.HYBRID_MOUNTS,
                        unified ? Engine.V2_SELF : Engine.HYBRID_SELF,
                        config,
                        "--systemd-cgroup",
                        "create",
                        "c1")
                .file("bus", Engine.systemd("254.1", "/"))
                .file(
                        "/proc/devices",
                        "Character devices:\n  1 mem\n  5 /dev/tty\n136 pts\n\nBlock devices:\n  8 sd\n");
        compare("create-everything.systemd-" + layout, Engine.run(host));
    }

    private static void compare(String golden, String name, String mounts, String self) throws IOException {
        String command = name.substring(0, name.indexOf('-'));
        String config = resource("/plan/" + name.substring(command.length() + 1) + ".json");
        compare(golden, Engine.run(Engine.host(mounts, self, config, command, "c1")));
    }

    private static void compare(String golden, String plan) throws IOException {
        Path file = GOLDEN.resolve(golden + ".txt");
        if ("update".equals(System.getProperty("jrunc.golden"))) {
            Files.writeString(file, plan);
        }
        assertEquals(Files.readString(file), plan, "make golden rewrites " + file);
    }

    private static String resource(String path) throws IOException {
        try (InputStream in = PlanGoldenTest.class.getResourceAsStream(path)) {
            if (in == null) {
                throw new IOException(path + " is not there");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
