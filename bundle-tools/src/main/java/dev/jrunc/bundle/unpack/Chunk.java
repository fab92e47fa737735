package dev.jrunc.bundle.unpack;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** What travels from one thread to the next: data of a layer, or its end, or why there will be no more. */
@SuppressWarnings("ArrayRecordComponent") // never compared
record Chunk(byte[] data, int length, @Nullable Exception failure) {
    static final int SIZE = 1 << 17;
    private static final byte[] NONE = {};

    static Chunk end() {
        return new Chunk(NONE, -1, null);
    }

    static Chunk failed(Exception failure) {
        return new Chunk(NONE, -1, failure);
    }

    boolean isLast() {
        return length < 0;
    }

    IOException asIoException() {
        return failure instanceof IOException io ? io : new IOException(failure);
    }
}
