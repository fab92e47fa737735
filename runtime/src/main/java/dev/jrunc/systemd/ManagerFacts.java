package dev.jrunc.systemd;

import dev.jrunc.plan.Utf8;

/**
 * What a systemd says of itself.
 *
 * @param version its number, 0 when it cannot be read
 * @param cgroup in which its units are, "" for the root
 * @param refusal the words of the error that it answered with, "" for none
 */
public record ManagerFacts(int version, String cgroup, String refusal) {
    /** Reads the answer to {@link UnitPlan#ask}. */
    public static ManagerFacts of(byte[] answer) {
        int at = 0;
        String[] values = {"", ""};
        for (int i = 0; i < values.length; i++) {
            if (answer.length - at < 8) {
                return new ManagerFacts(0, "", "it did not answer");
            }
            int refused = u32(answer, at);
            int length = u32(answer, at + 4);
            at += 8;
            if (length < 0 || length > answer.length - at) {
                return new ManagerFacts(0, "", "it did not answer");
            }
            if (refused != 0) {
                return new ManagerFacts(0, "", error(Utf8.decode(answer, at, length)));
            }
            values[i] = variantText(answer, at, length);
            at += length;
        }
        return new ManagerFacts(number(values[0]), values[1], "");
    }

    /** Name and text, each with a NUL behind it. */
    private static String error(String both) {
        int nul = both.indexOf('\0');
        int end = both.indexOf('\0', nul + 1);
        return nul < 0 || end < nul + 2 ? both.replace("\0", "") : both.substring(nul + 1, end);
    }

    /** A variant that holds a string: the signature, up to a multiple of four, then length and bytes. */
    private static String variantText(byte[] bytes, int at, int length) {
        if (length < 9 || bytes[at] != 1 || bytes[at + 1] != 's') {
            return "";
        }
        int size = u32(bytes, at + 4);
        return size < 0 || size > length - 9 ? "" : Utf8.decode(bytes, at + 8, size);
    }

    private static int u32(byte[] bytes, int at) {
        return (bytes[at] & 0xff)
                | (bytes[at + 1] & 0xff) << 8
                | (bytes[at + 2] & 0xff) << 16
                | (bytes[at + 3] & 0xff) << 24;
    }

    /** 252 of {@code 252.39-1~deb12u1}; some builds put a v in front. */
    private static int number(String version) {
        int value = 0;
        for (int i = 0; i < version.length() && value < 100_000; i++) {
            char c = version.charAt(i);
            if (c >= '0' && c <= '9') {
                value = value * 10 + c - '0';
            } else if (value > 0) {
                return value;
            }
        }
        return value;
    }
}
