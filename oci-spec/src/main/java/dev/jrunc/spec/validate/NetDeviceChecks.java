package dev.jrunc.spec.validate;

import dev.jrunc.spec.Linux;
import dev.jrunc.spec.NetDevice;
import dev.jrunc.spec.Pointer;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** Checks the network interfaces that move into the container. */
final class NetDeviceChecks {
    private static final String ANCHOR = "config-linux.md#network-devices";
    private static final int LONGEST = 15; // IFNAMSIZ - 1

    private NetDeviceChecks() {}

    static void check(Linux linux, Report report) {
        Map<String, NetDevice> devices = linux.netDevices();
        if (devices.isEmpty()) {
            return;
        }
        if (linux.namespace("network") == null) {
            report.must(
                    "/linux/netDevices",
                    ANCHOR,
                    "unable to move network devices without a NET namespace",
                    "add {\"type\": \"network\"} to linux.namespaces");
        }
        Set<String> inside = new HashSet<>();
        for (Map.Entry<String, NetDevice> each : devices.entrySet()) {
            String at = Pointer.child("/linux/netDevices", each.getKey());
            name(each.getKey(), at, report);
            String target = each.getValue().name();
            if (target != null) {
                name(target, at + "/name", report);
                template(target, at + "/name", report);
            }
            String name = target == null ? each.getKey() : target;
            // With %d the kernel chooses a free number.
            if (!inside.add(name) && name.indexOf("%d") < 0) {
                report.must(at, ANCHOR, "two devices would be named \"" + name + "\" in the container");
            }
        }
    }

    /** The kernel takes a percent sign for the beginning of the one {@code %d} that it puts a free number into. */
    private static void template(String name, String at, Report report) {
        int percent = name.indexOf('%');
        if (percent >= 0 && (!name.startsWith("%d", percent) || name.indexOf('%', percent + 1) >= 0)) {
            report.must(at, ANCHOR, "\"" + name + "\" is no template of a name", "write one %d where the number goes");
        }
    }

    /** What dev_valid_name of the kernel accepts. */
    private static void name(String name, String at, Report report) {
        boolean valid = !name.isEmpty() && name.length() <= LONGEST && !name.equals(".") && !name.equals("..");
        for (int i = 0; i < name.length() && valid; i++) {
            char c = name.charAt(i);
            valid = c > ' ' && c != '/' && c != ':';
        }
        if (!valid) {
            report.must(at, ANCHOR, "invalid network device name \"" + name + "\"");
        }
    }
}
