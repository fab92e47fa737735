package dev.jrunc.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

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

    private static void compare(String golden, String name, String mounts, String self) throws IOException {
        String command = name.substring(0, name.indexOf('-'));
        String config = resource("/plan/" + name.substring(command.length() + 1) + ".json");
        String plan = Engine.run(Engine.host(mounts, self, config, command, "c1"));
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
