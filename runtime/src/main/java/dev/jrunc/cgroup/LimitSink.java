package dev.jrunc.cgroup;

import java.util.List;

/**
 * Takes the operations that set limits, in order; each is one of the plan (docs/plan-format.md). Words for people, which
 * some have no use for, are passed over unless they are taken.
 */
public interface LimitSink {
    default void at(String pointer, String what) {}

    default void hint(int errno, String text) {}

    default void warn(String text) {}

    void put(String path, int flags, List<String> lines);

    /** Loads a BPF_PROG_TYPE_CGROUP_DEVICE program and attaches it to a cgroup2 directory. */
    void deviceProgram(String path, byte[] program);
}
