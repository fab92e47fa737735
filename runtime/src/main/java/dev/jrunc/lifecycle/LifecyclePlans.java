package dev.jrunc.lifecycle;

import dev.jrunc.cgroup.CgroupDirectory;
import dev.jrunc.cgroup.CgroupPaths;
import dev.jrunc.cgroup.CgroupPlanner;
import dev.jrunc.plan.ByteSink;
import dev.jrunc.plan.HookPlan;
import dev.jrunc.plan.JsonText;
import dev.jrunc.plan.PlanFlags;
import dev.jrunc.plan.PlanOp;
import dev.jrunc.plan.PlanWriter;
import dev.jrunc.plan.ResctrlPlan;
import dev.jrunc.plan.Slot;
import dev.jrunc.spec.Hooks;
import dev.jrunc.systemd.SystemdUnit;
import dev.jrunc.systemd.UnitPlan;

/**
 * The plans of a container that exists. They are compiled at create and stored for the launcher to replay, and compiled
 * again from {@code state.json} when a command comes in an unusual form: one source for both, so both say the same.
 */
public final class LifecyclePlans {
    private static final int SIGNAL_OF_COMMAND_LINE = 0xFFFF_FFFF;
    private static final int SIGKILL = 9;
    private static final int KILL_TIMEOUT_SECONDS = 10;

    private static final int CREATED = ContainerStatus.CREATED.bit();
    private static final int RUNNING = ContainerStatus.RUNNING.bit();
    private static final int PAUSED = ContainerStatus.PAUSED.bit();
    private static final int STOPPED = ContainerStatus.STOPPED.bit();
    /** Its process exists. */
    private static final int ALIVE = CREATED | RUNNING | PAUSED;

    private final SavedState state;
    private final StateDirectory directory;
    private final Hooks hooks;
    private final HookPlan hookPlan;
    private final CgroupPaths cgroups;
    /** Cgroup directory that pauses the container, "" for none. */
    private final String freezer;

    private final int freezerVersion;

    public LifecyclePlans(SavedState state, StateDirectory directory, Hooks hooks) {
        this.state = state;
        this.directory = directory;
        this.hooks = hooks;
        this.hookPlan = new HookPlan(state.ociVersion(), state.id(), state.bundle(), state.annotations());
        this.cgroups = CgroupPaths.fromState(state.cgroupPaths());
        CgroupDirectory directoryOfFreezer = cgroups.freezer();
        this.freezer = directoryOfFreezer == null ? "" : directoryOfFreezer.path();
        this.freezerVersion = directoryOfFreezer == null ? 0 : directoryOfFreezer.version();
    }

    /** All plans as the RECORD operation wants them: u32 command, u32 length, plan. */
    public byte[] record() {
        ByteSink out = new ByteSink(4096);
        add(out, RecordCommand.START, start(new PlanWriter()));
        add(out, RecordCommand.STATE, state(new PlanWriter()));
        if (state.ownPids()) {
            add(out, RecordCommand.KILL, kill(new PlanWriter(), SIGNAL_OF_COMMAND_LINE));
        }
        add(out, RecordCommand.DELETE, delete(new PlanWriter(), false));
        add(out, RecordCommand.DELETE_FORCE, delete(new PlanWriter(), true));
        if (!freezer.isEmpty()) {
            add(out, RecordCommand.PAUSE, pause(new PlanWriter()));
            add(out, RecordCommand.RESUME, resume(new PlanWriter()));
        }
        add(out, RecordCommand.KILL_ALL, killAll(new PlanWriter(), SIGNAL_OF_COMMAND_LINE));
        return out.toBytes();
    }

    private static void add(ByteSink out, int command, PlanWriter plan) {
        out.u32(command).blob(plan.toBytes());
    }

    /** Names the process, which a record has in its header. */
    public PlanWriter target(PlanWriter plan) {
        return plan.op(PlanOp.TARGET).u(state.pid()).l(state.startTime());
    }

    public PlanWriter start(PlanWriter plan) {
        plan.op(PlanOp.LOCK).s(directory.path()).u(0);
        status(plan);
        require(plan, ContainerStatus.ANY & ~STOPPED, "cannot start a container that has stopped");
        require(plan, ContainerStatus.ANY & ~RUNNING, "cannot start an already running container");
        require(plan, CREATED, "cannot start a container in the " + Slot.STATUS + " state");
        if (!hooks.poststart().isEmpty()) {
            plan.op(PlanOp.UNDO).begin();
            plan.op(PlanOp.KILL_WAIT).u(KILL_TIMEOUT_SECONDS);
            plan.end();
        }
        plan.op(PlanOp.PREFIX).s("unable to start container process: error during container init: ");
        plan.op(PlanOp.NOTIFY_LISTEN).s(directory.notifications());
        plan.op(PlanOp.START).s(directory.fifo());
        plan.op(PlanOp.PREFIX).s("");
        poststart(plan);
        plan.op(PlanOp.NOTIFY_WAIT);
        return plan;
    }

    /** Hooks that run once the program does; a failure stops the container (runtime.md#lifecycle step 9). */
    public void poststart(PlanWriter plan) {
        hookPlan.runtime(plan, "poststart", hooks.poststart(), "running");
    }

    public PlanWriter state(PlanWriter plan) {
        status(plan);
        plan.op(PlanOp.OUTPUT).u(1).text(stateText());
        return plan;
    }

    /**
     * Sends a signal to the container process. Where its end does not end the others, SIGKILL goes to all.
     *
     * @param signal a number, or the one that the replayed command line names
     */
    public PlanWriter kill(PlanWriter plan, int signal) {
        if (!state.ownPids() && signal == SIGKILL && cgroups.killable() != null) {
            return killAll(plan, signal);
        }
        status(plan);
        require(plan, ALIVE, "container not running");
        return signal(plan, signal, ALIVE, 0);
    }

    /** Sends a signal to every process of the container; that there are none is no error. */
    public PlanWriter killAll(PlanWriter plan, int signal) {
        status(plan);
        CgroupDirectory killable = cgroups.killable();
        if (killable == null) {
            return signal(plan, signal, ALIVE, PlanFlags.SIGNAL_GONE_IS_FINE);
        }
        plan.op(PlanOp.CGROUP_KILL).s(killable.path()).u(killable.version()).u(signal);
        // Thaws for SIGKILL; any other signal is pending already and does not come twice.
        return signal(plan, signal, PAUSED, PlanFlags.SIGNAL_GONE_IS_FINE);
    }

    private PlanWriter signal(PlanWriter plan, int signal, int statuses, int flags) {
        plan.op(PlanOp.IF).u(statuses).begin();
        plan.op(PlanOp.SIGNAL).u(signal).u(flags).s(thawAfterKill());
        plan.end();
        return plan;
    }

    public PlanWriter delete(PlanWriter plan, boolean force) {
        plan.op(PlanOp.LOCK).s(directory.path()).u(force ? PlanFlags.LOCK_GONE_IS_FINE | PlanFlags.LOCK_BY_FORCE : 0);
        return deleteLocked(plan, force);
    }

    /** The same for a command that has the lock. */
    public PlanWriter deleteLocked(PlanWriter plan, boolean force) {
        status(plan);
        if (!force) { // a created one goes as well, as with every runtime
            require(
                    plan,
                    STOPPED | CREATED,
                    "cannot delete container " + state.id() + " that is not stopped: " + Slot.STATUS
                            + "; kill it first, or delete it with --force");
        }
        return remove(plan);
    }

    /** Ends what still runs and removes everything that create made. */
    public PlanWriter remove(PlanWriter plan) {
        plan.op(PlanOp.IF).u(ALIVE).begin();
        if (!freezer.isEmpty()) {
            plan.op(PlanOp.SIGNAL).u(SIGKILL).u(PlanFlags.SIGNAL_GONE_IS_FINE).s(thawAfterKill());
        }
        plan.op(PlanOp.KILL_WAIT).u(KILL_TIMEOUT_SECONDS);
        plan.end();
        removeTraces(plan);
        return plan;
    }

    /** What a foreground command does when the process has ended; nothing when a delete came first. */
    public void removeAtEnd(PlanWriter plan) {
        plan.op(PlanOp.LOCK).s(directory.path()).u(PlanFlags.LOCK_GONE_IS_FINE);
        removeTraces(plan);
    }

    /** Removes what is left of a container whose process has ended. */
    private void removeTraces(PlanWriter plan) {
        if (!state.hostMounts().isEmpty()) {
            plan.op(PlanOp.UNMOUNT).s(state.rootfs()).v(state.hostMounts());
        }
        if (state.unit() != null) {
            stopUnit(plan, state.unit());
        }
        CgroupPlanner.remove(cgroups, plan);
        ResctrlPlan.remove(plan, state.resctrlMade());
        plan.at("", "");
        plan.op(PlanOp.REMOVE_STATE).s(directory.path());
        hookPlan.poststop(plan, hooks.poststop());
    }

    /** Whatever is left in the cgroup is killed first: systemd would give it 90 seconds. */
    private void stopUnit(PlanWriter plan, SystemdUnit unit) {
        CgroupDirectory killable = cgroups.killable();
        if (killable != null) {
            plan.op(PlanOp.CGROUP_KILL).s(killable.path()).u(killable.version()).u(SIGKILL);
        }
        UnitPlan.stop(plan, unit);
    }

    public PlanWriter pause(PlanWriter plan) {
        status(plan);
        require(plan, RUNNING | CREATED, "container not running: it is " + Slot.STATUS);
        if (freezer.isEmpty()) {
            return plan.op(PlanOp.FAIL)
                    .s("cannot pause: the container has no cgroup of its own; a user who may make cgroups gives it one"
                            + " with linux.cgroupsPath");
        }
        return freeze(plan, 1);
    }

    public PlanWriter resume(PlanWriter plan) {
        status(plan);
        require(plan, PAUSED, "container not paused: it is " + Slot.STATUS);
        return freeze(plan, 0);
    }

    /** On v1 even SIGKILL waits until the cgroup is thawed. */
    private String thawAfterKill() {
        return freezerVersion == 1 ? freezer : "";
    }

    private PlanWriter freeze(PlanWriter plan, int frozen) {
        return plan.op(PlanOp.FREEZE).s(freezer).u(freezerVersion).u(frozen);
    }

    /** For what works on the limits, mounts or processes of a container that has not ended. */
    public void requireRunning(PlanWriter plan) {
        status(target(plan));
        require(plan, ALIVE, "container not running");
    }

    /** Derives the status of the target. */
    public void status(PlanWriter plan) {
        plan.op(PlanOp.STATUS).s(directory.fifo()).s(freezer).u(freezerVersion);
    }

    private static void require(PlanWriter plan, int mask, String message) {
        plan.op(PlanOp.REQUIRE).u(mask).text(message);
    }

    /** The state as {@code state} prints it: runc's members in runc's order, and no newline at the end. */
    String stateText() {
        JsonText json = new JsonText();
        json.raw("{\n  \"ociVersion\": ").string(state.ociVersion());
        json.raw(",\n  \"id\": ").string(state.id());
        json.raw(",\n  \"pid\": ").raw(Slot.PID);
        json.raw(",\n  \"status\": \"").raw(Slot.STATUS).raw("\"");
        json.raw(",\n  \"bundle\": ").string(state.bundle());
        json.raw(",\n  \"rootfs\": ").string(state.rootfs());
        json.raw(",\n  \"created\": ").string(state.created());
        if (!state.annotations().isEmpty()) {
            json.raw(",\n  \"annotations\": ").object(state.annotations(), "  ");
        }
        return json.raw(",\n  \"owner\": \"\"\n}").toString();
    }
}
