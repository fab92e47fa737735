package dev.jrunc.command;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.jrunc.host.Answer;
import dev.jrunc.lifecycle.LifecyclePlans;
import dev.jrunc.lifecycle.SavedState;
import dev.jrunc.lifecycle.StateDirectory;
import dev.jrunc.plan.CriuRequest;
import dev.jrunc.plan.HookPlan;
import dev.jrunc.plan.NamespacePlan;
import dev.jrunc.plan.PlanOp;
import dev.jrunc.plan.PlanWriter;
import dev.jrunc.plan.Refusal;
import dev.jrunc.plan.Slot;
import dev.jrunc.spec.Hooks;
import dev.jrunc.spec.Mount;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** {@code restore}: makes a container of a bundle and of the images of a checkpoint. */
public final class RestoreCommand implements Command {
    private static final int MAX_DESCRIPTORS = 1 << 16;
    private static final int EXCLUSIVE = 1;
    private static final int WITH_PARENTS = 2;
    private static final int ATOMIC = 1;
    private static final int TEMPLATE = 2;
    private static final int UMASK_APPLIES = 8;
    private static final int DUPLICATE = 2;

    @Override
    public void run(Session session, Invocation invocation) throws Refusal, IOException {
        StateDirectory directory = StateDirectory.of(invocation.globals().root(), invocation.id());
        String path = BundleConfig.path(session, invocation);
        String images = Criu.images(session, invocation);
        PlanWriter questions = new PlanWriter();
        BundleConfig.ask(questions, path);
        questions.op(PlanOp.STAT).s(directory.path()).u(1);
        questions.op(PlanOp.STAT).s(images).u(0);
        questions
                .op(PlanOp.READ)
                .s(images + "/descriptors.json")
                .u(MAX_DESCRIPTORS)
                .u(1);
        List<Answer> answers = session.ask(questions);
        BundleConfig bundle = BundleConfig.of(path, answers.get(0), answers.get(1));
        LaunchOptions options = LaunchOptions.of(session, invocation, bundle);
        if (answers.get(2).found()) {
            throw new Refusal(
                    "container with given ID already exists",
                    "",
                    "choose another id, or delete \"" + invocation.id() + "\" first");
        }
        if (!answers.get(3).isDirectory()) {
            throw new Refusal(
                    "checkpoint images " + images + ": "
                            + Errno.words(
                                    answers.get(3).found()
                                            ? Errno.ENOTDIR
                                            : answers.get(3).errno()),
                    "",
                    "--image-path names what checkpoint has written");
        }
        if (bundle.linux().intelRdt() != null) {
            throw new Refusal("restore can't put a container into a resctrl group", "/linux/intelRdt", "remove it");
        }
        String criu = Criu.find(session);
        new Compiler(session, invocation, options, bundle, directory, images, descriptors(answers.get(4)))
                .compile(criu);
    }

    /** The names in descriptors.json, by standard descriptor. */
    private static List<String> descriptors(Answer file) throws Refusal {
        try {
            return file.found() ? strings(file.bytes()) : List.of();
        } catch (IOException e) {
            throw new Refusal("descriptors.json of the checkpoint is damaged");
        }
    }

    private static List<String> strings(byte[] json) throws IOException {
        List<String> values = new ArrayList<>();
        try (JsonParser parser = new JsonFactory().createParser(json)) {
            if (parser.nextToken() != JsonToken.START_ARRAY) {
                throw new IOException("no array");
            }
            while (parser.nextToken() == JsonToken.VALUE_STRING) {
                values.add(parser.getText());
            }
        }
        return values;
    }

    /** One restore. */
    private static final class Compiler {
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
        /** Of the mounts in the configuration, links resolved. */
        private final List<String> targets;

        Compiler(
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
            this.cgroup = ContainerCgroup.of(session.request(), invocation.globals(), bundle.linux(), invocation.id());
            this.hooks = Containers.hooksOf(bundle.config());
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
                    List.of());
        }

        void compile(String criu) throws Refusal, IOException {
            String root = directory.path() + "/criu-root";
            String work = Criu.work(session, invocation, images);
            CriuRequest request = request(root);
            Criu.config(session, request, bundle.config());
            List<Integer> files = binds(request);

            PlanWriter plan = session.begin();
            reserve(plan);
            plan.op(PlanOp.MKDIR).s(root).u(0700).u(EXCLUSIVE);
            plan.op(PlanOp.MKDIR).s(work).u(0700).u(WITH_PARENTS);
            cgroup.create(plan);
            cgroup.delegate(plan, bundle, new NamespacePlan(bundle.linux()));
            if (!options.detached()) {
                plan.op(PlanOp.FOREGROUND).u(options.subreaper() ? 1 : 0);
            }
            mountPoints(plan, files);
            Criu.hold(plan, images, work);
            for (int fd = 0; fd < descriptors.size() && fd <= 2; fd++) {
                if (outside(descriptors.get(fd))) {
                    plan.op(PlanOp.HOLD)
                            .u(Criu.STDIO + fd)
                            .s(Integer.toString(fd))
                            .u(DUPLICATE);
                }
            }
            String network = Criu.networkPath(bundle.config());
            if (network != null) {
                plan.at("/linux/namespaces", "");
                plan.op(PlanOp.HOLD).u(Criu.NETWORK).s(network).u(0);
                plan.at("", "");
            }
            Criu.ask(plan, criu, request, tasks(), bundle.rootfs(), root, work);
            notifications(plan);
            plan.end();
            cgroup.lateLimits(plan);
            plan.op(PlanOp.RMDIR).s(root);
            if (!options.detached()) {
                plan.op(PlanOp.SUPERVISE).u(options.terminal() ? 1 : 0).begin();
                new LifecyclePlans(state, directory, hooks).removeAtEnd(plan);
                plan.end();
            }
            session.finish(plan);
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
            request.options().text(13, root).flag(26, true); // rst_sibling
            Criu.common(request, invocation);
            text(request, 53, "lsm-profile");
            text(request, 63, "lsm-mount-context");
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
            String value = invocation.value(option);
            if (value != null && !value.isEmpty()) {
                request.options().text(field, value);
            }
        }

        private static boolean outside(String name) {
            return name.startsWith("pipe:[") || name.startsWith("file[");
        }

        /** The sources of the binds; returns which of the mounts are files. */
        private List<Integer> binds(CriuRequest request) throws IOException {
            List<Mount> mounts = bundle.config().mounts();
            PlanWriter questions = new PlanWriter();
            for (Mount mount : mounts) {
                questions.op(PlanOp.STAT).s(source(mount)).u(0);
            }
            List<Answer> answers = mounts.isEmpty() ? List.of() : session.ask(questions);
            List<Integer> files = new ArrayList<>();
            for (int i = 0; i < mounts.size(); i++) {
                if (Criu.isBind(mounts.get(i))) {
                    request.externalMount(targets.get(i), source(mounts.get(i)));
                    if (answers.get(i).found() && !answers.get(i).isDirectory()) {
                        files.add(i);
                    }
                }
            }
            for (String masked : bundle.linux().maskedPaths()) {
                request.externalMount(BundleConfig.clean("/" + masked), "/dev/null");
            }
            return files;
        }

        private String source(Mount mount) {
            String source = mount.source();
            if (!Criu.isBind(mount) || source == null) {
                return "/";
            }
            return source.startsWith("/") ? source : bundle.bundle() + "/" + source;
        }

        private static List<String> targets(Session session, BundleConfig bundle) throws IOException {
            List<String> targets = new ArrayList<>();
            for (Mount mount : bundle.config().mounts()) {
                targets.add(Criu.resolve(session, bundle.rootfs(), BundleConfig.clean("/" + mount.destination())));
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
                    plan.op(PlanOp.MOUNT_POINT).s(bundle.rootfs()).s(target).u(files.contains(i) ? 1 : 0);
                }
            }
            plan.at("", "");
        }

        private void reserve(PlanWriter plan) {
            plan.op(PlanOp.MKDIR).s(invocation.globals().root()).u(0700).u(WITH_PARENTS);
            plan.at("", "");
            plan.hint(Errno.EEXIST, "container with given ID already exists");
            plan.op(PlanOp.MKDIR).s(directory.path()).u(0700).u(EXCLUSIVE);
            plan.op(PlanOp.UNDO).begin();
            plan.op(PlanOp.REMOVE_STATE).s(directory.path());
            plan.end();
            plan.at("", "");
            plan.op(PlanOp.LOCK).s(directory.path()).u(0);
            writeState(plan);
            plan.op(PlanOp.WRITE).s(directory.config()).u(0600).u(0).b(bundle.json());
        }

        private void writeState(PlanWriter plan) {
            plan.op(PlanOp.WRITE)
                    .s(directory.state())
                    .u(0600)
                    .u(ATOMIC | TEMPLATE)
                    .text(state.template());
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
                plan.op(PlanOp.CONSOLE).s(options.consoleSocket());
                plan.end();
            }
            plan.op(PlanOp.ON).s("post-restore").begin();
            plan.op(PlanOp.RECORD).s(directory.record()).b(new LifecyclePlans(state, directory, hooks).record());
            writeState(plan);
            if (!options.pidFile().isEmpty()) {
                plan.op(PlanOp.WRITE)
                        .s(options.pidFile())
                        .u(0666)
                        .u(ATOMIC | TEMPLATE | UMASK_APPLIES)
                        .text(Slot.PID);
            }
            plan.end();
        }
    }
}
