package dev.jrunc.plan;

import java.util.List;

/** A growing little-endian buffer with the scalar types of plans and frames. */
public final class ByteSink {
    private byte[] bytes;
    private int length;

    public ByteSink(int capacity) {
        bytes = new byte[capacity];
    }

    public int length() {
        return length;
    }

    public ByteSink u8(int value) {
        room(1);
        bytes[length++] = (byte) value;
        return this;
    }

    public ByteSink u16(int value) {
        return u8(value).u8(value >>> 8);
    }

    public ByteSink u32(int value) {
        room(4);
        patchU32(length, value);
        length += 4;
        return this;
    }

    public ByteSink u64(long value) {
        return u32((int) value).u32((int) (value >>> 32));
    }

    /** Overwrites four bytes that were written before. */
    public void patchU32(int at, int value) {
        bytes[at] = (byte) value;
        bytes[at + 1] = (byte) (value >>> 8);
        bytes[at + 2] = (byte) (value >>> 16);
        bytes[at + 3] = (byte) (value >>> 24);
    }

    /** Takes back everything from this length on. */
    void truncate(int newLength) {
        length = newLength;
    }

    /** The bytes as they are, without a length. */
    public ByteSink raw(byte[] content) {
        room(content.length);
        System.arraycopy(content, 0, bytes, length, content.length);
        length += content.length;
        return this;
    }

    /** Type {@code b}: length and bytes. */
    public ByteSink blob(byte[] content) {
        return u32(content.length).raw(content);
    }

    /** Type {@code s}: length, bytes, NUL. The text must not hold a NUL; configurations with one are refused before. */
    public ByteSink string(String text) {
        byte[] encoded = Utf8.encode(text);
        for (byte b : encoded) {
            if (b == 0) {
                throw new IllegalArgumentException("a string with a NUL byte inside");
            }
        }
        return u32(encoded.length + 1).raw(encoded).u8(0);
    }

    /** Type {@code v}: count and strings. */
    public ByteSink strings(List<String> texts) {
        u32(texts.size());
        for (int i = 0; i < texts.size(); i++) {
            string(texts.get(i));
        }
        return this;
    }

    public byte[] toBytes() {
        byte[] exact = new byte[length];
        System.arraycopy(bytes, 0, exact, 0, length);
        return exact;
    }

    private void room(int more) {
        if (bytes.length - length < more) {
            byte[] larger = new byte[Math.max(bytes.length * 2, length + more)];
            System.arraycopy(bytes, 0, larger, 0, length);
            bytes = larger;
        }
    }
}
