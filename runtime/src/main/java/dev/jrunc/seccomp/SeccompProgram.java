package dev.jrunc.seccomp;

/** A finished filter: what seccomp(2) is called with. */
public final class SeccompProgram {
    private final byte[] filter;
    private final int flags;

    SeccompProgram(byte[] filter, int flags) {
        this.filter = filter;
        this.flags = flags;
    }

    /** The {@code struct sock_filter} array in the byte order of the architecture, 8 bytes an instruction. */
    public byte[] filter() {
        return filter.clone();
    }

    /** The number of instructions. */
    public int length() {
        return filter.length / 8;
    }

    /** The SECCOMP_FILTER_FLAG bits. */
    public int flags() {
        return flags;
    }

    /** True when seccomp(2) returns a listener that an agent has to get. */
    public boolean notifies() {
        return (flags & FilterFlags.NEW_LISTENER) != 0;
    }
}
