package dev.jrunc.bundle.fs;

import java.io.ByteArrayOutputStream;

/** The value of {@code user.rootlesscontainers}: a protobuf message with uid (field 1) and gid (field 2), uint32. */
final class RootlessOwner {
    static final String ATTRIBUTE = "user.rootlesscontainers";

    private RootlessOwner() {}

    /** Empty for root, who needs no note. */
    static byte[] of(long uid, long gid) {
        ByteArrayOutputStream message = new ByteArrayOutputStream();
        field(message, 1, uid);
        field(message, 2, gid);
        return message.toByteArray();
    }

    private static void field(ByteArrayOutputStream message, int number, long value) {
        if (value == 0) {
            return;
        }
        message.write(number << 3);
        long left = value;
        while (left > 0x7f) {
            message.write((int) ((left & 0x7f) | 0x80));
            left >>>= 7;
        }
        message.write((int) left);
    }
}
