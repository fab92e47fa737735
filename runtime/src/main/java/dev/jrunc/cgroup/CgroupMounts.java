package dev.jrunc.cgroup;

import dev.jrunc.plan.CgroupMountPlan;
import dev.jrunc.plan.PlanFlags;
import dev.jrunc.plan.PlanOp;
import dev.jrunc.plan.PlanWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What one mount of type {@code cgroup} or {@code cgroup2} in config.json becomes inside the container. */
public final class CgroupMounts implements CgroupMountPlan {
    private static final long READ_ONLY = 0x1;
    /** nosuid, nodev and noexec. */
    private static final long ALWAYS = 0x2 | 0x4 | 0x8;

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

    /** Where a mount of type cgroup at this target shows the v1 trees: the cgroups by their place in the container. */
    public static Map<String, String> trees(CgroupPaths paths, String target) {
        Map<String, String> trees = new LinkedHashMap<>();
        for (CgroupDirectory one : paths.directories()) {
            if (one.version() == 1) {
                trees.put(target + "/" + one.mountName(), one.path());
            }
        }
        return trees;
    }

    /** On v2 both types are the same. */
    @Override
    public void compile(String type, String target, long attributes, PlanWriter plan) {
        long all = attributes | ALWAYS;
        if (type.equals("cgroup2") || layout == CgroupLayout.V2) {
            unified(target, all, plan);
            return;
        }
        mount(plan, "tmpfs", "tmpfs", target, List.of("mode=755"), all & ~READ_ONLY, 0);
        for (CgroupDirectory one : paths.directories()) {
            if (one.version() == 1) {
                tree(one, target, all, plan);
            }
        }
        if ((attributes & READ_ONLY) != 0) {
            plan.op(PlanOp.REMOUNT).s(target).u(0).l(READ_ONLY).l(0).l(0).l(0).v(List.of());
        }
    }

    /** Beside v1 trees it is the cgroup2 tree. */
    private void unified(String target, long attributes, PlanWriter plan) {
        CgroupDirectory unified = paths.unified();
        if (unified == null && layout != CgroupLayout.V2) {
            mount(plan, "cgroup2", "cgroup2", target, List.of(), attributes, 0);
        } else if (ownNamespace) {
            String source = unified == null ? CgroupHost.USUAL_ROOT : unified.path();
            mount(plan, "cgroup2", source, target, List.of(), attributes, PlanFlags.MOUNT_OR_BIND_SOURCE);
        } else {
            // A mount from the host's cgroup namespace would set the options of the host's hierarchy anew
            // (nsdelegate, memory_recursiveprot: cgroup-v2.rst).
            bind(plan, unified == null ? CgroupHost.USUAL_ROOT : unified.mountPoint(), target, attributes);
        }
    }

    private void tree(CgroupDirectory one, String target, long attributes, PlanWriter plan) {
        String name = one.mountName();
        if (ownNamespace) {
            mount(plan, "cgroup", "cgroup", target + "/" + name, options(one), attributes, 0);
        } else {
            bind(plan, one.path(), target + "/" + name, attributes);
        }
        // cpu -> cpu,cpuacct and so on
        if (one.controllers().size() > 1) {
            for (String controller : one.controllers()) {
                if (!controller.equals(name)) {
                    plan.op(PlanOp.SYMLINK).s(name).s(target + "/" + controller);
                }
            }
        }
    }

    private static List<String> options(CgroupDirectory one) {
        String first = one.controllers().get(0);
        return first.startsWith("name=") ? List.of("none", first) : one.controllers();
    }

    private static void mount(
            PlanWriter plan,
            String type,
            String source,
            String target,
            List<String> options,
            long attributes,
            int flags) {
        plan.op(PlanOp.MOUNT)
                .s(type)
                .s(source)
                .s(target)
                .v(options)
                .l(attributes)
                .u(flags);
    }

    /** Private: under a shared root the container could cover the cgroups of the host, which the runtime reads. */
    private static void bind(PlanWriter plan, String source, String target, long attributes) {
        plan.op(PlanOp.BIND)
                .s(source)
                .u(0)
                .s(target)
                .u(PlanFlags.BIND_RECURSIVE | PlanFlags.BIND_PRIVATE)
                .l(attributes)
                .l(0)
                .l(0)
                .l(0);
    }
}
