package dev.jrunc.spec.validate;

import org.jspecify.annotations.Nullable;

/** A version as semver.org 2.0.0 defines it; pre-release and build are checked, not kept. */
record SemanticVersion(int major, int minor, int patch) {

    static @Nullable SemanticVersion parse(String text) {
        String core = text;
        int plus = core.indexOf('+');
        if (plus >= 0) {
            if (!identifiers(core.substring(plus + 1), true)) {
                return null;
            }
            core = core.substring(0, plus);
        }
        int dash = core.indexOf('-');
        if (dash >= 0) {
            if (!identifiers(core.substring(dash + 1), false)) {
                return null;
            }
            core = core.substring(0, dash);
        }
        int first = core.indexOf('.');
        int second = core.indexOf('.', first + 1);
        if (first < 0 || second < 0) {
            return null;
        }
        int major = number(core.substring(0, first));
        int minor = number(core.substring(first + 1, second));
        int patch = number(core.substring(second + 1));
        return major < 0 || minor < 0 || patch < 0 ? null : new SemanticVersion(major, minor, patch);
    }

    /** Letters, digits and hyphens between dots; a number of a pre-release has no leading zero. */
    private static boolean identifiers(String text, boolean leadingZeros) {
        int at = 0;
        while (true) {
            int dot = text.indexOf('.', at);
            String part = dot < 0 ? text.substring(at) : text.substring(at, dot);
            boolean digits = true;
            for (int i = 0; i < part.length(); i++) {
                char c = part.charAt(i);
                boolean digit = c >= '0' && c <= '9';
                boolean letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
                if (!digit && !letter && c != '-') {
                    return false;
                }
                digits &= digit;
            }
            if (part.isEmpty() || (digits && !leadingZeros && part.length() > 1 && part.charAt(0) == '0')) {
                return false;
            }
            if (dot < 0) {
                return true;
            }
            at = dot + 1;
        }
    }

    private static int number(String digits) {
        if (digits.isEmpty() || digits.length() > 9 || (digits.length() > 1 && digits.charAt(0) == '0')) {
            return -1;
        }
        int value = 0;
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
