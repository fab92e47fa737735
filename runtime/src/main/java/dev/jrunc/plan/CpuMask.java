package dev.jrunc.plan;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Lists of CPUs or memory nodes such as {@code 0-3,7} as bit masks, the first in the lowest bit of the first byte. */
public final class CpuMask {
    /** More than NR_CPUS and MAX_NUMNODES of any kernel. */
    private static final int MOST = 8192;

    private CpuMask() {}

    /** As many bytes as the list needs, none for an empty one; null when it is no list, or names what no kernel can have. */
    public static byte @Nullable [] bits(String list) {
        byte[] mask = new byte[MOST / 8];
        int length = 0;
        int start = 0;
        while (start <= list.length()) {
            int comma = list.indexOf(',', start);
            int end = comma < 0 ? list.length() : comma;
            String range = list.substring(start, end).trim();
            start = end + 1;
            if (range.isEmpty()) {
                continue;
            }
            int dash = range.indexOf('-');
            int first = number(dash < 0 ? range : range.substring(0, dash));
            int last = dash < 0 ? first : number(range.substring(dash + 1));
            if (first < 0 || last < first) {
                return null;
            }
            for (int i = first; i <= last; i++) {
                mask[i >> 3] |= (byte) (1 << (i & 7));
            }
            length = Math.max(length, last / 8 + 1);
        }
        return Arrays.copyOf(mask, length);
    }

    /**
     * The mask that sched_setaffinity(2) takes: whole words of 64 bits.
     *
     * @throws Refusal when it is no list, or names a CPU that no kernel can have
     */
    static byte[] affinity(String list, String pointer) throws Refusal {
        byte[] bits = bits(list);
        if (bits == null) {
            throw new Refusal("\"" + list + "\" is no list of CPUs", pointer, "write it like 0-3,7");
        }
        return Arrays.copyOf(bits, (bits.length + 7) / 8 * 8);
    }

    /** The mask as one number, CPU 0 its lowest bit. */
    static String hexadecimal(byte[] mask) {
        StringBuilder text = new StringBuilder("0x");
        int highest = mask.length - 1;
        while (highest > 0 && mask[highest] == 0) {
            highest--;
        }
        for (int i = highest; i >= 0; i--) {
            String digits = Integer.toHexString(mask[i] & 0xff);
            if (i < highest && digits.length() == 1) {
                text.append('0');
            }
            text.append(digits);
        }
        return text.toString();
    }

    private static int number(String digits) {
        return (int) Decimal.parse(digits.trim(), MOST - 1);
    }
}
