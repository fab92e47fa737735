package dev.jrunc.conformance;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import jnr.unixsocket.UnixDatagramChannel;
import jnr.unixsocket.UnixSocketAddress;

/** The service manager's end of sd_notify(3). Descriptors that come along are closed, which is what a barrier waits for. */
public final class NotifyServer implements AutoCloseable {
    private final String address;
    private final int patience;
    private final UnixDatagramChannel channel;

    /** @param address a path, or "@" and a name for an abstract socket */
    public NotifyServer(String address, int patience) {
        this.address = address;
        this.patience = patience;
        try {
            channel = UnixDatagramChannel.open();
            channel.bind(new UnixSocketAddress(address.startsWith("@") ? "\0" + address.substring(1) : address));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public String address() {
        return address;
    }

    /** Waits for the next datagram; without a newline at its end. */
    public String receive() {
        if (!Kernel.poll(List.of(channel.getFD()), patience)[0]) {
            throw new AssertionError("nobody has said anything to " + address);
        }
        ByteBuffer buffer = ByteBuffer.allocate(4096);
        try {
            channel.receive(buffer);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new String(buffer.array(), 0, buffer.position(), StandardCharsets.UTF_8).strip();
    }

    @Override
    public void close() throws IOException {
        channel.close();
        if (!address.startsWith("@")) {
            Files.deleteIfExists(Path.of(address));
        }
    }
}
