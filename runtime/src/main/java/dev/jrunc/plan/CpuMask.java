package dev.jrunc.plan;

/** CPU lists such as {@code 0-3,7} as the bit mask that sched_setaffinity(2) takes. */
final class CpuMask {
    private static final int MAX_CPUS = 8192;

    private CpuMask() {}

    /** @throws Refusal when it is no list, or names a CPU that no kernel can have */
    static byte[] of(String list, String pointer) throws Refusal {
        byte[] mask = new byte[MAX_CPUS / 8];
        int start = 0;
        int last = -1;
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
            int until = dash < 0 ? first : number(range.substring(dash + 1));
            if (first < 0 || until < first) {
                throw new Refusal("\"" + list + "\" is no list of CPUs", pointer, "write it like 0-3,7");
            }
            for (int cpu = first; cpu <= until; cpu++) {
                mask[cpu >> 3] |= (byte) (1 << (cpu & 7));
            }
            last = Math.max(last, until);
        }
        byte[] exact = new byte[last < 0 ? 0 : (last / 64 + 1) * 8];
        System.arraycopy(mask, 0, exact, 0, exact.length);
        return exact;
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
        String text = digits.trim();
        if (text.isEmpty() || text.length() > 4) {
            return -1;
        }
        int value = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < '0' || c > '9') {
                return -1;
            }
            value = value * 10 + c - '0';
        }
        return value < MAX_CPUS ? value : -1;
    }
}
