package dev.jrunc.bundle.tar;

import java.util.Arrays;

/** The fields of a 512-byte header block (tar(5)). */
final class TarHeader {
    static final int BLOCK = 512;
    private static final int CHECKSUM = 148;

    private final byte[] block;

    private TarHeader(byte[] block) {
        this.block = block;
    }

    static TarHeader parse(byte[] block, long offset) throws TarException {
        long unsigned = 0;
        long signed = 0;
        for (int i = 0; i < BLOCK; i++) {
            boolean blank = i >= CHECKSUM && i < CHECKSUM + 8;
            unsigned += blank ? ' ' : block[i] & 0xff;
            signed += blank ? ' ' : block[i];
        }
        if (!matches(block, unsigned, signed)) {
            throw new TarException(
                    offset == 0
                            ? "this is no tar archive, plain, gzip or zstd"
                            : "damaged archive: wrong checksum in the header at byte " + offset);
        }
        return new TarHeader(block);
    }

    /** Some old writers summed signed bytes. */
    private static boolean matches(byte[] block, long unsigned, long signed) {
        try {
            long sum = octal(block, CHECKSUM, 8, "checksum");
            return sum == unsigned || sum == signed;
        } catch (TarException e) {
            return false;
        }
    }

    char type() {
        return (char) (block[156] & 0xff);
    }

    byte[] name() {
        byte[] name = text(0, 100);
        // Only POSIX headers have the prefix; GNU keeps other things there.
        boolean posix = block[262] == 0 && startsWith(257, "ustar");
        byte[] prefix = posix ? text(345, 155) : new byte[0];
        if (prefix.length == 0) {
            return name;
        }
        byte[] whole = Arrays.copyOf(prefix, prefix.length + 1 + name.length);
        whole[prefix.length] = '/';
        System.arraycopy(name, 0, whole, prefix.length + 1, name.length);
        return whole;
    }

    byte[] linkName() {
        return text(157, 100);
    }

    int mode() throws TarException {
        return (int) number(block, 100, 8, "mode") & 07777;
    }

    long uid() throws TarException {
        return number(block, 108, 8, "uid");
    }

    long gid() throws TarException {
        return number(block, 116, 8, "gid");
    }

    long size() throws TarException {
        return number(block, 124, 12, "size");
    }

    long seconds() throws TarException {
        return number(block, 136, 12, "mtime");
    }

    long major() throws TarException {
        return number(block, 329, 8, "device number");
    }

    long minor() throws TarException {
        return number(block, 337, 8, "device number");
    }

    private boolean startsWith(int at, String text) {
        for (int i = 0; i < text.length(); i++) {
            if (block[at + i] != text.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    private byte[] text(int at, int length) {
        int end = at;
        while (end < at + length && block[end] != 0) {
            end++;
        }
        return Arrays.copyOfRange(block, at, end);
    }

    /** Octal digits between blanks, or GNU's base 256 (two's complement) when the first bit is set. */
    static long number(byte[] block, int at, int length, String what) throws TarException {
        if ((block[at] & 0x80) == 0) {
            return octal(block, at, length, what);
        }
        boolean negative = (block[at] & 0x40) != 0;
        long value = negative ? -1 : 0;
        for (int i = 0; i < length; i++) {
            int digit = block[at + i] & (i == 0 && !negative ? 0x7f : 0xff);
            if (value >> 55 != (negative ? -1 : 0)) {
                throw new TarException("damaged archive: " + what + " out of range");
            }
            value = value << 8 | digit;
        }
        return value;
    }

    private static long octal(byte[] block, int at, int length, String what) throws TarException {
        long value = 0;
        boolean digits = false;
        boolean ended = false;
        for (int i = at; i < at + length; i++) {
            byte b = block[i];
            if (b >= '0' && b <= '7' && !ended) {
                value = value << 3 | (b - '0');
                digits = true;
            } else if (b == ' ' || b == 0) {
                ended = digits;
            } else {
                throw new TarException("damaged archive: " + what + " is no octal number");
            }
        }
        return value;
    }
}
