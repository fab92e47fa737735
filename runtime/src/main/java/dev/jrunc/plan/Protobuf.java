package dev.jrunc.plan;

/** Writes a message in protobuf's wire format: the three types of field that CRIU's rpc.proto needs. */
public final class Protobuf {
    private static final int VARINT = 0;
    private static final int BYTES = 2;

    private final ByteSink out = new ByteSink(256);

    /** An integer or enum; a negative one takes ten bytes, as int32 does. */
    public Protobuf number(int field, long value) {
        varint(((long) field << 3) | VARINT);
        varint(value);
        return this;
    }

    public Protobuf flag(int field, boolean value) {
        return number(field, value ? 1 : 0);
    }

    public Protobuf text(int field, String value) {
        return bytes(field, Utf8.encode(value));
    }

    public Protobuf message(int field, Protobuf value) {
        return bytes(field, value.toBytes());
    }

    public byte[] toBytes() {
        return out.toBytes();
    }

    private Protobuf bytes(int field, byte[] value) {
        varint(((long) field << 3) | BYTES);
        varint(value.length);
        out.raw(value);
        return this;
    }

    private void varint(long value) {
        long rest = value;
        while ((rest & ~0x7FL) != 0) {
            out.u8((int) (rest & 0x7F) | 0x80);
            rest >>>= 7;
        }
        out.u8((int) rest);
    }
}
