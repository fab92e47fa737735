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

    public int bit() {
        return bit;
    }

    /** Whether the operation may be carried out now. A created container may be deleted, as with every runtime. */
    public boolean allows(Operation operation) {
        return switch (operation) {
            case STATE, FORCED_DELETE -> true;
            case START -> this == CREATED;
            case KILL, UPDATE -> this == CREATED || this == RUNNING || this == PAUSED;
            case DELETE -> this == STOPPED || this == CREATED;
            case PAUSE, EXEC -> this == RUNNING || this == CREATED;
            case RESUME -> this == PAUSED;
        };
    }

    /** The bits of all statuses that allow the operation. */
    public static int allowing(Operation operation) {
        int mask = 0;
        mask |= CREATING.allows(operation) ? CREATING.bit : 0;
        mask |= CREATED.allows(operation) ? CREATED.bit : 0;
        mask |= RUNNING.allows(operation) ? RUNNING.bit : 0;
        mask |= PAUSED.allows(operation) ? PAUSED.bit : 0;
        mask |= STOPPED.allows(operation) ? STOPPED.bit : 0;
        return mask;
    }
}
