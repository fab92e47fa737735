package dev.jrunc.seccomp;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** The flags of a profile as the bits of seccomp(2). */
final class FilterFlags {
    static final int LOG = 1 << 1;
    static final int SPEC_ALLOW = 1 << 2;
    static final int NEW_LISTENER = 1 << 3;
    static final int WAIT_KILLABLE_RECV = 1 << 5;

    private static final String AT = "/linux/seccomp/flags";

    private FilterFlags() {}

    /** The bits; no list at all means SPEC_ALLOW, as with runc, an empty list means none. */
    static int bits(@Nullable List<String> names, boolean notify) throws SeccompException {
        int bits = notify ? NEW_LISTENER : 0;
        if (names == null) {
            return bits | SPEC_ALLOW;
        }
        for (int i = 0; i < names.size(); i++) {
            bits |= bit(names.get(i), i);
        }
        // seccomp(2): EINVAL for WAIT_KILLABLE_RECV without a listener; there is nothing to wait for then.
        return notify ? bits : bits & ~WAIT_KILLABLE_RECV;
    }

    private static int bit(String name, int index) throws SeccompException {
        return switch (name) {
            // The init stage has one thread when it loads the filter.
            case "SECCOMP_FILTER_FLAG_TSYNC" -> 0;
            case "SECCOMP_FILTER_FLAG_LOG" -> LOG;
            case "SECCOMP_FILTER_FLAG_SPEC_ALLOW" -> SPEC_ALLOW;
            case "SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV" -> WAIT_KILLABLE_RECV;
            default -> throw new SeccompException(AT + "/" + index, "unknown flag \"" + name + "\"");
        };
    }
}
