package dev.jrunc.seccomp;

import org.jspecify.annotations.Nullable;

/** The actions of a profile as the values that a filter returns (seccomp(2), SECCOMP_RET_*). */
final class SeccompAction {
    static final int KILL_THREAD = 0;
    static final int KILL_PROCESS = 0x80000000;
    static final int TRAP = 0x00030000;
    static final int ERRNO = 0x00050000;
    static final int NOTIFY = 0x7fc00000;
    static final int TRACE = 0x7ff00000;
    static final int LOG = 0x7ffc0000;
    static final int ALLOW = 0x7fff0000;
    static final int ENOSYS = ERRNO | 38;

    private static final int EPERM = 1;
    private static final long DATA_MAX = 0xffff;

    private SeccompAction() {}

    /** The value to return; {@code at} is the JSON pointer of the object that has the two properties. */
    static int value(String action, @Nullable Long errno, String at, String actionName, String errnoName)
            throws SeccompException {
        int value = switch (action) {
            case "SCMP_ACT_KILL", "SCMP_ACT_KILL_THREAD" -> KILL_THREAD;
            case "SCMP_ACT_KILL_PROCESS" -> KILL_PROCESS;
            case "SCMP_ACT_TRAP" -> TRAP;
            case "SCMP_ACT_ERRNO" -> ERRNO;
            case "SCMP_ACT_TRACE" -> TRACE;
            case "SCMP_ACT_ALLOW" -> ALLOW;
            case "SCMP_ACT_LOG" -> LOG;
            case "SCMP_ACT_NOTIFY" -> NOTIFY;
            default -> throw new SeccompException(at + "/" + actionName, "unknown action \"" + action + "\"");
        };
        if (value == ERRNO || value == TRACE) {
            return value | data(errno, at + "/" + errnoName);
        }
        if (errno != null) {
            // config-linux.md#seccomp: the runtime MUST fail when the action has no errno.
            throw new SeccompException(at + "/" + errnoName, "the action " + action + " has no errno");
        }
        return value;
    }

    private static int data(@Nullable Long errno, String at) throws SeccompException {
        if (errno == null) {
            return EPERM;
        }
        long number = errno;
        if (number < 0 || number > DATA_MAX) {
            throw new SeccompException(at, "must be 0 to " + DATA_MAX + ", got " + number);
        }
        return (int) number;
    }

    /** True when the calls that nobody named work anyway, so that none of them needs to look unknown. */
    static boolean lenient(int value) {
        return value == ALLOW || value == LOG || (value & 0xffff0000) == TRACE;
    }
}
