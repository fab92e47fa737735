package dev.jrunc.spec.validate;

/** Lists of CPUs or memory nodes such as {@code 0-3,7}. */
final class CpuList {
    private CpuList() {}

    /** How many numbers the list names, or -1 when it is no list. */
    static long count(String list) {
        long count = 0;
        int at = 0;
        while (true) {
            int comma = list.indexOf(',', at);
            String range = (comma < 0 ? list.substring(at) : list.substring(at, comma)).trim();
            if (!range.isEmpty()) {
                long inRange = rangeSize(range);
                if (inRange < 0) {
                    return -1;
                }
                count += inRange;
            }
            if (comma < 0) {
                return count;
            }
            at = comma + 1;
        }
    }

    private static long rangeSize(String range) {
        int dash = range.indexOf('-');
        if (dash < 0) {
            return number(range) < 0 ? -1 : 1;
        }
        long first = number(range.substring(0, dash).trim());
        long last = number(range.substring(dash + 1).trim());
        return first < 0 || last < first ? -1 : last - first + 1;
    }

    private static long number(String digits) {
        if (digits.isEmpty() || digits.length() > 9) {
            return -1;
        }
        long value = 0;
        for (int i = 0; i < digits.length(); i++) {
            char c = digits.charAt(i);
            if (c < '0' || c > '9') {
                return -1;
            }
            value = value * 10 + (c - '0');
        }
        return value;
    }
}
