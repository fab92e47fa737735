package dev.jrunc.bundle.fs;

import java.io.ByteArrayOutputStream;

/**
 * The value of {@code user.rootlesscontainers}: a protobuf message with uid (field 1) and gid (field 2), uint32, of which
 * 2^32-1 stands for root's, who owns the file as it is.
 */
final class RootlessOwner {
    static final String ATTRIBUTE = "user.rootlesscontainers";
    private static final long AS_IT_IS = 0xffffffffL;

    private RootlessOwner() {}

    /** Empty for root, who needs no note. */
    static byte[] of(long uid, long gid) {
        ByteArrayOutputStream message = new ByteArrayOutputStream();
        if (uid != 0 || gid != 0) {
            field(message, 1, uid);
            field(message, 2, gid);
        }
        return message.toByteArray();
    }

    private static void field(ByteArrayOutputStream message, int number, long value) {
        message.write(number << 3);
        long left = value == 0 ? AS_IT_IS : value;
        while (left > 0x7f) {
            message.write((int) ((left & 0x7f) | 0x80));
            left >>>= 7;
        }
        message.write((int) left);
    }
}
