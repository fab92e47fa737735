package dev.jrunc.command;

import dev.jrunc.host.Request;
import dev.jrunc.lifecycle.ContainerStatus;
import dev.jrunc.lifecycle.LifecyclePlans;
import dev.jrunc.lifecycle.SavedState;
import dev.jrunc.plan.Event;
import dev.jrunc.plan.ExecPlan;
import dev.jrunc.plan.ExecSpec;
import dev.jrunc.plan.HookPlan;
import dev.jrunc.plan.KeptGroups;
import dev.jrunc.plan.PlanFlags;
import dev.jrunc.plan.PlanOp;
import dev.jrunc.plan.PlanWriter;
import dev.jrunc.plan.Refusal;
import dev.jrunc.spec.Config;
import dev.jrunc.spec.Linux;
import dev.jrunc.spec.Process;
import java.io.IOException;

/** {@code exec}: one more process in a container, by the configuration that was saved at create. */
public final class ExecCommand implements Command {
    /** The exit status of every error that is not the process's own. */
    public static final int FAILED = 255;

    /** In front of every error. */
    public static final String PREFIX = "exec failed: ";

    @Override
    public void run(Session session, Invocation invocation) throws Refusal, IOException {
        Containers.Found found = Containers.find(session, invocation);
        SavedState state = found.state();
        Config config = found.config();
        Process declared = config.process();
        if (declared == null) {
            throw new Refusal("the saved configuration of container " + state.id() + " has no process");
        }
        Linux linux = config.linuxOrNone();
        Process process = ExecProcess.of(session, invocation, declared);
        boolean terminal = Boolean.TRUE.equals(process.terminal());
        boolean detached = invocation.flag("detach");
        String console = LaunchOptions.path(session.request(), invocation.value("console-socket"));
        LaunchOptions.checkTerminal(session.program(), terminal, detached, console);
        String fifo = LaunchOptions.path(session.request(), invocation.value("exec-wait-fifo"));
        int preserved = LaunchOptions.count(invocation.value("preserve-fds"), "--preserve-fds");
        ExecCgroup cgroup = ExecCgroup.of(session, invocation, state);
        SeccompFilter filter = SeccompFilter.compile(linux.seccomp(), session.request());
        ExecPlan container = new ExecPlan(spec(session.request(), state, linux, process, cgroup, filter));

        PlanWriter plan = ExecProcess.placed(session.begin(), invocation);
        plan.op(PlanOp.UNDO).begin();
        plan.op(PlanOp.EXIT).u(FAILED);
        plan.end();
        plan.op(PlanOp.PREFIX).s(PREFIX);
        require(plan, found.plans(), invocation.flag("ignore-paused"));
        if (!fifo.isEmpty()) {
            plan.at("", "failed to open exec wait fifo"); // words that callers of runc know
            plan.op(PlanOp.GATE).s(fifo);
            plan.at("", "");
        }
        if (!detached) {
            plan.op(PlanOp.FOREGROUND).u(0);
        }
        String failed = PREFIX + "unable to start container process: ";
        plan.op(PlanOp.PREFIX).s(failed);
        plan.at("", cgroup.cloneInto().isEmpty() ? "" : "error adding pid of the process to cgroups");
        plan.op(PlanOp.CLONE).u(0).s(cgroup.cloneInto()).s("").u(preserved).begin();
        container.compile(plan, failed);
        plan.end();
        cgroup.enter(plan);
        plan.at("", "");
        if (terminal) {
            ContainerFiles.console(plan, console);
        }
        HookPlan described = new HookPlan(state.ociVersion(), state.id(), state.bundle(), state.annotations());
        filter.serve(plan, described, state.pid());
        boolean root = session.request().uid() == 0 && !session.request().nested();
        if (!root || !cgroup.elsewhere()) { // of root's the launcher does not compare the mount table (kept_key.c)
            plan.op(PlanOp.KEEP).s(found.directory().path());
        }
        plan.op(PlanOp.AWAIT).u(Event.READY);
        handOver(session.request(), invocation, plan);
        if (!fifo.isEmpty()) {
            plan.at("", "--exec-wait-fifo");
            plan.op(PlanOp.GATE_WAIT).u(detached ? PlanFlags.GATE_BACKGROUND : 0);
            plan.at("", "");
        }
        plan.op(PlanOp.GO).u(Event.GO);
        plan.op(PlanOp.AWAIT).u(Event.EXECUTED);
        if (!detached) {
            plan.op(PlanOp.SUPERVISE)
                    .u(terminal ? PlanFlags.SUPERVISE_TERMINAL : 0)
                    .begin();
            plan.end();
        }
        session.finish(plan);
    }

    private static ExecSpec spec(
            Request request, SavedState state, Linux linux, Process process, ExecCgroup cgroup, SeccompFilter filter) {
        return new ExecSpec(
                state.id(),
                state.pid(),
                state.startTime(),
                state.rootfs(),
                linux,
                process,
                LaunchOptions.grantable(request, linux.namespace("user") != null),
                request.uid() == 0,
                request.groupsDenied() || KeptGroups.in(state.annotations()),
                state.newKeyring(),
                filter.program(),
                filter.flags(),
                cgroup.joinFiles(),
                cgroup.waits());
    }

    private static void require(PlanWriter plan, LifecyclePlans plans, boolean ignorePaused) {
        plans.status(plans.target(plan));
        int any = ContainerStatus.ANY;
        String stopped = "cannot exec in a stopped container";
        plan.op(PlanOp.REQUIRE).u(any & ~ContainerStatus.STOPPED.bit()).text(stopped);
        plan.op(PlanOp.REQUIRE)
                .u(any & ~ContainerStatus.CREATING.bit())
                .text("cannot exec in a container that is still being created");
        plan.op(PlanOp.ON_END).s(stopped);
        if (!ignorePaused) {
            plan.op(PlanOp.REQUIRE)
                    .u(any & ~ContainerStatus.PAUSED.bit())
                    .text("cannot exec in a paused container (use --ignore-paused to override)");
        }
    }

    private static void handOver(Request request, Invocation invocation, PlanWriter plan) {
        ContainerFiles.pidFile(plan, LaunchOptions.path(request, invocation.value("pid-file")));
        ContainerFiles.pidfd(plan, LaunchOptions.path(request, invocation.value("pidfd-socket")), "setns");
    }
}
