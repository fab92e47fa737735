package dev.jrunc.bundle.image;

import java.io.ByteArrayInputStream;
import java.io.InputStream;

/** A blob that its descriptor holds itself. */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record InlineContent(String name, byte[] bytes) implements Content {
    @Override
    public long size() {
        return bytes.length;
    }

    @Override
    public InputStream open() {
        return new ByteArrayInputStream(bytes);
    }
}
