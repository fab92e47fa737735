package dev.jrunc.command;

import dev.jrunc.plan.Refusal;

/** A length of time as Go's flags take it: {@code 5s}, {@code 100ms}, {@code 1m30s}, {@code 0.5s}. */
final class GoDuration {
    private static final long MOST = 1L << 62;

    private GoDuration() {}

    /** Nanoseconds. */
    static long parse(String text) throws Refusal {
        int at = text.startsWith("-") || text.startsWith("+") ? 1 : 0;
        if (text.substring(at).equals("0")) {
            return 0;
        }
        double total = 0;
        boolean any = false;
        while (at < text.length()) {
            int start = at;
            while (at < text.length() && (text.charAt(at) == '.' || isDigit(text.charAt(at)))) {
                at++;
            }
            String number = text.substring(start, at);
            int unitAt = at;
            while (at < text.length() && text.charAt(at) != '.' && !isDigit(text.charAt(at))) {
                at++;
            }
            double unit = unit(text.substring(unitAt, at));
            if (unit == 0 || number.isEmpty() || number.equals(".") || number.indexOf('.') != number.lastIndexOf('.')) {
                throw invalid(text);
            }
            total += Double.parseDouble(number) * unit;
            any = true;
        }
        if (!any || total > MOST) {
            throw invalid(text);
        }
        return text.startsWith("-") ? -(long) total : (long) total;
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    private static double unit(String name) {
        return switch (name) {
            case "ns" -> 1;
            case "us", "µs", "μs" -> 1e3;
            case "ms" -> 1e6;
            case "s" -> 1e9;
            case "m" -> 60e9;
            case "h" -> 3600e9;
            default -> 0;
        };
    }

    private static Refusal invalid(String text) {
        return new Refusal("invalid duration \"" + text + "\"", "", "for example 500ms, 5s or 1m30s");
    }
}
