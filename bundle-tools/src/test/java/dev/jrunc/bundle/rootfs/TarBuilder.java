package dev.jrunc.bundle.rootfs;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Writes any archive, honest or not. */
public final class TarBuilder {
    private static final int BLOCK = 512;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private int mode = 0644;
    private long uid;
    private long gid;
    private long seconds = 1_000_000_000;

    public TarBuilder mode(int value) {
        mode = value;
        return this;
    }

    public TarBuilder owner(long newUid, long newGid) {
        uid = newUid;
        gid = newGid;
        return this;
    }

    public TarBuilder time(long value) {
        seconds = value;
        return this;
    }

    public TarBuilder dir(String name) {
        return member('5', name, "", new byte[0]);
    }

    public TarBuilder file(String name, String content) {
        return member('0', name, "", content.getBytes(StandardCharsets.UTF_8));
    }

    public TarBuilder symlink(String name, String target) {
        return member('2', name, target, new byte[0]);
    }

    public TarBuilder hardLink(String name, String target) {
        return member('1', name, target, new byte[0]);
    }

    public TarBuilder member(char type, String name, String link, byte[] data) {
        return header(type, name, link, data.length).data(data);
    }

    /** A header whose size may be a lie. */
    public TarBuilder header(char type, String name, String link, long size) {
        byte[] block = new byte[BLOCK];
        text(block, 0, name.length() > 100 ? name.substring(0, 100) : name);
        octal(block, 100, 8, mode);
        number(block, 108, 8, uid);
        number(block, 116, 8, gid);
        number(block, 124, 12, size);
        number(block, 136, 12, seconds);
        block[156] = (byte) type;
        text(block, 157, link);
        text(block, 257, "ustar");
        block[263] = '0';
        block[264] = '0';
        octal(block, 329, 8, 1);
        octal(block, 337, 8, 3);
        return raw(summed(block));
    }

    public TarBuilder data(byte[] data) {
        out.writeBytes(data);
        out.writeBytes(new byte[(BLOCK - data.length % BLOCK) % BLOCK]);
        return this;
    }

    /** An extended header: keys and values in turn. */
    public TarBuilder pax(String... pairs) {
        ByteArrayOutputStream records = new ByteArrayOutputStream();
        for (int i = 0; i < pairs.length; i += 2) {
            records.writeBytes(record(pairs[i], pairs[i + 1].getBytes(StandardCharsets.UTF_8)));
        }
        return member('x', "PaxHeaders/0", "", records.toByteArray());
    }

    public static byte[] record(String key, byte[] value) {
        int rest = key.getBytes(StandardCharsets.UTF_8).length + value.length + 3;
        int length = rest + Integer.toString(rest).length();
        if (Integer.toString(length).length() > Integer.toString(rest).length()) {
            length++;
        }
        ByteArrayOutputStream record = new ByteArrayOutputStream();
        record.writeBytes((length + " " + key + "=").getBytes(StandardCharsets.UTF_8));
        record.writeBytes(value);
        record.write('\n');
        return record.toByteArray();
    }

    public TarBuilder raw(byte[] bytes) {
        out.writeBytes(bytes);
        return this;
    }

    public byte[] unfinished() {
        return out.toByteArray();
    }

    public byte[] bytes() {
        return raw(new byte[2 * BLOCK]).unfinished();
    }

    public static byte[] summed(byte[] block) {
        Arrays.fill(block, 148, 156, (byte) ' ');
        long sum = 0;
        for (byte b : block) {
            sum += b & 0xff;
        }
        octal(block, 148, 7, sum);
        return block;
    }

    private static void number(byte[] block, int at, int length, long value) {
        if (value >= 0 && value < (1L << (3 * (length - 1)))) {
            octal(block, at, length, value);
            return;
        }
        for (int i = length - 1; i >= 0; i--) {
            int shift = 8 * (length - 1 - i);
            block[at + i] = (byte) (shift > 56 ? (value < 0 ? 0xff : 0) : value >> shift);
        }
        block[at] |= (byte) 0x80;
    }

    private static void octal(byte[] block, int at, int length, long value) {
        String digits = Long.toOctalString(value);
        text(block, at, "0".repeat(length - 1 - digits.length()) + digits);
    }

    private static void text(byte[] block, int at, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        System.arraycopy(bytes, 0, block, at, bytes.length);
    }
}
