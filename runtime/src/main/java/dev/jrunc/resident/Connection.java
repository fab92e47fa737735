package dev.jrunc.resident;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import org.jspecify.annotations.Nullable;

/** One launcher's connection as a pair of streams; a launcher that is stopped must not keep the others waiting. */
final class Connection implements Closeable {
    private static final long PATIENCE_MILLIS = 1000;

    /** An answer comes within some 50 us. To sleep and be woken takes as long, so we look again that often before. */
    private static final long EAGER_NANOS = 200_000;

    private final SocketChannel channel;
    /** Made when it is needed, which is seldom. */
    private @Nullable Selector selector;

    Connection(SocketChannel channel) throws IOException {
        this.channel = channel;
        channel.configureBlocking(false);
    }

    InputStream input() {
        return new Input();
    }

    OutputStream output() {
        return new Output();
    }

    @Override
    public void close() throws IOException {
        if (selector != null) {
            selector.close();
        }
        channel.close();
    }

    private void await(int operation) throws IOException {
        Selector waiting = selector == null ? Selector.open() : selector;
        selector = waiting;
        SelectionKey key = channel.keyFor(waiting);
        if (key == null) {
            channel.register(waiting, operation);
        } else {
            key.interestOps(operation);
        }
        if (waiting.select(PATIENCE_MILLIS) == 0) {
            throw new SocketTimeoutException("the launcher is silent");
        }
        waiting.selectedKeys().clear();
    }

    private final class Input extends InputStream {
        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
        }

        @SuppressWarnings("ThreadPriorityCheck") // yield is for speed alone
        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            if (length == 0) {
                return 0;
            }
            ByteBuffer buffer = ByteBuffer.wrap(bytes, offset, length);
            int n = channel.read(buffer);
            long begin = System.nanoTime();
            while (n == 0) {
                if (System.nanoTime() - begin < EAGER_NANOS) {
                    Thread.yield(); // to the launcher, if it waits for this processor
                } else {
                    await(SelectionKey.OP_READ);
                }
                n = channel.read(buffer);
            }
            return n;
        }
    }

    private final class Output extends OutputStream {
        @Override
        public void write(int b) throws IOException {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            ByteBuffer buffer = ByteBuffer.wrap(bytes, offset, length);
            while (buffer.hasRemaining()) {
                if (channel.write(buffer) == 0) {
                    await(SelectionKey.OP_WRITE);
                }
            }
        }
    }
}
