package dev.jrunc.plan;

/** What launcher and init stage tell each other by SYNC, AWAIT and GO: {@code docs/plan-format.md}. */
public final class Event {
    /** The stage wants its id maps, or the offsets of its time namespace. */
    public static final int ID_MAPS = 1;

    public static final int MOUNTS_DONE = 2;
    /** Nothing is left to do but to wait for {@code start}. */
    public static final int READY = 3;

    public static final int GO = 4;
    public static final int EXECUTED = 5;
    /** The launcher has the seccomp listener. */
    public static final int LISTENER = 6;
    /** The stage is in its network namespace, to which devices may come now. */
    public static final int NETWORK = 7;
    /** The stage waits until its cgroups are made, or somebody has moved it into its cgroup. */
    public static final int CGROUP = 8;

    private Event() {}
}
