package dev.jrunc.plan;

import java.util.List;

/** Capability names (capabilities(7)) and their bits. */
public final class Capability {
    /** More unknown names than the kernel has known ones are not told: a list may be as long as the file is. */
    private static final int TOLD = 64;

    private Capability() {}

    /** The number of a capability named as in config.json, or -1. */
    public static int number(String name) {
        return switch (name) {
            case "CAP_CHOWN" -> 0;
            case "CAP_DAC_OVERRIDE" -> 1;
            case "CAP_DAC_READ_SEARCH" -> 2;
            case "CAP_FOWNER" -> 3;
            case "CAP_FSETID" -> 4;
            case "CAP_KILL" -> 5;
            case "CAP_SETGID" -> 6;
            case "CAP_SETUID" -> 7;
            case "CAP_SETPCAP" -> 8;
            case "CAP_LINUX_IMMUTABLE" -> 9;
            case "CAP_NET_BIND_SERVICE" -> 10;
            case "CAP_NET_BROADCAST" -> 11;
            case "CAP_NET_ADMIN" -> 12;
            case "CAP_NET_RAW" -> 13;
            case "CAP_IPC_LOCK" -> 14;
            case "CAP_IPC_OWNER" -> 15;
            case "CAP_SYS_MODULE" -> 16;
            case "CAP_SYS_RAWIO" -> 17;
            case "CAP_SYS_CHROOT" -> 18;
            case "CAP_SYS_PTRACE" -> 19;
            case "CAP_SYS_PACCT" -> 20;
            case "CAP_SYS_ADMIN" -> 21;
            case "CAP_SYS_BOOT" -> 22;
            case "CAP_SYS_NICE" -> 23;
            case "CAP_SYS_RESOURCE" -> 24;
            case "CAP_SYS_TIME" -> 25;
            case "CAP_SYS_TTY_CONFIG" -> 26;
            case "CAP_MKNOD" -> 27;
            case "CAP_LEASE" -> 28;
            case "CAP_AUDIT_WRITE" -> 29;
            case "CAP_AUDIT_CONTROL" -> 30;
            case "CAP_SETFCAP" -> 31;
            case "CAP_MAC_OVERRIDE" -> 32;
            case "CAP_MAC_ADMIN" -> 33;
            case "CAP_SYSLOG" -> 34;
            case "CAP_WAKE_ALARM" -> 35;
            case "CAP_BLOCK_SUSPEND" -> 36;
            case "CAP_AUDIT_READ" -> 37;
            case "CAP_PERFMON" -> 38;
            case "CAP_BPF" -> 39;
            case "CAP_CHECKPOINT_RESTORE" -> 40;
            default -> -1;
        };
    }

    /**
     * The bits of the names that can be granted; the others are added to {@code missing}, each once
     * (config.md: a runtime SHOULD NOT fail over them, a warning is logged).
     */
    static long bits(List<String> names, long grantable, List<String> missing) {
        long bits = 0;
        for (int i = 0; i < names.size(); i++) {
            String name = names.get(i);
            int number = number(name);
            long bit = number < 0 ? 0 : 1L << number;
            if ((bit & grantable) != 0) {
                bits |= bit;
            } else if (missing.size() < TOLD && !missing.contains(name)) {
                missing.add(name);
            }
        }
        return bits;
    }
}
