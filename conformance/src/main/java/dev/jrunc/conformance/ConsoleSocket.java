package dev.jrunc.conformance;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import jnr.ffi.Pointer;
import jnr.unixsocket.UnixServerSocketChannel;
import jnr.unixsocket.UnixSocketAddress;
import jnr.unixsocket.UnixSocketChannel;

/** What an engine listens on for --console-socket: receives the terminal's master by SCM_RIGHTS. */
public final class ConsoleSocket implements AutoCloseable {
    private static final int PAYLOAD = 4096;
    private static final int SOL_SOCKET = 1;
    private static final int SCM_RIGHTS = 1;

    private final Path path;
    private final UnixServerSocketChannel server;

    public ConsoleSocket(Path path) {
        this.path = path;
        try {
            server = UnixServerSocketChannel.open();
            server.socket().bind(new UnixSocketAddress(path.toFile()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public Path path() {
        return path;
    }

    /** Takes the message that must have come when create has returned: one descriptor, and a name. */
    public Terminal receive() {
        if (!Kernel.poll(List.of(server.getFD()), Kernel.SAFETY_MILLIS)[0]) {
            throw new AssertionError("nobody has connected to the console socket");
        }
        try (UnixSocketChannel connection = server.accept()) {
            Pointer data = Kernel.memory(PAYLOAD);
            Pointer vector = Kernel.memory(16);
            vector.putAddress(0, data.address());
            vector.putLong(8, PAYLOAD);
            Pointer control = Kernel.memory(64);
            Pointer message = Kernel.memory(56);
            message.putAddress(16, vector.address());
            message.putLong(24, 1);
            message.putAddress(32, control.address());
            message.putLong(40, 64);
            int length = Kernel.check("recvmsg", Kernel.C.recvmsg(connection.getFD(), message, 0));
            long controlLength = message.getLong(40);
            if (length < 1
                    || length >= PAYLOAD
                    || controlLength != 24
                    || control.getInt(8) != SOL_SOCKET
                    || control.getInt(12) != SCM_RIGHTS) {
                throw new AssertionError("expected a name and one descriptor; got " + length + " bytes, "
                        + controlLength + " of control");
            }
            return new Terminal(control.getInt(16));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
        java.nio.file.Files.deleteIfExists(path);
    }
}
