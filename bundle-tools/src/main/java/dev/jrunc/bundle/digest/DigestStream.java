package dev.jrunc.bundle.digest;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** Computes the digest of everything that is read through it. */
public final class DigestStream extends FilterInputStream {
    private final DigestState state;

    public DigestStream(InputStream in, DigestAlgorithm algorithm) {
        super(in);
        this.state = algorithm.start();
    }

    @Override
    public int read() throws IOException {
        int value = in.read();
        if (value >= 0) {
            state.update(new byte[] {(byte) value}, 0, 1);
        }
        return value;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        int count = in.read(buffer, offset, length);
        if (count > 0) {
            state.update(buffer, offset, count);
        }
        return count;
    }

    @Override
    public long skip(long count) throws IOException {
        // Skipped bytes count too.
        byte[] buffer = new byte[(int) Math.min(Math.max(count, 0), 65536)];
        long skipped = 0;
        while (skipped < count) {
            int n = read(buffer, 0, (int) Math.min(count - skipped, buffer.length));
            if (n < 0) {
                break;
            }
            skipped += n;
        }
        return skipped;
    }

    @Override
    public boolean markSupported() {
        return false;
    }

    /** Reads what is left, then tells the digest of the whole stream; call it once. */
    public Digest finish() throws IOException {
        byte[] buffer = new byte[65536];
        while (read(buffer, 0, buffer.length) >= 0) {
            // read() feeds the digest
        }
        return state.finish();
    }
}
