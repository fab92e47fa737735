package dev.jrunc.command;

import dev.jrunc.host.Request;
import dev.jrunc.lifecycle.LifecyclePlans;
import dev.jrunc.lifecycle.SavedState;
import dev.jrunc.lifecycle.StateDirectory;
import dev.jrunc.plan.ContainerPlan;
import dev.jrunc.plan.ContainerSpec;
import dev.jrunc.plan.Event;
import dev.jrunc.plan.HookPlan;
import dev.jrunc.plan.NamespacePlan;
import dev.jrunc.plan.PlanFlags;
import dev.jrunc.plan.PlanOp;
import dev.jrunc.plan.PlanWriter;
import dev.jrunc.plan.Refusal;
import dev.jrunc.plan.ResctrlPlan;
import dev.jrunc.spec.Hooks;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Compiles {@code create} and {@code run}. Every step that leaves something on the host is preceded by its undo, and the
 * state is on disk before the first of them, so a launcher killed at any moment leaves what {@code delete --force} can
 * remove.
 */
final class Launch {

    private final Session session;
    private final Invocation invocation;
    private final LaunchOptions options;
    private final BundleConfig bundle;
    private final ContainerCgroup cgroup;
    private final @Nullable ResctrlPlan resctrl;
    private final StateDirectory directory;
    private final NamespacePlan namespaces;
    private final HookPlan hookPlan;
    private final Hooks hooks;
    private final ContainerPlan container;
    private final SeccompFilter filter;
    private final SavedState state;
    private final ContainerFiles files;

    Launch(
            Session session,
            Invocation invocation,
            LaunchOptions options,
            BundleConfig bundle,
            ContainerCgroup cgroup,
            @Nullable ResctrlPlan resctrl,
            @Nullable String mountContext)
            throws Refusal {
        this.session = session;
        this.invocation = invocation;
        this.options = options;
        this.bundle = bundle;
        this.cgroup = cgroup;
        this.resctrl = resctrl;
        this.directory = StateDirectory.of(invocation.globals().root(), invocation.id());
        this.filter = SeccompFilter.compile(bundle.linux().seccomp(), session.request());
        this.namespaces = new NamespacePlan(bundle.linux());
        this.hooks = bundle.config().hooksOrNone();
        this.hookPlan = new HookPlan(
                bundle.config().ociVersion(),
                invocation.id(),
                bundle.bundle(),
                bundle.config().annotations());
        this.container = new ContainerPlan(spec(mountContext), namespaces, hookPlan);
        this.state = savedState(session.request());
        this.files = new ContainerFiles(directory, state);
    }

    private ContainerSpec spec(@Nullable String mountContext) {
        Request request = session.request();
        return new ContainerSpec(
                invocation.id(),
                bundle.config(),
                bundle.process(),
                bundle.linux(),
                hooks,
                bundle.bundle(),
                bundle.rootfs(),
                LaunchOptions.grantable(request, namespaces.anyUser()),
                request.uid() == 0,
                request.nested(),
                request.groupsDenied(),
                options.noPivot(),
                options.newKeyring(),
                options.listenFds(),
                mountContext,
                filter.program(),
                filter.flags(),
                joinFiles(),
                waitsForCgroups(),
                cgroup.mounts(namespaces));
    }

    private SavedState savedState(Request request) {
        return new SavedState(
                bundle.config().ociVersion(),
                invocation.id(),
                0,
                0,
                Timestamp.of(request.seconds(), request.nanoseconds()),
                bundle.bundle(),
                bundle.rootfs(),
                bundle.config().annotations(),
                namespaces.ownPids(),
                options.newKeyring(),
                cgroup.byController(),
                namespaces.ownMounts() ? List.of() : container.mountTargets(),
                resctrl == null ? List.of() : resctrl.joinFiles(),
                resctrl == null ? List.of() : resctrl.made(),
                cgroup.unit());
    }

    private List<String> joinFiles() {
        if (resctrl == null) {
            return cgroup.joinFiles();
        }
        List<String> files = new ArrayList<>(cgroup.joinFiles());
        files.addAll(resctrl.joinFiles());
        return files;
    }

    void compile(PlanWriter plan) throws Refusal {
        String failed = session.program() + (options.run() ? " run failed: " : " create failed: ");
        plan.op(PlanOp.PREFIX).s(failed);
        reserve(plan);
        cgroup.warnOfStrays(plan, invocation.globals(), namespaces);
        if (!bundle.config().annotations().isEmpty()) {
            CrunAnnotations.warn(plan, bundle.config().annotations());
        }
        if (!options.detached()) {
            plan.op(PlanOp.FOREGROUND).u(options.subreaper() ? PlanFlags.FOREGROUND_SUBREAPER : 0);
        }
        plan.op(PlanOp.PREFIX).s(failed + "unable to start container process: ");
        cgroup.begin(plan);
        startInit(plan, failed);
        plan.op(PlanOp.PREFIX).s(failed);
        if (namespaces.forks()) {
            record(plan);
        }
        processRuns(plan);
        if (options.run()) {
            letGo(plan);
        }
    }

    private void reserve(PlanWriter plan) {
        files.reserve(plan, invocation.globals().root(), bundle.json(), NamespacePlan.WHO_MAY);
        if (options.notifies()) {
            plan.op(PlanOp.MKDIR).s(directory.notifications()).u(0755).u(PlanFlags.MKDIR_EXCLUSIVE);
            if (options.run()) {
                plan.op(PlanOp.NOTIFY_LISTEN).s(directory.notifications());
            }
        }
    }

    private void startInit(PlanWriter plan, String failed) throws Refusal {
        String fifo = options.run() ? "" : directory.fifo();
        if (!fifo.isEmpty()) {
            plan.op(PlanOp.FIFO)
                    .s(fifo)
                    .u(0600)
                    .u(session.request().uid())
                    .u(session.request().gid());
        }
        undoOfInit(plan);
        boolean stops = !hooks.prestart().isEmpty() || !hooks.createRuntime().isEmpty() || cgroup.limitsAfterMounts();
        plan.at("", "");
        NamespacePlan.hint(plan, session.request().uid() == 0, session.request().nested());
        plan.debug(session.program() + " exeseal: using /proc/self/exe clone");
        plan.op(PlanOp.CLONE)
                .u(namespaces.cloneFlags())
                .s(cgroup.cloneInto())
                .s(fifo)
                .u(options.preserved())
                .begin();
        container.compile(plan, failed + "unable to start container process: error during container init: ", stops);
        plan.end();
        enterCgroups(plan);
        serveInit(plan, stops);
    }

    private void undoOfInit(PlanWriter plan) {
        if (!namespaces.ownMounts()) {
            plan.op(PlanOp.UNDO).begin();
            plan.op(PlanOp.UNMOUNT).s(bundle.rootfs()).v(container.mountTargets());
            plan.end();
        }
        if (!hooks.poststop().isEmpty()) {
            plan.op(PlanOp.UNDO).begin();
            hookPlan.poststop(plan, hooks.poststop());
            plan.end();
        }
    }

    /** What the init stage waits for on its way, up to the moment at which only start is missing. */
    private void serveInit(PlanWriter plan, boolean stops) throws Refusal {
        namespaces.serve(plan, session.request().uid() == 0);
        if (stops) {
            plan.op(PlanOp.AWAIT).u(Event.MOUNTS_DONE);
            cgroup.lateLimits(plan);
            hookPlan.runtime(plan, "prestart", hooks.prestart(), "created");
            hookPlan.runtime(plan, "createRuntime", hooks.createRuntime(), "created");
            plan.op(PlanOp.GO).u(Event.MOUNTS_DONE);
        }
        if (options.terminal()) {
            ContainerFiles.console(plan, options.consoleSocket());
        }
        filter.serve(plan, hookPlan, "creating");
        plan.op(PlanOp.KEEP).s("");
        if (!namespaces.forks()) {
            record(plan);
        }
        plan.op(PlanOp.AWAIT).u(Event.READY);
        if (!stops) {
            cgroup.lateLimits(plan);
        }
    }

    private boolean waitsForCgroups() {
        return cgroup.any() || resctrl != null;
    }

    /** The init stage is busy with its namespaces meanwhile. */
    private void enterCgroups(PlanWriter plan) throws Refusal {
        if (waitsForCgroups()) {
            cgroup.complete(plan);
            if (resctrl != null) {
                resctrl.create(plan);
            }
            plan.op(PlanOp.GO).u(Event.CGROUP);
        }
    }

    /** While the init stage works, if it is the process already. */
    private void record(PlanWriter plan) {
        files.nameProcess(plan, new LifecyclePlans(state, directory, hooks).record());
    }

    private void processRuns(PlanWriter plan) {
        files.processRuns(plan, options.pidFile());
        ContainerFiles.pidfd(plan, options.pidfdSocket(), "standard");
    }

    private void letGo(PlanWriter plan) {
        LifecyclePlans plans = new LifecyclePlans(state, directory, hooks);
        plan.op(PlanOp.GO).u(Event.GO);
        plan.op(PlanOp.AWAIT).u(Event.EXECUTED);
        plans.poststart(plan);
        if (options.detached()) {
            plan.op(PlanOp.NOTIFY_WAIT);
        } else {
            plan.op(PlanOp.SUPERVISE)
                    .u(options.terminal() ? PlanFlags.SUPERVISE_TERMINAL : 0)
                    .begin();
            if (!options.keep()) {
                plans.removeAtEnd(plan);
            }
            plan.end();
        }
    }
}
