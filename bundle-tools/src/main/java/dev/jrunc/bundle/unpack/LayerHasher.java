package dev.jrunc.bundle.unpack;

import dev.jrunc.bundle.digest.Digest;
import dev.jrunc.bundle.digest.DigestState;
import dev.jrunc.bundle.image.ImageException;
import dev.jrunc.bundle.image.Layer;
import java.util.List;
import java.util.concurrent.BlockingQueue;

/** The second thread: checks the DiffIDs, which are digests of whole uncompressed archives. */
record LayerHasher(List<Layer> layers, BlockingQueue<Chunk> in, BlockingQueue<Chunk> out) implements Runnable {
    @Override
    public void run() {
        try {
            for (Layer layer : layers) {
                hash(layer);
            }
        } catch (InterruptedException e) {
            // close() wants no more.
        }
    }

    private void hash(Layer layer) throws InterruptedException {
        DigestState state = layer.diffId().algorithm().start();
        Chunk chunk = in.take();
        while (!chunk.isLast()) {
            state.update(chunk.data(), 0, chunk.length());
            out.put(chunk);
            chunk = in.take();
        }
        Digest actual = state.finish();
        if (chunk.failure() == null && !actual.equals(layer.diffId())) {
            chunk = Chunk.failed(new ImageException(layer.name() + ": wrong DiffID: the config says " + layer.diffId()
                    + ", the uncompressed archive hashes to " + actual));
        }
        out.put(chunk);
    }
}
