package dev.jrunc.spec.validate;

import dev.jrunc.spec.IntelRdt;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Checks the resctrl group. */
final class IntelRdtChecks {
    private static final String ANCHOR = "config-linux.md#intelrdt";

    private IntelRdtChecks() {}

    static void check(@Nullable IntelRdt rdt, Report report) {
        if (rdt == null) {
            return;
        }
        String id = rdt.closID();
        // "/" is the root group.
        if (id != null && !id.equals("/") && (id.equals(".") || id.equals("..") || id.indexOf('/') >= 0)) {
            report.must("/linux/intelRdt/closID", ANCHOR, "invalid intelRdt.closID \"" + id + "\"");
        }
        String cache = rdt.l3CacheSchema();
        if (cache != null && (!cache.startsWith("L3:") || cache.indexOf('\n') >= 0)) {
            report.should("/linux/intelRdt/l3CacheSchema", ANCHOR, "expected a single line that begins with L3:");
        }
        String bandwidth = rdt.memBwSchema();
        if (bandwidth != null && !bandwidth.startsWith("MB:")) {
            report.must("/linux/intelRdt/memBwSchema", ANCHOR, "the line must begin with MB:");
        }
        oneLine(bandwidth, "/linux/intelRdt/memBwSchema", report);
        List<String> schemata = rdt.schemata();
        for (int i = 0; i < schemata.size(); i++) {
            oneLine(schemata.get(i), "/linux/intelRdt/schemata/" + i, report);
        }
    }

    private static void oneLine(@Nullable String line, String at, Report report) {
        if (line != null && line.indexOf('\n') >= 0) {
            report.must(at, ANCHOR, "expected a single line");
        }
    }
}
