package dev.jrunc.bundle.unpack;

import dev.jrunc.bundle.image.Layer;
import dev.jrunc.bundle.report.BundleException;
import dev.jrunc.bundle.report.Failures;
import dev.jrunc.bundle.tar.LimitException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.atomic.AtomicLong;

/** Reads, checks and decompresses layers in two threads while a third applies them; memory is the same for any size. */
final class LayerPipeline implements AutoCloseable {
    private static final int CHUNKS = 32;

    private final BlockingQueue<byte[]> free = new ArrayBlockingQueue<>(CHUNKS);
    private final BlockingQueue<Chunk> ready = new ArrayBlockingQueue<>(2 * CHUNKS);
    private final AtomicLong bytesRead = new AtomicLong();
    private final Thread reader;
    private final Thread hasher;

    LayerPipeline(List<Layer> layers, UnpackLimits limits) {
        for (int i = 0; i < CHUNKS; i++) {
            free.add(new byte[Chunk.SIZE]);
        }
        BlockingQueue<Chunk> read = new ArrayBlockingQueue<>(2 * CHUNKS);
        reader = new Thread(new LayerReader(layers, limits, free, read, bytesRead), "layer-reader");
        hasher = new Thread(new LayerHasher(layers, read, ready), "layer-hasher");
        for (Thread thread : List.of(reader, hasher)) {
            thread.setDaemon(true);
            thread.setUncaughtExceptionHandler((dead, why) -> fail(why));
        }
        reader.start();
        hasher.start();
    }

    /** A thread that died, of want of memory mostly, must not leave the last one waiting. */
    private void fail(Throwable why) {
        ready.clear();
        ready.add(Chunk.failed(new BundleException("not enough memory to read the layers: " + why, why)));
    }

    /** Of all layers as they are kept. */
    long bytesRead() {
        return bytesRead.get();
    }

    /** What is done with a layer's uncompressed archive; need not read all of it. */
    interface Use {
        void of(InputStream archive) throws BundleException, IOException;
    }

    /** Hands over the next layer; returns when it is known to be what it should be. */
    void next(Use use) throws BundleException {
        Stream stream = new Stream();
        BundleException failure = null;
        try {
            use.of(stream);
        } catch (InterruptedIOException e) {
            throw new BundleException("interrupted", e);
        } catch (IOException e) {
            failure = failure(e);
        } catch (LimitException e) {
            throw e;
        } catch (BundleException e) {
            failure = e;
        }
        try {
            // What is wrong with the blob explains what is wrong with the archive in it.
            stream.drain();
        } catch (InterruptedIOException e) {
            throw new BundleException("interrupted", e);
        } catch (IOException e) {
            failure = failure(e);
        }
        if (failure != null) {
            throw failure;
        }
    }

    private static BundleException failure(IOException e) {
        return e.getCause() instanceof BundleException b ? b : new BundleException(Failures.words(e), e);
    }

    @Override
    public void close() {
        reader.interrupt();
        hasher.interrupt();
    }

    private final class Stream extends InputStream {
        private Chunk chunk = new Chunk(new byte[0], 0, null);
        private int position;

        /** True when there is more; at the end it stays where it is. */
        private boolean advance() throws IOException {
            while (!chunk.isLast() && position == chunk.length()) {
                try {
                    if (chunk.length() > 0) {
                        free.put(chunk.data());
                    }
                    chunk = ready.take();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    throw new InterruptedIOException();
                }
                position = 0;
            }
            if (chunk.failure() != null) {
                throw chunk.asIoException();
            }
            return !chunk.isLast();
        }

        @Override
        public int read() throws IOException {
            return advance() ? chunk.data()[position++] & 0xff : -1;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            if (length == 0) {
                return 0;
            }
            if (!advance()) {
                return -1;
            }
            int count = Math.min(length, chunk.length() - position);
            System.arraycopy(chunk.data(), position, buffer, offset, count);
            position += count;
            return count;
        }

        @Override
        public long skip(long count) throws IOException {
            long skipped = 0;
            while (skipped < count && advance()) {
                int step = (int) Math.min(count - skipped, chunk.length() - position);
                position += step;
                skipped += step;
            }
            return skipped;
        }

        void drain() throws IOException {
            while (advance()) {
                position = chunk.length();
            }
        }
    }
}
