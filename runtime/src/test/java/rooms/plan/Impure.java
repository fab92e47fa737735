package rooms.plan;

import java.nio.file.Files;
import java.nio.file.Path;
import rooms.cli.Parser;

/** Breaks every rule of a pure room on the start path, so that LayersTest can show that each one bites. */
public final class Impure {
    static String last = "";

    /** Reads a file, formats, and calls the room above. */
    public String read() throws java.io.IOException {
        last = String.format("%s%s", Files.readString(Path.of("/proc/self/status")), Parser.parse());
        return last;
    }
}
