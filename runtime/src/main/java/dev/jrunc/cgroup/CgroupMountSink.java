package dev.jrunc.cgroup;

import java.util.List;

/**
 * Takes what a mount of type cgroup consists of, in order. All mounts are nosuid, nodev and noexec, and what config.json
 * asks for.
 */
public interface CgroupMountSink {
    /** Writable until {@link #seal}. */
    void tmpfs(String target, String option);

    /** A tree of cgroup v1, which the options choose. */
    void cgroup(String target, List<String> options);

    /** The tree of cgroup v2; where the kernel refuses with EPERM or EBUSY, a bind of {@code source} if that is a path. */
    void cgroup2(String source, String target);

    /** Of a directory of the host, with all that is mounted below it. */
    void bind(String source, String target);

    /** A symbolic link at {@code target} that says {@code text}. */
    void link(String text, String target);

    /** Makes a tmpfs read-only. */
    void seal(String target);
}
