package dev.jrunc.host;

import dev.jrunc.plan.Utf8;
import java.util.ArrayList;
import java.util.List;

/** Reads the types of {@link dev.jrunc.plan.ByteSink} back; every length is checked against what is left. */
public final class ByteSource {
    private final byte[] bytes;
    private int at;

    public ByteSource(byte[] bytes) {
        this.bytes = bytes;
    }

    public boolean atEnd() {
        return at == bytes.length;
    }

    public int u8() throws ProtocolException {
        need(1);
        return bytes[at++] & 0xFF;
    }

    public int u32() throws ProtocolException {
        need(4);
        int value = 0;
        for (int i = 3; i >= 0; i--) {
            value = (value << 8) | (bytes[at + i] & 0xFF);
        }
        at += 4;
        return value;
    }

    public long u64() throws ProtocolException {
        long low = u32() & 0xFFFF_FFFFL;
        return low | ((long) u32() << 32);
    }

    public byte[] blob() throws ProtocolException {
        int length = u32();
        need(length);
        byte[] blob = new byte[length];
        System.arraycopy(bytes, at, blob, 0, length);
        at += length;
        return blob;
    }

    public String string() throws ProtocolException {
        int length = u32();
        need(length);
        if (length == 0 || bytes[at + length - 1] != 0) {
            throw new ProtocolException("a string without its NUL");
        }
        String text = Utf8.decode(bytes, at, length - 1);
        at += length;
        return text;
    }

    public List<String> strings() throws ProtocolException {
        int count = u32();
        if (count < 0 || count > (bytes.length - at) / 5) {
            throw new ProtocolException("a list of " + count + " strings does not fit");
        }
        List<String> texts = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            texts.add(string());
        }
        return texts;
    }

    private void need(int length) throws ProtocolException {
        if (length < 0 || length > bytes.length - at) {
            throw new ProtocolException("a length of " + length + " with " + (bytes.length - at) + " bytes left");
        }
    }
}
