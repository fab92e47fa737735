package dev.jrunc.lifecycle;

import static dev.jrunc.lifecycle.ContainerStatus.ANY;
import static dev.jrunc.lifecycle.ContainerStatus.CREATED;
import static dev.jrunc.lifecycle.ContainerStatus.PAUSED;
import static dev.jrunc.lifecycle.ContainerStatus.RUNNING;
import static dev.jrunc.lifecycle.ContainerStatus.STOPPED;

/** What can be asked of a container that exists (runtime.md#operations and runc's additions), and when. */
public enum Operation {
    STATE(ANY),
    START(CREATED.bit()),
    KILL(CREATED.bit() | RUNNING.bit() | PAUSED.bit()),
    /** Also of a created container, as with every runtime. */
    DELETE(STOPPED.bit() | CREATED.bit()),
    FORCED_DELETE(ANY),
    PAUSE(RUNNING.bit() | CREATED.bit()),
    RESUME(PAUSED.bit()),
    EXEC(RUNNING.bit() | CREATED.bit()),
    UPDATE(CREATED.bit() | RUNNING.bit() | PAUSED.bit());

    private final int statuses;

    Operation(int statuses) {
        this.statuses = statuses;
    }

    /** The bits of all statuses in which it may be carried out. */
    public int statuses() {
        return statuses;
    }
}
