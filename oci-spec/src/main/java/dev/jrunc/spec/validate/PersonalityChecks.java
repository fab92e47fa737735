package dev.jrunc.spec.validate;

import dev.jrunc.spec.Personality;
import org.jspecify.annotations.Nullable;

/** Checks the execution domain. */
final class PersonalityChecks {
    private static final String ANCHOR = "config-linux.md#personality";

    private PersonalityChecks() {}

    static void check(@Nullable Personality personality, Report report) {
        if (personality == null) {
            return;
        }
        String domain = personality.domain();
        if (!Names.PERSONALITIES.knows(domain)) {
            report.must(
                    "/linux/personality/domain",
                    ANCHOR,
                    "invalid personality domain \"" + domain + "\"",
                    Names.PERSONALITIES.hint(domain));
        }
        if (!personality.flags().isEmpty()) {
            report.warn("/linux/personality/flags", ANCHOR, "the specification defines no flags; they are ignored");
        }
    }
}
