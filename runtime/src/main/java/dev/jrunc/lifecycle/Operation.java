package dev.jrunc.lifecycle;

/** What can be asked of a container that exists (runtime.md#operations and runc's additions). */
public enum Operation {
    STATE,
    START,
    KILL,
    DELETE,
    FORCED_DELETE,
    PAUSE,
    RESUME,
    EXEC,
    UPDATE
}
