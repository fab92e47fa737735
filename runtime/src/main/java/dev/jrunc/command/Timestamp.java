package dev.jrunc.command;

/** Seconds since 1970 as RFC 3339 in UTC; java.time would load a hundred classes for it. */
final class Timestamp {
    private static final int SECONDS_A_DAY = 86_400;

    private Timestamp() {}

    /** For example {@code 2026-11-24T10:43:00.000000012Z}; without trailing zeros, as Go prints it. */
    static String of(long seconds, int nanoseconds) {
        long days = Math.floorDiv(seconds, (long) SECONDS_A_DAY);
        int second = (int) Math.floorMod(seconds, (long) SECONDS_A_DAY);
        // Days to a date in the proleptic Gregorian calendar, with years that begin in March.
        long shifted = days + 719_468;
        long era = Math.floorDiv(shifted, 146_097L);
        long dayOfEra = shifted - era * 146_097;
        long yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365;
        long dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100);
        long month = (5 * dayOfYear + 2) / 153;
        long day = dayOfYear - (153 * month + 2) / 5 + 1;
        month = month < 10 ? month + 3 : month - 9;
        long year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0);
        StringBuilder text = new StringBuilder(32);
        pad(text, year, 4).append('-');
        pad(text, month, 2).append('-');
        pad(text, day, 2).append('T');
        pad(text, second / 3_600, 2).append(':');
        pad(text, second / 60 % 60, 2).append(':');
        pad(text, second % 60, 2);
        if (nanoseconds != 0) {
            pad(text.append('.'), nanoseconds, 9);
            while (text.charAt(text.length() - 1) == '0') {
                text.setLength(text.length() - 1);
            }
        }
        return text.append('Z').toString();
    }

    private static StringBuilder pad(StringBuilder text, long value, int width) {
        String digits = Long.toString(value);
        for (int i = digits.length(); i < width; i++) {
            text.append('0');
        }
        return text.append(digits);
    }
}
