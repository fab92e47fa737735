package dev.jrunc.cgroup;

import java.util.List;

/** What one mount of type {@code cgroup} or {@code cgroup2} in config.json becomes inside the container. */
public final class CgroupMounts {
    private final CgroupLayout layout;
    private final CgroupPaths paths;
    private final boolean ownNamespace;

    /**
     * With v1 the container's own cgroup is shown, in a cgroup namespace of its own or not; without cgroups of its own
     * nothing of the host's.
     *
     * @param paths of the container
     * @param ownNamespace that it has a cgroup namespace of its own
     */
    public CgroupMounts(CgroupLayout layout, CgroupPaths paths, boolean ownNamespace) {
        this.layout = layout;
        this.paths = paths;
        this.ownNamespace = ownNamespace;
    }

    /** For the type cgroup; on v2 it is the same as cgroup2. */
    public void compile(String target, boolean readOnly, CgroupMountSink sink) {
        if (layout == CgroupLayout.V2) {
            compileV2(target, sink);
            return;
        }
        sink.tmpfs(target, "mode=755");
        for (CgroupDirectory one : paths.directories()) {
            if (one.version() == 1) {
                tree(one, target, sink);
            }
        }
        if (readOnly) {
            sink.seal(target);
        }
    }

    /** For the type cgroup2; beside v1 trees it is the cgroup2 tree. */
    public void compileV2(String target, CgroupMountSink sink) {
        CgroupDirectory unified = paths.unified();
        if (unified == null && layout != CgroupLayout.V2) {
            sink.cgroup2("cgroup2", target);
        } else if (ownNamespace) {
            sink.cgroup2(unified == null ? CgroupHost.USUAL_ROOT : unified.path(), target);
        } else {
            // A mount from the host's cgroup namespace would set the options of the host's hierarchy anew
            // (nsdelegate, memory_recursiveprot: cgroup-v2.rst).
            sink.bind(unified == null ? CgroupHost.USUAL_ROOT : unified.mountPoint(), target);
        }
    }

    private void tree(CgroupDirectory one, String target, CgroupMountSink sink) {
        String name = one.mountName();
        if (ownNamespace) {
            sink.cgroup(target + "/" + name, options(one));
        } else {
            sink.bind(one.path(), target + "/" + name);
        }
        // cpu -> cpu,cpuacct and so on
        if (one.controllers().size() > 1) {
            for (String controller : one.controllers()) {
                if (!controller.equals(name)) {
                    sink.link(name, target + "/" + controller);
                }
            }
        }
    }

    private static List<String> options(CgroupDirectory one) {
        String first = one.controllers().get(0);
        return first.startsWith("name=") ? List.of("none", first) : one.controllers();
    }
}
