package dev.jrunc.cgroup;

import java.util.List;

/** Takes cgroup operations in order; each method is one operation of the plan (docs/plan-format.md). */
public interface CgroupSink {
    /** CGROUP_CREATE: empty cpuset files are filled from the parent (v1). */
    int CREATE_CPUSET = 1;
    /** CGROUP_CREATE: the leaf must hold no process. */
    int CREATE_EMPTY = 2;
    /** CGROUP_CREATE: controllers are enabled on the way down (v2). */
    int CREATE_CONTROLLERS = 4;
    /** CGROUP_CREATE: the leaf must not be frozen (v1). */
    int CREATE_THAWED = 8;

    /** CGROUP_REMOVE: processes inside are killed first. */
    int REMOVE_KILL = 1;

    /** PUT: a missing file is fine. */
    int PUT_OPTIONAL = 1;
    /** PUT: any failure is only a warning. */
    int PUT_WARN = 2;
    /** PUT: EINVAL, EBUSY and EPERM are fine; a later PUT to the same file is strict. */
    int PUT_TOLERANT = 4;
    /** PUT: when the file is missing the next operation is done instead, otherwise the next one is skipped. */
    int PUT_OR_NEXT = 8;

    /** DEVICE_PROGRAM: EPERM is fine. */
    int PROGRAM_TOLERANT = 1;

    void at(String pointer, String what);

    void hint(int errno, String text);

    void create(String root, String path, int flags, String controllers);

    void put(String path, int flags, List<String> lines);

    void remove(String path, int flags);

    /** The operations up to {@link #endUndo} run only when a later one fails. */
    void beginUndo();

    void endUndo();

    /** Loads a BPF_PROG_TYPE_CGROUP_DEVICE program and attaches it to a cgroup2 directory. */
    void deviceProgram(String path, int flags, byte[] program);

    /** Gives a directory and those of these files in it that exist to a user. */
    void own(String path, long uid, List<String> files);
}
