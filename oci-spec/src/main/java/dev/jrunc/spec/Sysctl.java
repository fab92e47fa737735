package dev.jrunc.spec;

import org.jspecify.annotations.Nullable;

/** What the name of a sysctl means. */
public final class Sysctl {
    private Sysctl() {}

    /**
     * The file of the name, below /proc/sys. As in sysctl(8) the separator that comes first separates, and the other one
     * stands for itself: {@code net.ipv4.conf.eth0/1.mtu} is {@code net/ipv4/conf/eth0.1/mtu}.
     */
    public static String path(String name) {
        int dot = name.indexOf('.');
        int slash = name.indexOf('/');
        if (dot < 0 || (slash >= 0 && slash < dot)) {
            return name;
        }
        StringBuilder path = new StringBuilder(name.length());
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            path.append(c == '.' ? '/' : c == '/' ? '.' : c);
        }
        return path.toString();
    }

    /** The type of namespace that has this file of its own; null when it is the same in all of them. */
    public static @Nullable String namespace(String path) {
        if (path.startsWith("net/")) {
            return "network";
        }
        if (path.startsWith("user/")) {
            return "user";
        }
        if (path.startsWith("fs/mqueue/")) {
            return "ipc";
        }
        return switch (path) {
            case "kernel/msgmax",
                    "kernel/msgmnb",
                    "kernel/msgmni",
                    "kernel/sem",
                    "kernel/shmall",
                    "kernel/shmmax",
                    "kernel/shmmni",
                    "kernel/shm_rmid_forced" -> "ipc";
            case "kernel/domainname", "kernel/hostname" -> "uts";
            default -> null;
        };
    }
}
