package dev.jrunc.spec.validate;

import dev.jrunc.spec.Rlimit;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Checks the resource limits of the process. */
final class RlimitChecks {
    private static final String ANCHOR = "config.md#posix-process";

    private RlimitChecks() {}

    static void check(List<Rlimit> rlimits, String at, Report report) {
        Set<String> types = new HashSet<>();
        for (int i = 0; i < rlimits.size(); i++) {
            Rlimit rlimit = rlimits.get(i);
            String type = rlimit.type();
            if (!Names.RLIMITS.knows(type)) {
                report.must(
                        at + "/rlimits/" + i + "/type",
                        ANCHOR,
                        "wrong rlimit value: " + type,
                        Names.RLIMITS.hint(type));
            }
            if (!types.add(type)) {
                report.must(at + "/rlimits/" + i + "/type", ANCHOR, type + " is there twice");
            }
            if (Long.compareUnsigned(rlimit.soft(), rlimit.hard()) > 0) {
                report.must(
                        at + "/rlimits/" + i + "/soft",
                        ANCHOR,
                        "the soft limit " + Long.toUnsignedString(rlimit.soft()) + " is above the hard limit "
                                + Long.toUnsignedString(rlimit.hard()));
            }
        }
    }
}
