package dev.jrunc.command;

import dev.jrunc.cgroup.CgroupMountSink;
import dev.jrunc.cgroup.CgroupMounts;
import dev.jrunc.plan.CgroupMountPlan;
import dev.jrunc.plan.PlanOp;
import dev.jrunc.plan.PlanWriter;
import java.util.List;

/** Writes the parts of cgroup mounts as operations. */
final class CgroupMountCompiler implements CgroupMountPlan {
    private static final long READ_ONLY = 0x1;
    private static final long ALWAYS = 0x2 | 0x4 | 0x8;
    private static final int RECURSIVE = 1;
    private static final int ELSE_BIND_SOURCE = 16;

    private final CgroupMounts mounts;

    CgroupMountCompiler(CgroupMounts mounts) {
        this.mounts = mounts;
    }

    @Override
    public void compile(String type, String target, long attributes, PlanWriter plan) {
        CgroupMountSink sink = new Operations(plan, attributes | ALWAYS);
        if (type.equals("cgroup2")) {
            mounts.compileV2(target, sink);
        } else {
            mounts.compile(target, (attributes & READ_ONLY) != 0, sink);
        }
    }

    private record Operations(PlanWriter plan, long attributes) implements CgroupMountSink {
        @Override
        public void tmpfs(String target, String option) {
            mount("tmpfs", "tmpfs", target, List.of(option), attributes & ~READ_ONLY, 0);
        }

        @Override
        public void cgroup(String target, List<String> options) {
            mount("cgroup", "cgroup", target, options, attributes, 0);
        }

        @Override
        public void cgroup2(String source, String target) {
            mount("cgroup2", source, target, List.of(), attributes, source.startsWith("/") ? ELSE_BIND_SOURCE : 0);
        }

        private void mount(
                String type, String source, String target, List<String> options, long attributes, int flags) {
            plan.op(PlanOp.MOUNT)
                    .s(type)
                    .s(source)
                    .s(target)
                    .v(options)
                    .l(attributes)
                    .u(flags);
        }

        @Override
        public void bind(String source, String target) {
            plan.op(PlanOp.BIND)
                    .s(source)
                    .u(0)
                    .s(target)
                    .u(RECURSIVE)
                    .l(attributes)
                    .l(0)
                    .l(0)
                    .l(0);
        }

        @Override
        public void link(String text, String target) {
            plan.op(PlanOp.SYMLINK).s(text).s(target);
        }

        @Override
        public void seal(String target) {
            plan.op(PlanOp.REMOUNT).s(target).u(0).l(READ_ONLY).l(0).l(0).l(0).v(List.of());
        }
    }
}
