package dev.jrunc.command;

import dev.jrunc.cgroup.CgroupDirectory;
import dev.jrunc.cgroup.CgroupHost;
import dev.jrunc.cgroup.CgroupPaths;
import dev.jrunc.host.Answer;
import dev.jrunc.lifecycle.ContainerStatus;
import dev.jrunc.lifecycle.LifecyclePlans;
import dev.jrunc.lifecycle.SavedState;
import dev.jrunc.plan.CriuOption;
import dev.jrunc.plan.CriuRequest;
import dev.jrunc.plan.Decimal;
import dev.jrunc.plan.Errno;
import dev.jrunc.plan.JsonText;
import dev.jrunc.plan.Paths;
import dev.jrunc.plan.PlanFlags;
import dev.jrunc.plan.PlanOp;
import dev.jrunc.plan.PlanWriter;
import dev.jrunc.plan.Refusal;
import dev.jrunc.spec.Config;
import dev.jrunc.spec.Mount;
import java.io.IOException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** {@code checkpoint}: has CRIU write the processes of a container to images, and removes the container. */
public final class CheckpointCommand implements Command {
    private static final int MAX_MOUNTS = 1 << 24;
    private static final Set<String> KNOWN_TO_CRIU =
            Set.of("proc", "sysfs", "tmpfs", "devpts", "mqueue", "cgroup", "cgroup2", "binfmt_misc", "securityfs");

    @Override
    public void run(Session session, Invocation invocation) throws Refusal, IOException {
        Containers.Found found = Containers.find(session, invocation);
        SavedState state = found.state();
        Config config = found.config();
        ContainerStatus status = found.status(session);
        if (status != ContainerStatus.RUNNING && status != ContainerStatus.PAUSED) {
            throw new Refusal("Container cannot be checkpointed in " + status.specName() + " state");
        }
        String images = Criu.images(session, invocation);
        String work = Criu.work(session, invocation, images);
        boolean preDump = invocation.flag("pre-dump");
        CriuRequest request =
                new CriuRequest(preDump ? CriuRequest.Type.PRE_DUMP : CriuRequest.Type.DUMP, Criu.IMAGES, Criu.WORK);
        Criu.common(request, invocation);
        options(session, invocation, request, images);
        Criu.config(session, request, config);
        container(session, request, state, config);
        String criu = Criu.find(session);
        String descriptors = descriptors(session, request, state.pid());

        PlanWriter plan = session.begin();
        LifecyclePlans plans = found.plans();
        // Without the lock, which a foreground run holds; it cleans up itself once its container has ended.
        plans.requireRunning(plan);
        plan.at("", "--image-path");
        plan.op(PlanOp.MKDIR).s(images).u(0700).u(PlanFlags.MKDIR_PARENTS);
        plan.at("", "--work-path");
        plan.op(PlanOp.MKDIR).s(work).u(0700).u(PlanFlags.MKDIR_PARENTS);
        plan.at("", "");
        Criu.hold(plan, request.type(), images, work);
        Criu.ask(plan, criu, request, List.of(), "", "", work);
        plan.end();
        plan.op(PlanOp.WRITE)
                .s(images + "/descriptors.json")
                .u(0600)
                .u(PlanFlags.WRITE_ATOMIC)
                .text(descriptors);
        if (!preDump && !invocation.flag("leave-running")) {
            plans.delete(plan, true);
        }
        session.finish(plan);
    }

    private static void options(Session session, Invocation invocation, CriuRequest request, String images)
            throws Refusal, IOException {
        Criu.flag(request, CriuOption.LEAVE_RUNNING, invocation, "leave-running");
        Criu.flag(request, CriuOption.LINK_REMAP, invocation, "link-remap");
        Criu.flag(request, CriuOption.TCP_SKIP_IN_FLIGHT, invocation, "tcp-skip-in-flight");
        if (invocation.flag("pre-dump")) {
            request.options().flag(CriuOption.TRACK_MEM, true);
        }
        parent(session, invocation, request, images);
        String server = invocation.text("page-server");
        if (server != null) {
            int colon = server.lastIndexOf(':');
            int port = colon <= 0 ? 0 : (int) Decimal.parse(server.substring(colon + 1), 65535);
            if (port <= 0) {
                throw new Refusal("use --page-server ADDRESS:PORT to specify page server, got \"" + server + "\"");
            }
            request.pageServer(server.substring(0, colon), port);
        }
        String statusFd = invocation.text("status-fd");
        if (statusFd != null) {
            int number = (int) Decimal.parse(statusFd, Criu.IMAGES - 1);
            if (number < 0) {
                throw new Refusal("invalid --status-fd: " + statusFd, "", "it is the number of an open descriptor");
            }
            request.options().number(CriuOption.STATUS_FD, number);
        }
    }

    private static void parent(Session session, Invocation invocation, CriuRequest request, String images)
            throws Refusal, IOException {
        String parent = invocation.text("parent-path");
        if (parent == null) {
            return;
        }
        if (parent.startsWith("/")) {
            throw new Refusal("--parent-path: " + parent + " is absolute", "", "it is relative to --image-path");
        }
        Answer there = session.stat(Paths.clean(images + "/" + parent), 0);
        if (!there.isDirectory()) {
            throw new Refusal(
                    "--parent-path: " + parent + ": " + Errno.words(there.found() ? Errno.ENOTDIR : there.errno()));
        }
        request.options().text(CriuOption.PARENT_IMG, parent).flag(CriuOption.TRACK_MEM, true);
    }

    /** The process, how it is frozen, and what of it lies outside. */
    private static void container(Session session, CriuRequest request, SavedState state, Config config)
            throws Refusal, IOException {
        request.options().number(CriuOption.PID, state.pid()).text(CriuOption.ROOT, state.rootfs());
        CgroupDirectory freezer = CgroupPaths.fromState(state.cgroupPaths()).freezer();
        if (freezer != null) {
            request.options().text(CriuOption.FREEZE_CGROUP, freezer.path());
        }
        PlanWriter questions = new PlanWriter();
        String proc = "/proc/" + state.pid();
        questions.read(proc + "/mountinfo", MAX_MOUNTS);
        questions.op(PlanOp.READLINK).s(proc + "/ns/net");
        List<Answer> answers = session.ask(questions);
        if (!answers.get(0).found() || !answers.get(1).found()) {
            throw new Refusal("container not running");
        }
        for (String target : external(answers.get(0).text(), config)) {
            request.externalMount(target, target);
        }
        if (Criu.networkPath(config) != null) {
            String name = answers.get(1).text(); // net:[INODE]
            request.options()
                    .text(
                            CriuOption.EXTERNAL,
                            "net" + name.substring(name.indexOf('['), name.indexOf(']') + 1) + ":" + Criu.NETWORK_KEY);
        }
    }

    /** Mounts that CRIU can't make again by itself: binds, cgroups of v1, and filesystems that live outside. */
    static Set<String> external(String mountInfo, Config config) {
        Set<String> binds = new LinkedHashSet<>();
        Set<String> cgroups = new LinkedHashSet<>();
        for (Mount mount : config.mounts()) {
            String target = Paths.clean("/" + mount.destination());
            if (mount.isBind()) {
                binds.add(target);
            } else if ("cgroup".equals(mount.type())) {
                cgroups.add(target);
            }
        }
        Set<String> targets = new LinkedHashSet<>();
        for (String line : mountInfo.split("\n", -1)) {
            String[] fields = line.split(" ", -1);
            int dash = line.indexOf(" - ");
            if (fields.length < 10 || dash < 0 || fields[4].equals("/")) {
                continue;
            }
            String target = CgroupHost.unescape(fields[4]);
            String type = line.substring(dash + 3, line.indexOf(' ', dash + 3));
            boolean tree = type.equals("cgroup") && cgroups.contains(target.substring(0, target.lastIndexOf('/')));
            if (tree || binds.contains(target) || !KNOWN_TO_CRIU.contains(type)) {
                targets.add(target);
            }
        }
        return targets;
    }

    /**
     * The names by which the standard descriptors are met again: pipes as readlink tells them, files that the container
     * can't see as CRIU calls them.
     */
    private static String descriptors(Session session, CriuRequest request, int pid) throws IOException {
        PlanWriter questions = new PlanWriter();
        for (int fd = 0; fd <= 2; fd++) {
            questions.op(PlanOp.READLINK).s("/proc/" + pid + "/fd/" + fd);
            questions.read("/proc/" + pid + "/fdinfo/" + fd, 4096);
            questions.stat("/proc/" + pid + "/fd/" + fd);
        }
        questions.read("/proc/" + pid + "/mountinfo", MAX_MOUNTS);
        List<Answer> answers = session.ask(questions);
        String mounts = "\n" + answers.get(9).text();
        JsonText json = new JsonText();
        json.raw("[");
        for (int fd = 0; fd <= 2; fd++) {
            Answer link = answers.get(3 * fd);
            String name = link.found() ? link.text() : "";
            Answer info = answers.get(3 * fd + 1);
            Answer stat = answers.get(3 * fd + 2);
            String mount = info.found() ? ProcText.field(info.text(), "mnt_id:") : "";
            if (name.startsWith("/") && stat.found() && !mount.isEmpty() && !mounts.contains("\n" + mount + " ")) {
                name = "file[" + Long.toHexString(Decimal.parse(mount, Integer.MAX_VALUE)) + ":"
                        + Long.toHexString(stat.inode()) + "]";
                request.options().text(CriuOption.EXTERNAL, name);
            }
            json.raw(fd == 0 ? "" : ",").string(name);
        }
        return json.raw("]\n").toString();
    }
}
