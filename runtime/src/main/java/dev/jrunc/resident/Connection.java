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

/** One launcher's connection as a pair of streams; a launcher that is stopped must not keep the others waiting. */
final class Connection implements Closeable {
    private static final long PATIENCE_MILLIS = 1000;

    private final SocketChannel channel;
    private final Selector selector;

    Connection(SocketChannel channel) throws IOException {
        this.channel = channel;
        channel.configureBlocking(false);
        selector = Selector.open();
    }

    InputStream input() {
        return new Input();
    }

    OutputStream output() {
        return new Output();
    }

    @Override
    public void close() throws IOException {
        selector.close();
        channel.close();
    }

    private void await(int operation) throws IOException {
        SelectionKey key = channel.keyFor(selector);
        if (key == null) {
            channel.register(selector, operation);
        } else {
            key.interestOps(operation);
        }
        if (selector.select(PATIENCE_MILLIS) == 0) {
            throw new SocketTimeoutException("the launcher is silent");
        }
        selector.selectedKeys().clear();
    }

    private final class Input extends InputStream {
        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            if (length == 0) {
                return 0;
            }
            ByteBuffer buffer = ByteBuffer.wrap(bytes, offset, length);
            int n = channel.read(buffer);
            while (n == 0) {
                await(SelectionKey.OP_READ);
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
