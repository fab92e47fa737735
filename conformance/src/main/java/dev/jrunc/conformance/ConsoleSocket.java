package dev.jrunc.conformance;

import java.io.IOException;
import java.nio.file.Path;

/** What an engine listens on for --console-socket: receives the terminal's master by SCM_RIGHTS. */
public final class ConsoleSocket implements AutoCloseable {
    private static final int RETURNED_MILLIS = 1_000; // it is there when create is back: what is not will not come

    private final DescriptorSocket socket;

    public ConsoleSocket(Path path) {
        socket = new DescriptorSocket(path, RETURNED_MILLIS);
    }

    public Path path() {
        return socket.path();
    }

    /** Takes the message that must have come when create has returned: one descriptor, and a name. */
    public Terminal receive() {
        return new Terminal(socket.receive().descriptor(), Kernel.SAFETY_MILLIS);
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
