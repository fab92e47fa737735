package dev.jrunc.conformance;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The words by which callers tell errors apart, and where they look for them; each test names the function that does. */
@Conformance
final class EngineTextsIT {
    @Test
    void killOfAStoppedContainerFindsItFinished(World world) { // containerd: checkKillError
        Container container = world.running();
        container.stop();
        String text = error(world, 1, "kill", container.id(), "9");
        assertTrue(
                text.contains("container not running")
                        || text.toLowerCase(Locale.ROOT).contains("no such process"),
                text);
    }

    @ParameterizedTest
    @ValueSource(strings = {"kill nobody 9", "delete nobody"})
    void unknownContainerDoesNotExist(String command, World world) { // containerd: checkKillError, Init.delete
        String text = error(world, 1, command.split(" ", -1));
        assertTrue(text.contains("does not exist"), text);
    }

    /** Docker makes 127 of the first two, if the command is named, and 126 of the others; Podman looks for the latter first. */
    @ParameterizedTest
    @CsvSource({
        "/no/such, no such file or directory",
        "nosuch, executable file not found in $path",
        "/plain, permission denied",
        "/bin, permission denied"
    })
    void commandThatCannotRunIsTold(String command, String words, World world) {
        // dockerd: translateContainerdStartErr; Podman: getOCIRuntimeError
        Bundle bundle = world.bundle().guest("hold");
        bundle.file("rootfs/plain", "text", "rw-r--r--");
        Container running = world.container(bundle).started();
        assertCause(error(world, 255, "exec", running.id(), command), command, words);
        running.stop();

        Container failing = world.container(world.bundle().args(command));
        failing.bundle().file("rootfs/plain", "text", "rw-r--r--");
        failing.beginning("create");
        assertCause(create(world, failing), command, words);
    }

    /** Tools around docker exec fall back to another directory, or wait for this one. */
    @Test
    void workingDirectoryThatCannotBeEnteredIsTold(World world) {
        Bundle bundle = world.bundle().guest("hold").json("/root/readonly", "true");
        Container running = world.container(bundle).started();
        String words = "chdir to cwd (\"/no/such\") set in config.json failed: no such file or directory";
        String text = error(world, 255, "exec", "--cwd", "/no/such", running.id(), "/bin/true");
        assertTrue(text.contains(words), text);
        running.stop();
    }

    /** Docker's own tests, and installers that then ask for less. */
    @Test
    void limitAboveTheHardOneIsTold(World world) {
        Container running = world.running();
        String limits =
                "{'args':['/bin/true'],'cwd':'/','rlimits':[{'type':'RLIMIT_NOFILE','soft':9,'hard':2000000000}]}";
        Path process = running.bundle().file("process.json", limits.replace('\'', '"'), "rw-r--r--");
        String text = error(world, 255, "exec", "--process", process.toString(), running.id());
        assertTrue(text.contains("error setting rlimit type 7: operation not permitted"), text);
        running.stop();
    }

    @Test
    void directoryOverAFileIsTold(World world) { // dockerd: translateContainerdStartErr
        Bundle bundle = world.bundle();
        bundle.file("rootfs/plain", "text", "rw-r--r--");
        bundle.mount("/plain", "bind", "/usr", "rbind", "ro");
        Container container = world.container(bundle);
        container.beginning("create");
        assertCause(create(world, container), "plain", "not a directory");
    }

    @Test
    void resourcesComeInAFileBehindAnEqualsSign(World world) { // Podman: UpdateContainer
        Container container = world.running();
        Path file = container.bundle().file("resources", "{\"pids\":{\"limit\":50}}", "rw-r--r--");
        world.call("update", "--resources=" + file, container.id()).run().expectSilence();
        container.stop();
    }

    private static void assertCause(String text, String command, String words) {
        String lower = text.toLowerCase(Locale.ROOT);
        assertTrue(lower.contains(words), text);
        boolean refused = lower.contains("permission denied") || lower.contains("operation not permitted");
        assertFalse(refused && !words.equals("permission denied"), text);
        assertTrue(refused || text.contains(command), text);
    }

    private static String create(World world, Container container) {
        return error(world, 1, "create", "--bundle", container.bundle().dir().toString(), container.id());
    }

    /** The last error of the log, as containerd's shim reads it; go-runc takes the same words from standard error. */
    private static String error(World world, int exit, String... command) {
        Path log = world.dir().resolve("log.json");
        List<String> args = new ArrayList<>(List.of("--log", log.toString(), "--log-format", "json"));
        args.addAll(List.of(command));
        Result result = world.call(args.toArray(new String[0])).run().expectExit(exit);
        String last = "";
        for (String line : Host.read(log.toString()).split("\n", -1)) {
            JsonNode entry = line.isEmpty() ? Json.parse("{}") : Json.parse(line);
            if (entry.path("level").asText().equals("error")) {
                OffsetDateTime.parse(entry.path("time").asText());
                last = entry.path("msg").asText();
            }
        }
        assertTrue(!last.isEmpty() && result.err().contains(last), last + "\n" + result);
        return last;
    }
}
