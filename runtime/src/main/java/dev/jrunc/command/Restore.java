package dev.jrunc.command;

import dev.jrunc.host.Answer;
import dev.jrunc.lifecycle.LifecyclePlans;
import dev.jrunc.lifecycle.SavedState;
import dev.jrunc.lifecycle.StateDirectory;
import dev.jrunc.plan.CriuOption;
import dev.jrunc.plan.CriuRequest;
import dev.jrunc.plan.HookPlan;
import dev.jrunc.plan.NamespacePlan;
import dev.jrunc.plan.Paths;
import dev.jrunc.plan.PlanFlags;
import dev.jrunc.plan.PlanOp;
import dev.jrunc.plan.PlanWriter;
import dev.jrunc.plan.Refusal;
import dev.jrunc.spec.Hooks;
import dev.jrunc.spec.Mount;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Compiles {@code restore}: what create would make, but the processes come from CRIU. */
final class Restore {

    private final Session session;
    private final Invocation invocation;
    private final LaunchOptions options;
    private final BundleConfig bundle;
    private final StateDirectory directory;
    private final String images;
    private final List<String> descriptors;
    private final ContainerCgroup cgroup;
    private final Hooks hooks;
    private final SavedState state;
    private final ContainerFiles files;
    /** Of the mounts in the configuration, links resolved. */
    private final List<String> targets;

    Restore(
            Session session,
            Invocation invocation,
            LaunchOptions options,
            BundleConfig bundle,
            StateDirectory directory,
            String images,
            List<String> descriptors)
            throws Refusal, IOException {
        this.session = session;
        this.targets = targets(session, bundle);
        this.invocation = invocation;
        this.options = options;
        this.bundle = bundle;
        this.directory = directory;
        this.images = images;
        this.descriptors = descriptors;
        this.cgroup = ContainerCgroup.of(session, invocation.globals(), bundle, invocation.id());
        this.hooks = bundle.config().hooksOrNone();
        NamespacePlan namespaces = new NamespacePlan(bundle.linux());
        if (!namespaces.ownMounts()) {
            throw new Refusal("restore needs a container with a mount namespace", "/linux/namespaces", null);
        }
        this.state = new SavedState(
                bundle.config().ociVersion(),
                invocation.id(),
                0,
                0,
                Timestamp.of(session.request().seconds(), session.request().nanoseconds()),
                bundle.bundle(),
                bundle.rootfs(),
                bundle.config().annotations(),
                namespaces.ownPids(),
                true,
                cgroup.byController(),
                List.of(),
                List.of(),
                List.of(),
                cgroup.unit());
        this.files = new ContainerFiles(directory, state);
    }

    void compile(String criu) throws Refusal, IOException {
        String root = directory.path() + "/criu-root";
        String work = Criu.work(session, invocation, images);
        CriuRequest request = request(root);
        Criu.config(session, request, bundle.config());
        List<Integer> fileMounts = binds(request);

        PlanWriter plan = session.begin();
        if (options.notifies()) {
            plan.op(PlanOp.WARN)
                    .s("NOTIFY_SOCKET is not passed on to a restored container: its service manager gets no READY=1");
        }
        files.reserve(plan, invocation.globals().root(), bundle.json(), null);
        plan.op(PlanOp.MKDIR).s(root).u(0700).u(PlanFlags.MKDIR_EXCLUSIVE);
        plan.at("", "--work-path");
        plan.op(PlanOp.MKDIR).s(work).u(0700).u(PlanFlags.MKDIR_PARENTS);
        plan.at("", "");
        cgroup.createForCriu(plan);
        if (!options.detached()) {
            plan.op(PlanOp.FOREGROUND).u(options.subreaper() ? PlanFlags.FOREGROUND_SUBREAPER : 0);
        }
        mountPoints(plan, fileMounts);
        Criu.hold(plan, request.type(), images, work);
        holdInherited(plan);
        Criu.ask(plan, criu, request, tasks(), bundle.rootfs(), root, work);
        cgroup.enterAsCriu(plan);
        notifications(plan);
        plan.end();
        cgroup.lateLimits(plan);
        plan.op(PlanOp.RMDIR).s(root);
        if (!options.detached()) {
            plan.op(PlanOp.SUPERVISE)
                    .u(options.terminal() ? PlanFlags.SUPERVISE_TERMINAL : 0)
                    .begin();
            new LifecyclePlans(state, directory, hooks).removeAtEnd(plan);
            plan.end();
        }
        session.finish(plan);
    }

    /** Opens what {@link #request} says is to be inherited. */
    private void holdInherited(PlanWriter plan) {
        for (int fd = 0; fd < descriptors.size() && fd <= 2; fd++) {
            if (outside(descriptors.get(fd))) {
                plan.op(PlanOp.HOLD).u(Criu.STDIO + fd).s(Integer.toString(fd)).u(PlanFlags.HOLD_DUPLICATE);
            }
        }
        String network = Criu.networkPath(bundle.config());
        if (network != null) {
            plan.at("/linux/namespaces", "");
            plan.op(PlanOp.HOLD).u(Criu.NETWORK).s(network).u(0);
            plan.at("", "");
        }
    }

    private List<String> tasks() {
        List<String> files = new ArrayList<>(cgroup.joinFiles());
        if (!cgroup.cloneInto().isEmpty()) {
            files.add(cgroup.cloneInto() + "/cgroup.procs");
        }
        return files;
    }

    private CriuRequest request(String root) throws Refusal {
        CriuRequest request = new CriuRequest(CriuRequest.Type.RESTORE, Criu.IMAGES, Criu.WORK);
        request.options().text(CriuOption.ROOT, root).flag(CriuOption.RST_SIBLING, true);
        Criu.common(request, invocation);
        text(request, CriuOption.LSM_PROFILE, "lsm-profile");
        text(request, CriuOption.LSM_MOUNT_CONTEXT, "lsm-mount-context");
        if (!"ignore".equals(invocation.value("manage-cgroups-mode"))) {
            for (Map.Entry<String, String> one : cgroup.rootsInTrees().entrySet()) {
                request.cgroupRoot(one.getKey(), one.getValue());
            }
        }
        if (Criu.networkPath(bundle.config()) != null) {
            request.inherit(Criu.NETWORK_KEY, Criu.NETWORK);
        }
        for (int fd = 0; fd < descriptors.size() && fd <= 2; fd++) {
            if (outside(descriptors.get(fd))) {
                request.inherit(descriptors.get(fd), Criu.STDIO + fd);
            }
        }
        return request;
    }

    private void text(CriuRequest request, int field, String option) {
        String value = invocation.text(option);
        if (value != null) {
            request.options().text(field, value);
        }
    }

    private static boolean outside(String name) {
        return name.startsWith("pipe:[") || name.startsWith("file[");
    }

    /** The sources of the binds, v1 cgroups among them; returns which of the mounts are files. */
    private List<Integer> binds(CriuRequest request) throws IOException {
        List<Mount> mounts = bundle.config().mounts();
        PlanWriter questions = new PlanWriter();
        for (Mount mount : mounts) {
            questions.stat(source(mount));
        }
        List<Answer> answers = mounts.isEmpty() ? List.of() : session.ask(questions);
        List<Integer> files = new ArrayList<>();
        for (int i = 0; i < mounts.size(); i++) {
            if (mounts.get(i).isBind()) {
                request.externalMount(targets.get(i), source(mounts.get(i)));
                if (answers.get(i).found() && !answers.get(i).isDirectory()) {
                    files.add(i);
                }
            } else if ("cgroup".equals(mounts.get(i).type())) {
                for (Map.Entry<String, String> tree :
                        cgroup.trees(targets.get(i)).entrySet()) {
                    request.externalMount(tree.getKey(), tree.getValue());
                }
            }
        }
        for (String masked : bundle.linux().maskedPaths()) {
            request.externalMount(Paths.clean("/" + masked), "/dev/null");
        }
        return files;
    }

    private String source(Mount mount) {
        String source = mount.source();
        if (!mount.isBind() || source == null) {
            return "/";
        }
        return source.startsWith("/") ? source : bundle.bundle() + "/" + source;
    }

    private static List<String> targets(Session session, BundleConfig bundle) throws IOException {
        List<String> targets = new ArrayList<>();
        for (Mount mount : bundle.config().mounts()) {
            targets.add(Criu.resolve(session, bundle.rootfs(), Paths.clean("/" + mount.destination())));
        }
        return targets;
    }

    /** Those in the root filesystem itself; what lies in another mount comes back with that. */
    private void mountPoints(PlanWriter plan, List<Integer> files) {
        List<Mount> mounts = bundle.config().mounts();
        for (int i = 0; i < mounts.size(); i++) {
            String target = targets.get(i);
            boolean below = false;
            for (String other : targets) {
                below |= target.startsWith(other + "/");
            }
            if (!below && !target.equals("/")) {
                plan.at("/mounts/" + i, "");
                plan.op(PlanOp.MOUNT_POINT)
                        .s(bundle.rootfs())
                        .s(target)
                        .u(files.contains(i) ? PlanFlags.MOUNT_POINT_FILE : 0);
            }
        }
        plan.at("", "");
    }

    private void notifications(PlanWriter plan) {
        if (!hooks.prestart().isEmpty() || !hooks.createRuntime().isEmpty()) {
            HookPlan hookPlan = new HookPlan(
                    bundle.config().ociVersion(),
                    invocation.id(),
                    bundle.bundle(),
                    bundle.config().annotations());
            plan.op(PlanOp.ON).s("setup-namespaces").begin();
            hookPlan.runtime(plan, "prestart", hooks.prestart(), "created");
            hookPlan.runtime(plan, "createRuntime", hooks.createRuntime(), "created");
            plan.end();
        }
        if (options.terminal()) {
            plan.op(PlanOp.ON).s("orphan-pts-master").begin();
            ContainerFiles.console(plan, options.consoleSocket());
            plan.end();
        }
        plan.op(PlanOp.ON).s("post-restore").begin();
        files.nameProcess(plan, new LifecyclePlans(state, directory, hooks).record());
        files.processRuns(plan, options.pidFile());
        plan.end();
    }
}
