package dev.jrunc.plan;

/** Decimal digits and nothing else: no sign, no blanks. */
public final class Decimal {
    private Decimal() {}

    /** The number; -1 for no digits, for anything else, and for more than {@code most}. */
    public static long parse(String digits, long most) {
        long value = digits.isEmpty() ? -1 : 0;
        for (int i = 0; i < digits.length() && value >= 0; i++) {
            int digit = digits.charAt(i) - '0';
            boolean fits = digit >= 0 && digit <= 9 && value <= (Long.MAX_VALUE - digit) / 10;
            value = fits && value * 10 + digit <= most ? value * 10 + digit : -1;
        }
        return value;
    }
}
