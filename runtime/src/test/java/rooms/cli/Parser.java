package rooms.cli;

/** The room that nothing below may call. */
public final class Parser {
    private Parser() {}

    /** Starts a process, which the JVM must never do. */
    public static String parse() throws java.io.IOException {
        return new ProcessBuilder("true").start().toString();
    }
}
