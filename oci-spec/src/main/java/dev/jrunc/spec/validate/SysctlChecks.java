package dev.jrunc.spec.validate;

import dev.jrunc.spec.Linux;
import dev.jrunc.spec.Pointer;
import org.jspecify.annotations.Nullable;

/** Checks that each sysctl belongs to a namespace of the container, so that it cannot change the host (CVE-2022-0811). */
final class SysctlChecks {
    private static final String ANCHOR = "config-linux.md#sysctl";

    private SysctlChecks() {}

    static void check(Linux linux, Report report) {
        for (String name : linux.sysctl().keySet()) {
            String message = message(name, linux);
            if (message != null) {
                report.must(Pointer.child("/linux/sysctl", name), ANCHOR, message);
            }
        }
    }

    private static @Nullable String message(String name, Linux linux) {
        String dotted = dotted(name);
        if (!isPlain(dotted)) {
            return "\"" + name + "\" is no name of a sysctl";
        }
        if (dotted.startsWith("net.")) {
            return linux.namespace("network") != null
                    ? null
                    : "sysctl \"" + name + "\" not allowed in host network namespace";
        }
        if (dotted.startsWith("user.")) {
            return linux.namespace("user") != null ? null : "sysctl \"" + name + "\" needs a user namespace";
        }
        if (dotted.startsWith("fs.mqueue.") || isIpc(dotted)) {
            return linux.namespace("ipc") != null ? null : "sysctl \"" + name + "\" needs an IPC namespace";
        }
        if (dotted.equals("kernel.domainname")) {
            return linux.namespace("uts") != null ? null : "sysctl \"" + name + "\" needs a UTS namespace";
        }
        if (dotted.equals("kernel.hostname")) {
            return "sysctl \"" + name + "\" is not allowed as it conflicts with the OCI \"hostname\" field";
        }
        return "sysctl \"" + name + "\" is not in a separate kernel namespace";
    }

    /**
     * The name with dots between its parts. As in sysctl(8) the separator that comes first separates, and the other one
     * stands for itself: {@code net/ipv4/conf/eth0.1/mtu} is {@code net.ipv4.conf.eth0/1.mtu}.
     */
    static String dotted(String name) {
        int dot = name.indexOf('.');
        int slash = name.indexOf('/');
        if (slash < 0 || (dot >= 0 && dot < slash)) {
            return name;
        }
        StringBuilder out = new StringBuilder(name.length());
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            out.append(c == '/' ? '.' : c == '.' ? '/' : c);
        }
        return out.toString();
    }

    /** Each part has a character that is no separator, so that none is empty or leads out of /proc/sys. */
    private static boolean isPlain(String dotted) {
        boolean plain = false;
        for (int i = 0; i < dotted.length(); i++) {
            char c = dotted.charAt(i);
            if (c == 0 || (c == '.' && !plain)) {
                return false;
            }
            plain = c != '.' && (plain || c != '/');
        }
        return plain;
    }

    private static boolean isIpc(String dotted) {
        return switch (dotted) {
            case "kernel.msgmax",
                    "kernel.msgmnb",
                    "kernel.msgmni",
                    "kernel.sem",
                    "kernel.shmall",
                    "kernel.shmmax",
                    "kernel.shmmni",
                    "kernel.shm_rmid_forced" -> true;
            default -> false;
        };
    }
}
