package dev.jrunc.cgroup;

import java.util.List;

/** Takes the operations that set limits, in order; each is one of the plan (docs/plan-format.md). */
public interface LimitSink {
    /** PUT: a missing file is fine. */
    int PUT_OPTIONAL = 1;
    /** PUT: any failure is only a warning. */
    int PUT_WARN = 2;
    /** PUT: EINVAL, EBUSY and EPERM are fine; a later PUT to the same file is strict. */
    int PUT_TOLERANT = 4;
    /** PUT: when the file is missing the next operation is done instead, otherwise the next one is skipped. */
    int PUT_OR_NEXT = 8;

    void at(String pointer, String what);

    void hint(int errno, String text);

    void put(String path, int flags, List<String> lines);

    /** Loads a BPF_PROG_TYPE_CGROUP_DEVICE program and attaches it to a cgroup2 directory. */
    void deviceProgram(String path, byte[] program);
}
