package dev.jrunc.command;

import dev.jrunc.plan.Refusal;

/** Numeric ids of a command line: a number is a number, never a name, and none of them has a default. */
final class UserId {
    private static final long NO_ID = 0xFFFF_FFFFL;
    private static final int MOST_DIGITS = 10;

    private UserId() {}

    /** @throws Refusal for anything but the decimal digits of 0 … 4294967294 (CVE-2026-30892) */
    static long parse(String text, String option) throws Refusal {
        long id = text.isEmpty() || text.length() > MOST_DIGITS ? NO_ID : 0;
        for (int i = 0; i < text.length() && id < NO_ID; i++) {
            char c = text.charAt(i);
            id = c < '0' || c > '9' ? NO_ID : id * 10 + c - '0';
        }
        if (id >= NO_ID) {
            throw new Refusal(option + ": \"" + text + "\" is no id", "", "give a number from 0 to 4294967294");
        }
        return id;
    }
}
