package dev.jrunc.cgroup;

import java.util.List;

/** Takes all cgroup operations in order; each method is one operation of the plan (docs/plan-format.md). */
public interface CgroupSink extends LimitSink {
    /** CGROUP_CREATE: empty cpuset files are filled from the parent (v1). */
    int CREATE_CPUSET = 1;
    /** CGROUP_CREATE: the leaf must hold no process. */
    int CREATE_EMPTY = 2;
    /** CGROUP_CREATE: controllers are enabled on the way down (v2). */
    int CREATE_CONTROLLERS = 4;
    /** CGROUP_CREATE: the leaf must not be frozen, itself or with one above it. */
    int CREATE_THAWED = 8;

    /** CGROUP_REMOVE: processes inside are killed first. */
    int REMOVE_KILL = 1;

    void create(String root, String path, int flags, String controllers);

    void remove(String path, int flags);

    /** The operations up to {@link #endUndo} run only when a later one fails. */
    void beginUndo();

    void endUndo();

    /** Gives a directory and those of these files in it that exist to a user. */
    void own(String path, long uid, List<String> files);
}
