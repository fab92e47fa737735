package dev.jrunc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code --trace FILE}: where the time of a command went, with the engine and without. */
final class TraceIT {
    private static final Path JRUNC = Path.of(System.getProperty("jrunc.tree", "../build"), "bin/jrunc");
    private static final String LAUNCHER = "\"tid\":1";
    private static final String ENGINE = "\"tid\":2";
    private static final String STAGE = "\"tid\":3";

    @TempDir
    private Path temp;

    private final String id = "trace-" + ProcessHandle.current().pid();

    @BeforeEach
    void makeABundle() throws Exception {
        assumeTrue("root".equals(System.getProperty("user.name")), "containers need root");
        Path bin = Files.createDirectories(temp.resolve("rootfs/bin"));
        Files.copy(Path.of("/bin/busybox"), bin.resolve("sh"));
        bin.resolve("sh").toFile().setExecutable(true);
        assertEquals("", jrunc(0, "spec"));
    }

    @Test
    void runShowsEveryProcessAndTheHooks() throws Exception {
        configure("[\"sh\", \"-c\", \"exit 0\"]", "\"hooks\": {\"prestart\": [{\"path\": \"/bin/true\"}]},");
        jrunc(0, "--trace", "t.json", "run", id);
        List<String> spans = spans("t.json");
        assertHas(spans, ENGINE, "\"name\":\"starts, computes\"");
        assertHas(spans, LAUNCHER, "\"name\":\"CLONE\"");
        assertHas(spans, LAUNCHER, "\"name\":\"HOOK\"", "\"hook\":\"prestart\"", "\"path\":\"/bin/true\"");
        assertHas(spans, STAGE, "\"name\":\"MOUNT\"", "\"pointer\":\"/mounts/0\"");
        assertHas(spans, STAGE, "\"name\":\"EXEC\"", "\"pointer\":\"/process/args/0\"");
        assertHas(spans, LAUNCHER, "\"name\":\"jrunc\"", "\"engine_us\":", "\"engine_percent\":");
    }

    @Test
    void replayIsTracedWithoutAnEngine() throws Exception {
        configure("[\"sh\"]", "");
        try {
            jrunc(0, "create", id);
            jrunc(0, "--trace=" + temp.resolve("start.json"), "start", id);
        } finally {
            jrunc(0, "--trace", "delete.json", "delete", "--force", id);
        }
        List<String> start = spans("start.json");
        assertHas(start, LAUNCHER, "\"name\":\"START\"");
        assertHas(start, LAUNCHER, "\"name\":\"jrunc\"", "\"engine_us\":0");
        assertFalse(String.join("\n", start).contains(ENGINE));
        assertHas(spans("delete.json"), LAUNCHER, "\"name\":\"REMOVE_STATE\"");
    }

    @Test
    void aFailureIsTracedAsFarAsItWent() throws Exception {
        configure("[\"/missing\"]", "");
        assertTrue(jrunc(1, "--trace", "t.json", "run", id).contains("/missing"));
        List<String> spans = spans("t.json");
        assertHas(spans, STAGE, "\"name\":\"LOOKUP\"");
        assertHas(spans, LAUNCHER, "\"name\":\"REMOVE_STATE\"");
    }

    @Test
    void aFileThatCannotBeMadeEndsTheCommand() throws Exception {
        String said = jrunc(1, "--trace", "missing/t.json", "run", id);
        assertTrue(said.contains("--trace: open missing/t.json: no such file or directory (ENOENT)"), said);
    }

    @Test
    void aFifoThatNobodyReadsIsNotWaitedFor() throws Exception {
        assertEquals(
                0,
                new ProcessBuilder("mkfifo", temp.resolve("fifo").toString())
                        .start()
                        .waitFor());
        String said = jrunc(1, "--trace", "fifo", "list");
        assertTrue(said.contains("--trace: open fifo: no such device or address (ENXIO)"), said);
    }

    @Test
    void aTraceThatCannotBeWrittenIsSaidAndFailsNothing() throws Exception {
        String said = jrunc(0, "--trace", "/dev/full", "delete", "--force", id);
        assertTrue(said.contains("level=warning msg=\"--trace: write /dev/full: no space left on device"), said);
    }

    private void configure(String args, String more) throws IOException {
        Path config = temp.resolve("config.json");
        String text = Files.readString(config)
                .replaceFirst("\"terminal\": true", "\"terminal\": false")
                .replaceFirst("(?s)\"args\": \\[.*?\\]", "\"args\": " + args)
                .replaceFirst("\\{", "{" + more);
        Files.writeString(config, text);
    }

    /** The lines of a trace that is sound JSON: there is one event on each. */
    private List<String> spans(String file) throws IOException {
        Path trace = temp.resolve(file);
        try (JsonParser parser = new JsonFactory().createParser(Files.readAllBytes(trace))) {
            while (parser.nextToken() != null) {
                parser.getText();
            }
        }
        List<String> spans = new ArrayList<>(Files.readAllLines(trace));
        spans.removeIf(line -> !line.contains("\"ph\":\"X\""));
        return spans;
    }

    private static void assertHas(List<String> spans, String... parts) {
        for (String span : spans) {
            boolean all = true;
            for (String part : parts) {
                all &= span.contains(part);
            }
            if (all) {
                return;
            }
        }
        throw new AssertionError(String.join(" ", parts) + " in none of\n" + String.join("\n", spans));
    }

    private String jrunc(int status, String... words) throws Exception {
        List<String> command = new ArrayList<>(List.of(JRUNC.toAbsolutePath().toString(), "--root", temp + "/state"));
        command.addAll(List.of(words));
        File out = temp.resolve("out").toFile();
        Process process = new ProcessBuilder(command)
                .directory(temp.toFile())
                .redirectInput(new File("/dev/null"))
                .redirectErrorStream(true)
                .redirectOutput(out)
                .start();
        assertTrue(process.waitFor(60, TimeUnit.SECONDS), "still running: " + command);
        String said = Files.readString(out.toPath());
        assertEquals(status, process.exitValue(), command + ": " + said);
        return said;
    }
}
