package dev.jrunc.spec.validate;

import dev.jrunc.spec.Linux;
import dev.jrunc.spec.Pointer;
import dev.jrunc.spec.Sysctl;
import org.jspecify.annotations.Nullable;

/** Checks that each sysctl belongs to a namespace of the container, so that it cannot change the host (CVE-2022-0811). */
final class SysctlChecks {
    private static final String ANCHOR = "config-linux.md#sysctl";

    private SysctlChecks() {}

    static void check(Linux linux, Report report) {
        for (String name : linux.sysctl().keySet()) {
            String path = Sysctl.path(name);
            String wrong = isPlain(path) ? wrong(path, linux) : " is no name below /proc/sys";
            if (wrong != null) {
                report.must(Pointer.child("/linux/sysctl", name), ANCHOR, "sysctl \"" + name + "\"" + wrong);
            }
        }
    }

    private static @Nullable String wrong(String path, Linux linux) {
        if (path.equals("kernel/hostname")) {
            return " is not allowed as it conflicts with the OCI \"hostname\" field";
        }
        String type = Sysctl.namespace(path);
        if (type == null) {
            return " is not in a separate kernel namespace";
        }
        if (linux.namespace(type) != null) {
            return null;
        }
        return switch (type) {
            case "network" -> " not allowed in host network namespace";
            case "user" -> " needs a user namespace";
            case "ipc" -> " needs an IPC namespace";
            default -> " needs a UTS namespace";
        };
    }

    /** Each part has a character that is no separator, so that none is empty or leads out of /proc/sys. */
    private static boolean isPlain(String path) {
        boolean plain = false;
        for (int i = 0; i < path.length(); i++) {
            char c = path.charAt(i);
            if (c == 0 || (c == '/' && !plain)) {
                return false;
            }
            plain = c != '/' && (plain || c != '.');
        }
        return plain;
    }
}
