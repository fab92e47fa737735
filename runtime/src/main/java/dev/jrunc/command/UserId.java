package dev.jrunc.command;

import dev.jrunc.plan.Decimal;
import dev.jrunc.plan.Refusal;

/** Numeric ids of a command line: a number is a number, never a name, and none of them has a default. */
final class UserId {
    private static final long MOST = 0xFFFF_FFFEL;

    private UserId() {}

    /** @throws Refusal for anything but the decimal digits of 0 … 4294967294 (CVE-2026-30892) */
    static long parse(String text, String option) throws Refusal {
        long id = Decimal.parse(text, MOST);
        if (id < 0) {
            throw new Refusal(option + ": \"" + text + "\" is no id", "", "give a number from 0 to 4294967294");
        }
        return id;
    }
}
