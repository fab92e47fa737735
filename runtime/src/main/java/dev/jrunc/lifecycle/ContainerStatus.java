package dev.jrunc.lifecycle;

/** The states of a container (runtime.md#state, and runc's "paused"); each is one bit in the masks of a plan. */
public enum ContainerStatus {
    CREATING("creating", 1),
    CREATED("created", 2),
    RUNNING("running", 4),
    PAUSED("paused", 8),
    STOPPED("stopped", 16);

    /** Every status. */
    public static final int ANY = 31;

    private final String specName;
    private final int bit;

    ContainerStatus(String specName, int bit) {
        this.specName = specName;
        this.bit = bit;
    }

    /** The word of the specification. */
    public String specName() {
        return specName;
    }

    /** Whether it has a process that can be looked at. */
    public boolean hasProcess() {
        return this != CREATING && this != STOPPED;
    }

    public int bit() {
        return bit;
    }
}
