package dev.jrunc.spec.validate;

import dev.jrunc.spec.Linux;
import dev.jrunc.spec.Namespace;
import dev.jrunc.spec.Pointer;
import dev.jrunc.spec.TimeOffset;
import java.util.Map;

/** Checks the offsets of the clocks in a time namespace. */
final class TimeOffsetChecks {
    private static final String ANCHOR = "config-linux.md#offset-for-time-namespace";
    private static final Vocabulary CLOCKS = new Vocabulary("boottime", "monotonic");

    private TimeOffsetChecks() {}

    static void check(Linux linux, Report report) {
        if (linux.timeOffsets().isEmpty()) {
            return;
        }
        Namespace time = linux.namespace("time");
        if (time == null) {
            report.must(
                    "/linux/timeOffsets",
                    ANCHOR,
                    "time namespace offsets specified, but time namespace isn't enabled in the config",
                    "add {\"type\": \"time\"} to linux.namespaces");
        } else if (time.path() != null) {
            report.must(
                    "/linux/timeOffsets",
                    ANCHOR,
                    "a time namespace that is joined by its path cannot be given offsets");
        }
        for (Map.Entry<String, TimeOffset> each : linux.timeOffsets().entrySet()) {
            String clock = each.getKey();
            if (!CLOCKS.knows(clock)) {
                report.must(Pointer.child("/linux/timeOffsets", clock), ANCHOR, "unknown clock", CLOCKS.hint(clock));
            }
            Long nanosecs = each.getValue().nanosecs();
            if (nanosecs != null && nanosecs > 999_999_999) {
                report.must(
                        Pointer.child("/linux/timeOffsets", clock) + "/nanosecs",
                        "time_namespaces(7)",
                        "expected less than a second, found " + nanosecs);
            }
        }
    }
}
