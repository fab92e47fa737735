package dev.jrunc.systemd;

import dev.jrunc.plan.ByteSink;
import dev.jrunc.plan.Errno;
import dev.jrunc.plan.PlanFlags;
import dev.jrunc.plan.PlanOp;
import dev.jrunc.plan.PlanWriter;

/** Compiles what is asked of systemd in the life of a unit. */
public final class UnitPlan {
    private static final byte[] NONE = new byte[0];
    private static final int FIRST = BusCall.FIRST_SERIAL;

    private UnitPlan() {}

    /** The questions that a driver begins with: version and cgroup of systemd, in this order. */
    public static PlanWriter ask(PlanWriter questions, SystemdUnit unit) {
        ByteSink calls = new ByteSink(512);
        calls.raw(BusCall.property(FIRST, "Version")).raw(BusCall.property(FIRST + 1, "ControlGroup"));
        return questions
                .op(PlanOp.BUS)
                .s(unit.bus())
                .s(unit.direct())
                .b(BusCall.greeting(false))
                .b(calls.toBytes());
    }

    /**
     * Makes the scope and moves the container process into it; taken back when a later operation fails.
     *
     * @param properties of a scope, limits among them: they are in force before the process is in it
     * @param procs the cgroup.procs in which the process must be found then
     */
    public static void start(PlanWriter plan, SystemdUnit unit, UnitProperties properties, String procs) {
        BusWriter body = new BusWriter().text(unit.name()).text("replace");
        int pid = properties.write(body);
        body.endArray(body.beginArray(8));
        byte[] call = BusCall.manager(FIRST, "StartTransientUnit", "ssa(sv)a(sa(sv))", body);
        plan.at(
                "/linux/cgroupsPath",
                "unable to apply cgroup configuration: unable to start unit \"" + unit.name() + "\"");
        plan.hint(
                Errno.EACCES,
                "systemd gives units to root only; an ordinary user has a systemd of its own (--rootless=true)");
        plan.hint(Errno.EEXIST, "another container has it: give this one another cgroupsPath, or delete that one");
        plan.hint(Errno.ENOENT, "there is no systemd behind that bus");
        BusWriter name = new BusWriter().text(unit.name());
        op(plan, unit, true, call)
                .s(unit.name())
                .b(BusCall.manager(BusCall.AGAIN_SERIAL, "ResetFailedUnit", "s", name))
                .u(BusCall.headerLength(call, body) + pid)
                .s(procs)
                .u(0);
        plan.op(PlanOp.UNDO).begin();
        stop(plan, unit);
        plan.end();
        plan.at("", "");
    }

    /** Sets properties of a unit that exists; done when the files of its cgroup have them. */
    public static void set(PlanWriter plan, SystemdUnit unit, UnitProperties properties, String pointer) {
        if (properties.isEmpty()) {
            return;
        }
        BusWriter body = new BusWriter().text(unit.name()).u32(1); // at run time only
        properties.write(body);
        ByteSink calls = new ByteSink(512);
        calls.raw(BusCall.manager(FIRST, "SetUnitProperties", "sba(sv)", body)).raw(BusCall.ping(FIRST + 1));
        plan.at(pointer, "unable to set the limits of unit \"" + unit.name() + "\"");
        op(plan, unit, false, calls.toBytes()).s("").b(NONE).u(0).s("").u(0);
        plan.at("", "");
    }

    /** Stops the unit and has systemd forget it, be it gone already or failed. */
    public static void stop(PlanWriter plan, SystemdUnit unit) {
        BusWriter stop = new BusWriter().text(unit.name()).text("replace");
        BusWriter reset = new BusWriter().text(unit.name());
        ByteSink calls = new ByteSink(512);
        calls.raw(BusCall.manager(FIRST, "StopUnit", "ss", stop));
        calls.raw(BusCall.manager(FIRST + 1, "ResetFailedUnit", "s", reset));
        plan.at("", "cannot stop unit \"" + unit.name() + "\"");
        op(plan, unit, true, calls.toBytes())
                .s(unit.name())
                .b(NONE)
                .u(0)
                .s("")
                .u(PlanFlags.BUS_CALL_GONE_IS_FINE | PlanFlags.BUS_CALL_WARN);
    }

    /**
     * Has the container process moved into a unit whose cgroup the caller may not move it to.
     *
     * @param below of the cgroup of the unit, "" for that itself
     */
    public static void attach(PlanWriter plan, SystemdUnit unit, String below, String procs) {
        BusWriter body = new BusWriter().text(unit.name()).text(below);
        long pids = body.beginArray(4);
        body.u32(0).endArray(pids);
        byte[] call = BusCall.manager(FIRST, "AttachProcessesToUnit", "ssau", body);
        op(plan, unit, false, call).s("").b(NONE).u(call.length - 4).s(procs).u(0);
    }

    private static PlanWriter op(PlanWriter plan, SystemdUnit unit, boolean jobs, byte[] calls) {
        return plan.op(PlanOp.BUS_CALL)
                .s(unit.bus())
                .s(unit.direct())
                .b(BusCall.greeting(jobs))
                .b(calls);
    }
}
