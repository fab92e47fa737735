package dev.jrunc.bundle.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class ReportTest {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    private Report report(boolean terminal, boolean canDraw) {
        return new Report("tool", new PrintStream(out, true, StandardCharsets.UTF_8), terminal, canDraw);
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
