package dev.jrunc.spec.validate;

import dev.jrunc.spec.Capabilities;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Checks the capability sets; a name the runtime cannot map is a warning, never an error (config.md). */
final class CapabilityChecks {
    private static final String ANCHOR = "config.md#linux-process";

    private CapabilityChecks() {}

    static void check(@Nullable Capabilities capabilities, String at, Report report) {
        if (capabilities == null) {
            return;
        }
        String sets = at + "/capabilities";
        names(capabilities.bounding(), sets, "bounding", report);
        names(capabilities.effective(), sets, "effective", report);
        names(capabilities.inheritable(), sets, "inheritable", report);
        names(capabilities.permitted(), sets, "permitted", report);
        names(capabilities.ambient(), sets, "ambient", report);
        within(capabilities.effective(), "effective", capabilities.permitted(), "permitted", sets, report);
        within(capabilities.ambient(), "ambient", capabilities.permitted(), "permitted", sets, report);
        within(capabilities.ambient(), "ambient", capabilities.inheritable(), "inheritable", sets, report);
    }

    private static void names(List<String> set, String sets, String property, Report report) {
        for (int i = 0; i < set.size(); i++) {
            String name = set.get(i);
            if (!Names.CAPABILITIES.knows(name)) {
                report.warn(
                        sets + "/" + property + "/" + i,
                        ANCHOR,
                        "ignoring unknown or unavailable capabilities: [" + name + "]",
                        Names.CAPABILITIES.hint(name));
            }
        }
    }

    private static void within(
            List<String> inner, String property, List<String> outer, String outerName, String sets, Report report) {
        if (inner.equals(outer)) {
            return; // as most engines write them
        }
        Set<String> there = new HashSet<>(outer);
        StringBuilder missing = new StringBuilder();
        for (String name : inner) {
            if (!there.contains(name)) {
                missing.append(missing.isEmpty() ? "" : " ").append(name);
            }
        }
        if (!missing.isEmpty()) {
            report.warn(
                    sets + "/" + property,
                    "capabilities(7)",
                    "in the " + property + " set, but not in the " + outerName + " set: " + missing);
        }
    }
}
