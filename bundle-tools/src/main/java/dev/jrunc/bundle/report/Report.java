package dev.jrunc.bundle.report;

import java.io.File;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/**
 * What goes wrong, for the reader of stderr: a log line for programs, plain words for a person at a terminal. With a log
 * file the lines go there, and an error in plain words to stderr too.
 */
public final class Report {
    /** Names in a hostile image may have a hundred thousand characters; both ends of such a line tell what there is to tell. */
    private static final int LONGEST = 4000;

    // ECMA-48, 8.3.41, and DEC's private mode 7, which whatever calls itself a terminal has.
    private static final String CLEAR = "\u001b[K";
    private static final String NO_WRAP = "\u001b[?7l";
    private static final String WRAP = "\u001b[?7h";

    private final String program;
    private final PrintStream err;
    private final boolean terminal;
    private final boolean canDraw;
    private final String log;
    private final boolean json;

    /**
     * @param canDraw whether the terminal can write over a line
     * @param log the path of the log file, empty for none
     * @param json whether log lines are JSON
     */
    public Report(String program, PrintStream err, boolean terminal, boolean canDraw, String log, boolean json) {
        this.program = program;
        this.err = err;
        this.terminal = terminal;
        this.canDraw = canDraw;
        this.log = log;
        this.json = json;
    }

    /** Reports to stderr; System.console() would ask about stdin and stdout instead. */
    public static Report toStderr(String program) {
        boolean terminal;
        try {
            String target = new File("/proc/self/fd/2").getCanonicalPath();
            terminal = target.startsWith("/dev/pts/") || target.startsWith("/dev/tty") || target.equals("/dev/console");
        } catch (IOException e) {
            terminal = false;
        }
        // The launcher says what the options before the command were.
        return new Report(
                program,
                System.err,
                terminal,
                terminal && !isDumb(System.getenv("TERM")),
                System.getProperty("jrunc.log", ""),
                System.getProperty("jrunc.log-format", "").equals("json"));
    }

    public void error(String message) {
        line("error", message);
    }

    public void warning(String message) {
        line("warning", message);
    }

    private static boolean isDumb(@Nullable String terminal) {
        return terminal == null || terminal.isEmpty() || terminal.equals("dumb");
    }

    /** For programs and logs only: a person at a terminal has the bar. */
    public void info(String message) {
        if (!canDraw) {
            line("info", message);
        }
    }

    public boolean canDraw() {
        return canDraw;
    }

    /** Writes over the terminal's current line, and leaves the cursor at its start; what is too long is cut off there. */
    public void draw(String text) {
        err.print("\r" + NO_WRAP + text + CLEAR + WRAP + "\r");
        err.flush();
    }

    private void line(String level, String whole) {
        String message = whole.length() <= LONGEST
                ? whole
                : whole.substring(0, LONGEST / 2) + " … " + whole.substring(whole.length() - LONGEST / 2);
        if (!log.isEmpty()) {
            try (FileOutputStream out = new FileOutputStream(log, true)) {
                out.write((logLine(level, message) + "\n").getBytes(StandardCharsets.UTF_8));
            } catch (IOException e) {
                // A disk that is full must not hide the error itself.
            }
        }
        if (!log.isEmpty() && !level.equals("error")) {
            return;
        }
        if (terminal) {
            err.println(program + ": " + (level.equals("error") ? "" : level + ": ") + plain(message));
        } else {
            err.println(log.isEmpty() ? logLine(level, message) : plain(message));
        }
    }

    private String logLine(String level, String message) {
        String time = OffsetDateTime.now(ZoneId.systemDefault())
                .truncatedTo(ChronoUnit.SECONDS)
                .format(DateTimeFormatter.ISO_OFFSET_DATE_TIME);
        return json
                ? "{\"level\":\"" + level + "\",\"msg\":\"" + escaped(plain(message)) + "\",\"time\":\"" + time + "\"}"
                : "time=\"" + time + "\" level=" + level + " msg=" + quoted(message);
    }

    /** One line whatever the message holds: names out of a hostile archive end up here. */
    static String quoted(String message) {
        return '"' + plain(escaped(message)) + '"';
    }

    private static String escaped(String message) {
        return message.replace("\\", "\\\\").replace("\"", "\\\"");
    }

    /** A terminal would obey what begins with the escape character. */
    public static String plain(String message) {
        StringBuilder out = new StringBuilder(message.length());
        for (int i = 0; i < message.length(); i++) {
            char c = message.charAt(i);
            if (c == '\n') {
                out.append("\\n");
            } else if (c < 0x20 || (c >= 0x7f && c < 0xa0)) {
                out.append("\\x").append(Character.forDigit(c >> 4, 16)).append(Character.forDigit(c & 15, 16));
            } else {
                out.append(c);
            }
        }
        return out.toString();
    }
}
