package dev.jrunc.spec.json;

import java.util.Locale;

/** What to write in place of a string where JSON wants a number; only asked when a document is refused. */
final class NumberText {
    private static final String UNITS = "kmgt";

    private NumberText() {}

    /** ": …", or nothing when the text is no number either. */
    static String advice(String text) {
        int digits = digits(text);
        if (digits == 0 || digits > 18) {
            return "";
        }
        if (digits == text.length()) {
            return isOctal(text)
                    ? ": JSON numbers are decimal, " + text + " is " + Long.parseLong(text, 8)
                    : ": leave out the quotes";
        }
        String unit = text.substring(digits).toLowerCase(Locale.ROOT);
        int power = UNITS.indexOf(unit.charAt(0)) + 1;
        String rest = unit.substring(1);
        if (power == 0 || !(rest.isEmpty() || rest.equals("b") || rest.equals("ib"))) {
            return "";
        }
        long number = Long.parseLong(text.substring(0, digits));
        long bytes = number << (10 * power);
        return bytes >> (10 * power) == number ? ": JSON numbers have no unit, " + text + " is " + bytes : "";
    }

    private static int digits(String text) {
        int i = 0;
        while (i < text.length() && text.charAt(i) >= '0' && text.charAt(i) <= '9') {
            i++;
        }
        return i;
    }

    private static boolean isOctal(String digits) {
        return digits.length() > 1 && digits.charAt(0) == '0' && digits.indexOf('8') < 0 && digits.indexOf('9') < 0;
    }
}
