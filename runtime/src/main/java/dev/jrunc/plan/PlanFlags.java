package dev.jrunc.plan;

/** Bits of the flags fields of operations: {@code docs/plan-format.md}. */
public final class PlanFlags {
    /** An existing directory is an error. */
    public static final int MKDIR_EXCLUSIVE = 1;

    public static final int MKDIR_PARENTS = 2;
    /** A temporary name, then rename(2). */
    public static final int WRITE_ATOMIC = 1;
    /** The content holds slots. */
    public static final int WRITE_TEMPLATE = 2;

    public static final int WRITE_UMASK = 4;
    /** Anything but a regular file is an error. */
    public static final int READ_REGULAR = 1;

    /** A link in the last component is an error. */
    public static final int READ_NO_FOLLOW = 2;

    /** A link itself, not what it leads to. */
    public static final int STAT_NO_FOLLOW = 1;
    /** Nothing but what kind of file it is. */
    public static final int STAT_KIND = 2;

    private PlanFlags() {}
}
