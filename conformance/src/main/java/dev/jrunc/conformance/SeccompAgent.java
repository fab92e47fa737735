package dev.jrunc.conformance;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import jnr.ffi.Pointer;

/** A seccomp agent (config-linux.md#seccomp): takes one listener and answers each notification with one errno. */
public final class SeccompAgent implements AutoCloseable {
    /** seccomp_unotify(2): sizes of struct seccomp_notif and seccomp_notif_resp, and the two ioctls on them. */
    private static final int NOTIFICATION = 80;

    private static final int RESPONSE = 24;
    private static final long RECEIVE = 0xc0502100L;
    private static final long SEND = 0xc0182101L;

    private final DescriptorSocket socket;
    private final CompletableFuture<String> state = new CompletableFuture<>();
    private final int errno;
    private final Thread thread;
    private volatile boolean closed;

    public SeccompAgent(Path path, int errno, int patience) {
        this.socket = new DescriptorSocket(path, patience);
        this.errno = errno;
        this.thread = new Thread(this::serve, "seccomp agent");
        thread.setDaemon(true);
        thread.start();
    }

    public Path path() {
        return socket.path();
    }

    /** The state that came with the listener (config-linux.md#containerprocessstate). */
    public JsonNode state() {
        return Json.parse(state.join());
    }

    private void serve() {
        int listener;
        try {
            DescriptorSocket.Received received = socket.receive();
            listener = received.descriptor();
            state.complete(received.text());
        } catch (RuntimeException | AssertionError e) {
            state.completeExceptionally(e);
            return;
        }
        while (!closed) {
            if (Kernel.poll(List.of(listener), 50)[0] && !answer(listener)) {
                break; // the last process of the filter has ended
            }
        }
        Kernel.C.close(listener);
    }

    private boolean answer(int listener) {
        Pointer notification = Kernel.memory(NOTIFICATION);
        if (Kernel.C.ioctl(listener, RECEIVE, notification) != 0) {
            return false;
        }
        Pointer response = Kernel.memory(RESPONSE);
        response.putLong(0, notification.getLong(0));
        response.putInt(16, -errno);
        Kernel.C.ioctl(listener, SEND, response);
        return true;
    }

    @Override
    public void close() throws IOException {
        closed = true;
        socket.close();
    }
}
