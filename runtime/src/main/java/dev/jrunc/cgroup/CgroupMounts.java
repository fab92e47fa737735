package dev.jrunc.cgroup;

import java.util.ArrayList;
import java.util.List;

/** What one mount of type {@code cgroup} or {@code cgroup2} in config.json becomes inside the container. */
public final class CgroupMounts {
    private CgroupMounts() {}

    /** The kinds of steps; all mounts get nosuid, nodev, noexec and what the config asks for. */
    public enum Kind {
        /** A tmpfs at {@code target}, writable until {@link #SEAL}. */
        TMPFS,
        /** A recursive bind of the host's directory {@code source}. */
        BIND,
        /** A cgroup v1 file system; {@code options} choose the tree. */
        CGROUP,
        /** The cgroup2 file system; on EPERM or EBUSY a bind of {@code source} instead when that is a directory. */
        CGROUP2,
        /** A symbolic link at {@code target} that says {@code source}. */
        SYMLINK,
        /** Makes the tmpfs at {@code target} read-only. */
        SEAL
    }

    /** One step, in order. */
    public record Step(Kind kind, String source, String target, List<String> options) {}

    /**
     * {@code cgroup2}: the type is cgroup2, which beside v1 trees is the cgroup2 tree. {@code ownNamespace}: the container has a cgroup namespace of its own. A step of v1 shows the container's own
     * cgroup either way; without cgroups of its own nothing of the host's is shown.
     */
    public static List<Step> expand(
            CgroupLayout layout,
            CgroupPaths paths,
            boolean cgroup2,
            String target,
            boolean ownNamespace,
            boolean readOnly) {
        if (cgroup2 || layout == CgroupLayout.V2) {
            CgroupDirectory unified = paths.unified();
            if (unified == null && layout != CgroupLayout.V2) {
                return List.of(new Step(Kind.CGROUP2, "cgroup2", target, List.of()));
            }
            if (!ownNamespace) {
                // A mount from the host's cgroup namespace would set the options of the host's hierarchy anew
                // (nsdelegate, memory_recursiveprot: cgroup-v2.rst).
                String whole = unified == null ? CgroupHost.USUAL_ROOT : unified.mountPoint();
                return List.of(new Step(Kind.BIND, whole, target, List.of()));
            }
            String own = unified == null ? CgroupHost.USUAL_ROOT : unified.path();
            return List.of(new Step(Kind.CGROUP2, own, target, List.of()));
        }
        List<Step> steps = new ArrayList<>();
        steps.add(new Step(Kind.TMPFS, "tmpfs", target, List.of("mode=755")));
        for (CgroupDirectory one : paths.directories()) {
            if (one.version() == 1) {
                String name = one.mountName();
                steps.add(
                        ownNamespace
                                ? new Step(Kind.CGROUP, "cgroup", target + "/" + name, options(one))
                                : new Step(Kind.BIND, one.path(), target + "/" + name, List.of()));
                links(one, name, target, steps);
            }
        }
        if (readOnly) {
            steps.add(new Step(Kind.SEAL, "", target, List.of()));
        }
        return steps;
    }

    private static List<String> options(CgroupDirectory one) {
        String first = one.controllers().get(0);
        return first.startsWith("name=") ? List.of("none", first) : one.controllers();
    }

    /** {@code cpu -> cpu,cpuacct} and so on. */
    private static void links(CgroupDirectory one, String name, String target, List<Step> steps) {
        if (one.controllers().size() > 1) {
            for (String controller : one.controllers()) {
                if (!controller.equals(name)) {
                    steps.add(new Step(Kind.SYMLINK, name, target + "/" + controller, List.of()));
                }
            }
        }
    }
}
