package dev.jrunc.cgroup;

import dev.jrunc.plan.PlanOp;
import dev.jrunc.plan.PlanWriter;
import java.util.List;

/** Writes limits as operations. */
public record PlanLimits(PlanWriter plan) implements LimitSink {
    @Override
    public void at(String pointer, String what) {
        plan.at(pointer, what);
    }

    @Override
    public void hint(int errno, String text) {
        plan.hint(errno, text);
    }

    @Override
    public void warn(String text) {
        plan.op(PlanOp.WARN).s(text);
    }

    @Override
    public void put(String path, int flags, List<String> lines) {
        plan.op(PlanOp.PUT).s(path).u(flags).v(lines);
    }

    @Override
    public void deviceProgram(String path, byte[] program) {
        plan.op(PlanOp.DEVICE_PROGRAM).s(path).b(program);
    }
}
