package dev.jrunc.spec.validate;

import dev.jrunc.spec.DeviceRule;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Checks the rules of the device cgroup. */
final class DeviceRuleChecks {
    private static final String ANCHOR = "config-linux.md#allowed-device-list";

    private DeviceRuleChecks() {}

    static void check(List<DeviceRule> rules, String at, Report report) {
        for (int i = 0; i < rules.size(); i++) {
            DeviceRule rule = rules.get(i);
            String type = rule.type();
            if (type != null && !type.equals("a") && !type.equals("b") && !type.equals("c")) {
                report.must(
                        at + "/devices/" + i + "/type",
                        ANCHOR,
                        "invalid device type \"" + type + "\"",
                        "known are a, b and c");
            }
            String access = rule.access();
            if (access != null && !isAccess(access, rule.allow())) {
                report.must(
                        at + "/devices/" + i + "/access",
                        ANCHOR,
                        "invalid device access \"" + access + "\"",
                        "known are r, w and m");
            }
            number(rule.major(), at + "/devices/" + i + "/major", report);
            number(rule.minor(), at + "/devices/" + i + "/minor", report);
        }
    }

    /** {@code a}, which callers of runc write into rules that deny, can only take more away. */
    private static boolean isAccess(String access, boolean allow) {
        for (int i = 0; i < access.length(); i++) {
            char c = access.charAt(i);
            if (c != 'r' && c != 'w' && c != 'm' && (c != 'a' || allow)) {
                return false;
            }
        }
        return true;
    }

    private static void number(@Nullable Long number, String at, Report report) {
        if (number != null && (number < -1 || number > 0xffff_ffffL)) {
            report.must(at, ANCHOR, "expected a device number or -1 for any, found " + number);
        }
    }
}
