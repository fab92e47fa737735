package dev.jrunc.bundle.unpack;

import dev.jrunc.bundle.digest.Digest;
import dev.jrunc.bundle.digest.DigestAlgorithm;
import dev.jrunc.bundle.digest.DigestStream;
import dev.jrunc.bundle.image.ImageException;
import dev.jrunc.bundle.image.Layer;
import dev.jrunc.bundle.report.BundleException;
import dev.jrunc.bundle.report.Failures;
import dev.jrunc.bundle.tar.Compression;
import dev.jrunc.bundle.tar.CountedStream;
import dev.jrunc.bundle.tar.Expansion;
import dev.jrunc.bundle.tar.LimitException;
import dev.jrunc.bundle.tar.UnclosedStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.atomic.AtomicLong;

/** The first thread: reads the layers one after the other, checks the blobs' digests, and decompresses. */
final class LayerReader implements Runnable {
    private final List<Layer> layers;
    private final Expansion expansion;
    private final BlockingQueue<byte[]> free;
    private final BlockingQueue<Chunk> out;
    private final AtomicLong bytesRead;
    private long total;

    LayerReader(
            List<Layer> layers,
            UnpackLimits limits,
            BlockingQueue<byte[]> free,
            BlockingQueue<Chunk> out,
            AtomicLong bytesRead) {
        this.layers = layers;
        this.expansion = limits.expansion();
        this.free = free;
        this.out = out;
        this.bytesRead = bytesRead;
    }

    @Override
    public void run() {
        try {
            for (Layer layer : layers) {
                out.put(read(layer));
            }
        } catch (InterruptedException e) {
            // close() wants no more.
        }
    }

    /** Passes the layer on; the last chunk says how it ended. */
    private Chunk read(Layer layer) throws InterruptedException {
        Digest wanted = layer.digest();
        DigestAlgorithm algorithm = wanted == null ? null : wanted.algorithm();
        try (InputStream content = new CountedStream(layer.content().open(), bytesRead);
                InputStream in = algorithm == null ? content : new DigestStream(content, algorithm)) {
            Exception failure = null;
            try {
                // The blob is hashed to its end, whether or not the compressor's stream ends before.
                decompress(layer, new UnclosedStream(in));
            } catch (InterruptedIOException e) {
                throw e;
            } catch (IOException e) {
                failure = new ImageException(layer.name() + ": damaged: " + Failures.words(e), e);
            } catch (LimitException e) {
                return Chunk.failed(e);
            } catch (BundleException e) {
                failure = new ImageException(layer.name() + ": " + e.getMessage(), e);
            }
            // A wrong digest explains a damaged blob, not the other way round.
            if (in instanceof DigestStream hashed) {
                Digest actual = hashed.finish();
                if (!actual.equals(wanted)) {
                    return Chunk.failed(
                            new ImageException(layer.name() + ": wrong digest: its content hashes to " + actual));
                }
            }
            return failure == null ? Chunk.end() : Chunk.failed(failure);
        } catch (InterruptedIOException e) {
            throw new InterruptedException();
        } catch (IOException e) {
            return Chunk.failed(new ImageException(layer.name() + ": read: " + Failures.words(e), e));
        } catch (BundleException | RuntimeException e) {
            return Chunk.failed(e);
        }
    }

    private void decompress(Layer layer, InputStream in) throws IOException, BundleException, InterruptedException {
        Compression compression = layer.compression();
        long start = bytesRead.get();
        long layerBytes = 0;
        try (InputStream archive = compression == null ? Compression.unpacked(in) : compression.unpackedStrictly(in)) {
            while (true) {
                byte[] buffer = free.take();
                int count = archive.readNBytes(buffer, 0, buffer.length);
                if (count == 0) {
                    free.put(buffer);
                    return;
                }
                layerBytes += count;
                total += count;
                expansion.checkSize("the layers unpack", total);
                expansion.checkRatio(layer.name(), layerBytes, bytesRead.get() - start);
                out.put(new Chunk(buffer, count, null));
            }
        }
    }
}
