package dev.jrunc.bundle.tar;

import java.io.FilterInputStream;
import java.io.InputStream;

/** A stream for somebody who closes what he reads, when it is not his to close. */
public final class UnclosedStream extends FilterInputStream {
    public UnclosedStream(InputStream in) {
        super(in);
    }

    @Override
    public void close() {
        // The owner closes it.
    }
}
