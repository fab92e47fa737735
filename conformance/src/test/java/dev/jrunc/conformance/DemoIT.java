package dev.jrunc.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The demo that {@code make run} shows: it checks its own claims, and says so by its exit status. */
@Conformance
final class DemoIT {
    private static final Path DEMO = Path.of("../demo").toAbsolutePath().normalize();

    @TempDir
    private Path temp;

    private record Shown(int status, String text) {}

    @Test
    void claimsOfTheDemoHold(World world) throws Exception {
        Shown shown = demo(world.runtime().path().toString());
        assertEquals(0, shown.status, shown.text);
        assertTrue(shown.text.endsWith("All as it should be.\n"), shown.text);
        List<String> answers = shown.text
                .lines()
                .filter(line -> line.contains("Hello, this is"))
                .toList();
        assertEquals(2, answers.size(), shown.text);
    }

    @Test
    void withoutBusyboxItSaysWhatToInstall() throws Exception {
        Path bundle = temp.resolve("bundle");
        String make = "PATH=/nowhere; . " + DEMO.resolve("make-bundle");
        Shown shown = run("/no/runtime", bundle, "/bin/sh", "-c", make, "make-bundle", bundle.toString());
        assertEquals(1, shown.status);
        assertEquals(
                "make-bundle: there is no busybox here; install a static one (Debian: apt-get install busybox-static)\n",
                shown.text);
        Expect.gone(bundle);
    }

    /** Each stands for a runtime that does something wrong; the demo must notice, and still tidy up. */
    @Test
    void brokenRuntimeIsNoticed(World world) throws Exception {
        for (String wrong : List.of(
                "*' start web2'*) exit 1", // fails
                "*' delete web'*) exit 0", // does nothing
                "*' run '*) sed -i 's/\"box\"/\"other\"/' \"$5/config.json\"")) { // takes the wrong name
            Path runtime = temp.resolve("runtime");
            Files.writeString(
                    runtime,
                    "#!/bin/sh\ncase \"$*\" in " + wrong + " ;; esac\nexec "
                            + world.runtime().path() + " \"$@\"\n");
            assertTrue(runtime.toFile().setExecutable(true));
            Shown shown = demo(runtime.toString());
            assertTrue(shown.status != 0, wrong + "\n" + shown.text);
        }
    }

    @BeforeEach
    void letOtherUsersIn() throws IOException {
        Files.setPosixFilePermissions(temp, PosixFilePermissions.fromString("rwx--x--x"));
    }

    private Shown demo(String runtime) throws IOException, InterruptedException {
        Path bundle = temp.resolve("bundle");
        assertEquals(0, run(runtime, bundle, DEMO.resolve("make-bundle").toString(), bundle.toString()).status);
        Shown shown = run(runtime, bundle, DEMO.resolve("isolation").toString());
        try (Stream<Path> left = Files.list(temp)) {
            assertEquals(
                    0, left.filter(f -> f.toString().contains("jrunc-demo")).count(), shown.text);
        }
        return shown;
    }

    private Shown run(String runtime, Path bundle, String... command) throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().putAll(Map.of("JRUNC", runtime, "BUNDLE", bundle.toString(), "TMPDIR", temp.toString()));
        Process process = builder.start();
        process.getOutputStream().close();
        String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Shown(process.waitFor(), text);
    }
}
