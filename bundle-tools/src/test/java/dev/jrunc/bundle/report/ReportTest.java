package dev.jrunc.bundle.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReportTest {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    private Report report(boolean terminal, boolean canDraw) {
        return new Report("tool", new PrintStream(out, true, StandardCharsets.UTF_8), terminal, canDraw, "", false);
    }

    private String said() {
        return out.toString(StandardCharsets.UTF_8);
    }

    @Test
    void oneLineForAPersonWhateverIsInIt() {
        report(true, true).error("a\nb\u001b[2J\u0085\r");
        assertEquals("tool: a\\nb\\x1b[2J\\x85\\x0d\n", said());
    }

    @Test
    void oneLineForAProgramWhateverIsInIt() {
        report(false, false).warning("a \"b\"\n");
        assertTrue(said().endsWith(" level=warning msg=\"a \\\"b\\\"\\n\"\n"), said());
    }

    /** As the engine does it: the log has every line, stderr the error in plain words. */
    @Test
    void logFile(@TempDir Path dir) throws IOException {
        Path log = dir.resolve("log");
        PrintStream err = new PrintStream(out, true, StandardCharsets.UTF_8);
        Report json = new Report("tool", err, false, false, log.toString(), true);
        json.warning("is only there");
        json.error("a \"b\"\n\u001b\\");
        assertEquals("a \"b\"\\n\\x1b\\\n", said());
        List<String> lines = Files.readAllLines(log);
        assertEquals(2, lines.size());
        JsonNode last = new ObjectMapper().readTree(lines.get(1));
        assertEquals("a \"b\"\\n\\x1b\\", last.path("msg").asText());
        assertEquals("error", last.path("level").asText());
    }

    /** Both ends stay: the name of what is wrong, and what is wrong with it. */
    @Test
    void lineThatWouldFillTheScreen() {
        report(true, true).error("entry " + "n".repeat(100_000) + ": file name too long");
        assertTrue(said().startsWith("tool: entry nnn") && said().endsWith("n: file name too long\n"), said());
        assertTrue(said().length() < 5000, said().length() + " characters");
    }

    /** A terminal that can't write over a line gets the lines that a log gets. */
    @Test
    void informationWhereThereIsNoBar() {
        report(true, true).info("has a bar");
        report(true, false).info("has none");
        assertEquals("tool: info: has none\n", said());
    }

    @Test
    void barStaysInItsLine() {
        report(true, true).draw("50%");
        assertEquals("\r\u001b[?7l50%\u001b[K\u001b[?7h\r", said());
    }

    /** The JDK has the bare name as its message. */
    @Test
    void hostsThatAreNot() {
        assertEquals("no such host: h.example", Failures.words(new UnknownHostException("h.example")));
    }
}
