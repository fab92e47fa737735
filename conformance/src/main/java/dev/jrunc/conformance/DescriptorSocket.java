package dev.jrunc.conformance;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import jnr.ffi.Pointer;
import jnr.unixsocket.UnixServerSocketChannel;
import jnr.unixsocket.UnixSocketAddress;
import jnr.unixsocket.UnixSocketChannel;

/** A socket that a runtime connects to in order to send text with one descriptor by SCM_RIGHTS. */
final class DescriptorSocket implements AutoCloseable {
    private static final int PAYLOAD = 4096;
    private static final int SOL_SOCKET = 1;
    private static final int SCM_RIGHTS = 1;

    private final Path path;
    private final int patience;
    private final UnixServerSocketChannel server;

    /** What came: the first bytes, and the descriptor, which is the receiver's. */
    record Received(String text, int descriptor) {}

    DescriptorSocket(Path path, int patience) {
        this.path = path;
        this.patience = patience;
        try {
            server = UnixServerSocketChannel.open();
            server.socket().bind(new UnixSocketAddress(path.toFile()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Path path() {
        return path;
    }

    /** Waits for the message. */
    Received receive() {
        await(server.getFD(), "nobody has connected to ");
        try (UnixSocketChannel connection = server.accept()) {
            await(connection.getFD(), "nothing was said to ");
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
                throw new AssertionError(
                        "expected text and one descriptor; got " + length + " bytes, " + controlLength + " of control");
            }
            byte[] text = new byte[length];
            data.get(0, text, 0, length);
            return new Received(new String(text, StandardCharsets.UTF_8), control.getInt(16));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void await(int fd, String otherwise) {
        if (!Kernel.poll(List.of(fd), patience)[0]) {
            throw new AssertionError(otherwise + path);
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
        Files.deleteIfExists(path);
    }
}
