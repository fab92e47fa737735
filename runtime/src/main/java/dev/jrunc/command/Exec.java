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
import dev.jrunc.spec.Linux;
import dev.jrunc.spec.Process;
import java.io.IOException;

/** Compiles {@code exec}. */
final class Exec {

    private final Request request;
    private final Invocation invocation;
    private final Containers.Found found;
    private final SavedState state;
    private final Linux linux;
    private final Process process;
    private final boolean terminal;
    private final boolean detached;
    /** The socket that gets the terminal, "" for none. */
    private final String console;
    /** The fifo that the program waits for, "" for none. */
    private final String fifo;

    private final int preserved;
    private final ExecCgroup cgroup;
    private final SeccompFilter filter;

    /** @throws Refusal when the options contradict each other or the process */
    Exec(Session session, Invocation invocation, Containers.Found found, Process process) throws Refusal, IOException {
        this.request = session.request();
        this.invocation = invocation;
        this.found = found;
        this.state = found.state();
        this.linux = found.config().linuxOrNone();
        this.process = process;
        this.terminal = Boolean.TRUE.equals(process.terminal());
        this.detached = invocation.flag("detach");
        this.console = LaunchOptions.path(request, invocation.value("console-socket"));
        LaunchOptions.checkTerminal(session.program(), terminal, detached, console);
        this.fifo = LaunchOptions.path(request, invocation.value("exec-wait-fifo"));
        this.preserved = LaunchOptions.count(invocation.value("preserve-fds"), "--preserve-fds");
        this.cgroup = ExecCgroup.of(session, invocation, state);
        this.filter = SeccompFilter.compile(linux.seccomp(), request);
    }

    void compile(PlanWriter plan) throws Refusal {
        plan.op(PlanOp.UNDO).begin();
        plan.op(PlanOp.EXIT).u(ExecCommand.FAILED);
        plan.end();
        plan.op(PlanOp.PREFIX).s(ExecCommand.PREFIX);
        require(plan);
        if (!fifo.isEmpty()) {
            plan.at("", "failed to open exec wait fifo"); // words that callers of runc know
            plan.op(PlanOp.GATE).s(fifo);
            plan.at("", "");
        }
        if (!detached) {
            plan.op(PlanOp.FOREGROUND).u(0);
        }
        startInit(plan);
        keep(plan);
        letGo(plan);
        if (!detached) {
            plan.op(PlanOp.SUPERVISE)
                    .u(terminal ? PlanFlags.SUPERVISE_TERMINAL : 0)
                    .begin();
            plan.end();
        }
    }

    private void require(PlanWriter plan) throws Refusal {
        LifecyclePlans plans = found.plans();
        plans.status(plans.target(plan));
        int any = ContainerStatus.ANY;
        String stopped = "cannot exec in a stopped container";
        plan.op(PlanOp.REQUIRE).u(any & ~ContainerStatus.STOPPED.bit()).text(stopped);
        plan.op(PlanOp.REQUIRE)
                .u(any & ~ContainerStatus.CREATING.bit())
                .text("cannot exec in a container that is still being created");
        plan.op(PlanOp.ON_END).s(stopped);
        if (!invocation.flag("ignore-paused")) {
            plan.op(PlanOp.REQUIRE)
                    .u(any & ~ContainerStatus.PAUSED.bit())
                    .text("cannot exec in a paused container (use --ignore-paused to override)");
        }
    }

    private void startInit(PlanWriter plan) throws Refusal {
        String failed = ExecCommand.PREFIX + "unable to start container process: ";
        plan.op(PlanOp.PREFIX).s(failed);
        plan.at("", cgroup.cloneInto().isEmpty() ? "" : "error adding pid of the process to cgroups");
        plan.op(PlanOp.CLONE).u(0).s(cgroup.cloneInto()).s("").u(preserved).begin();
        new ExecPlan(spec()).compile(plan, failed);
        plan.end();
        cgroup.enter(plan);
        plan.at("", "");
        if (terminal) {
            ContainerFiles.console(plan, console);
        }
        HookPlan described = new HookPlan(state.ociVersion(), state.id(), state.bundle(), state.annotations());
        filter.serve(plan, described, state.pid());
    }

    private ExecSpec spec() {
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

    /** Of root's execs the launcher does not compare the mount table (kept_key.c), by which the cgroup may be found. */
    private void keep(PlanWriter plan) {
        boolean root = request.uid() == 0 && !request.nested();
        if (!root || !cgroup.elsewhere()) {
            plan.op(PlanOp.KEEP).s(found.directory().path());
        }
    }

    /** With nothing left to do before it the word comes first, and the init stage does not stop. */
    private void letGo(PlanWriter plan) {
        String pidFile = LaunchOptions.path(request, invocation.value("pid-file"));
        String pidfdSocket = LaunchOptions.path(request, invocation.value("pidfd-socket"));
        boolean stops = !(fifo.isEmpty() && pidFile.isEmpty() && pidfdSocket.isEmpty());
        if (!stops) {
            plan.op(PlanOp.GO).u(Event.GO);
        }
        plan.op(PlanOp.AWAIT).u(Event.READY);
        ContainerFiles.pidFile(plan, pidFile);
        ContainerFiles.pidfd(plan, pidfdSocket, "setns");
        if (!fifo.isEmpty()) {
            plan.at("", "--exec-wait-fifo");
            plan.op(PlanOp.GATE_WAIT).u(detached ? PlanFlags.GATE_BACKGROUND : 0);
            plan.at("", "");
        }
        if (stops) {
            plan.op(PlanOp.GO).u(Event.GO);
        }
        plan.op(PlanOp.AWAIT).u(Event.EXECUTED);
    }
}
