package dev.jrunc.lifecycle;

import dev.jrunc.cgroup.CgroupSink;
import dev.jrunc.plan.PlanOp;
import dev.jrunc.plan.PlanWriter;
import java.util.List;

/** Writes cgroup operations into a plan. */
public final class PlanSink implements CgroupSink {
    private final PlanWriter plan;

    public PlanSink(PlanWriter plan) {
        this.plan = plan;
    }

    @Override
    public void at(String pointer, String what) {
        plan.at(pointer, what);
    }

    @Override
    public void hint(int errno, String text) {
        plan.hint(errno, text);
    }

    @Override
    public void create(String root, String path, int flags, String controllers) {
        plan.op(PlanOp.CGROUP_CREATE).s(root).s(path).u(flags).s(controllers);
    }

    @Override
    public void put(String path, int flags, List<String> lines) {
        plan.op(PlanOp.PUT).s(path).u(flags).v(lines);
    }

    @Override
    public void remove(String path, int flags) {
        plan.op(PlanOp.CGROUP_REMOVE).s(path).u(flags);
    }

    @Override
    public void beginUndo() {
        plan.op(PlanOp.UNDO).begin();
    }

    @Override
    public void endUndo() {
        plan.end();
    }

    @Override
    public void deviceProgram(String path, byte[] program) {
        plan.op(PlanOp.DEVICE_PROGRAM).s(path).b(program);
    }

    @Override
    public void own(String path, long uid, List<String> files) {
        plan.op(PlanOp.OWN).s(path).u((int) uid).v(files);
    }
}
