package dev.jrunc.spec.validate;

import dev.jrunc.spec.HugepageLimit;
import dev.jrunc.spec.InterfacePriority;
import dev.jrunc.spec.Network;
import dev.jrunc.spec.Pids;
import dev.jrunc.spec.Pointer;
import dev.jrunc.spec.Rdma;
import dev.jrunc.spec.Resources;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Checks the smaller cgroup limits: pids, huge pages, network, RDMA, and files named directly. */
final class LimitChecks {
    private LimitChecks() {}

    static void check(Resources resources, String at, Report report) {
        Pids pids = resources.pids();
        if (pids != null && pids.limit() == null) {
            report.should(at + "/pids/limit", "config-linux.md#pids", "the limit is missing");
        }
        hugepages(resources.hugepageLimits(), at, report);
        Network network = resources.network();
        if (network != null) {
            priorities(network.priorities(), at, report);
        }
        for (Map.Entry<String, Rdma> each : resources.rdma().entrySet()) {
            if (each.getValue().hcaHandles() == null && each.getValue().hcaObjects() == null) {
                report.must(
                        Pointer.child(at + "/rdma", each.getKey()),
                        "config-linux.md#rdma",
                        "one of hcaHandles and hcaObjects is required");
            }
        }
        unified(resources.unified(), at, report);
    }

    private static void hugepages(List<HugepageLimit> limits, String at, Report report) {
        Set<String> sizes = new HashSet<>();
        for (int i = 0; i < limits.size(); i++) {
            String size = limits.get(i).pageSize();
            if (!isPageSize(size)) {
                report.must(
                        at + "/hugepageLimits/" + i + "/pageSize",
                        "config-linux.md#huge-page-limits",
                        "\"" + size + "\" is no page size",
                        "write it as 64KB, 2MB or 1GB");
            }
            if (!sizes.add(size)) {
                report.warn(
                        at + "/hugepageLimits/" + i + "/pageSize",
                        "config-linux.md#huge-page-limits",
                        "a limit for " + size + " is there before");
            }
        }
    }

    /** Digits without a leading zero, then KB, MB or GB. */
    private static boolean isPageSize(String size) {
        int digits = size.length() - 2;
        if (digits < 1
                || size.charAt(0) == '0'
                || size.charAt(digits + 1) != 'B'
                || "KMG".indexOf(size.charAt(digits)) < 0) {
            return false;
        }
        for (int i = 0; i < digits; i++) {
            if (size.charAt(i) < '0' || size.charAt(i) > '9') {
                return false;
            }
        }
        return true;
    }

    private static void priorities(List<InterfacePriority> priorities, String at, Report report) {
        for (int i = 0; i < priorities.size(); i++) {
            if (priorities.get(i).name().isEmpty()) {
                report.must(
                        at + "/network/priorities/" + i + "/name",
                        "config-linux.md#network",
                        "the name of the interface is missing");
            }
        }
    }

    private static void unified(Map<String, String> unified, String at, Report report) {
        for (String file : unified.keySet()) {
            if (file.isEmpty() || file.indexOf('/') >= 0 || file.equals(".") || file.equals("..")) {
                report.must(
                        Pointer.child(at + "/unified", file),
                        "config-linux.md#unified",
                        "unified resource \"" + file + "\" must be a file name (no slashes)");
            } else if (file.indexOf('.') <= 0) {
                report.warn(
                        Pointer.child(at + "/unified", file),
                        "config-linux.md#unified",
                        "\"" + file + "\" does not look like a cgroup v2 file such as memory.high");
            }
        }
    }
}
