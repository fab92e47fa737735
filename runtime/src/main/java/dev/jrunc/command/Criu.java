package dev.jrunc.command;

import dev.jrunc.host.Answer;
import dev.jrunc.plan.CriuOption;
import dev.jrunc.plan.CriuRequest;
import dev.jrunc.plan.Paths;
import dev.jrunc.plan.PlanFlags;
import dev.jrunc.plan.PlanOp;
import dev.jrunc.plan.PlanWriter;
import dev.jrunc.plan.Refusal;
import dev.jrunc.spec.Config;
import dev.jrunc.spec.Namespace;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What checkpoint and restore have in common: where CRIU is, its directories, its options. */
final class Criu {
    /** Above what callers pass on; the launcher refuses a number that is in use. */
    static final int IMAGES = 200;

    static final int WORK = 201;
    static final int STDIO = 202;
    static final int NETWORK = 205;

    static final String NETWORK_KEY = "extRootNetNS";

    private static final int MAX_LINKS = 40;
    private static final String USUAL_PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";
    private static final String CONFIG = "/etc/criu/runc.conf";
    static final String ANNOTATION = "org.criu.config";

    private Criu() {}

    /** @throws Refusal when it is not installed, or of no use to this caller */
    static String find(Session session) throws Refusal, IOException {
        if (session.request().uid() != 0) {
            throw new Refusal("checkpoint and restore need root: CRIU works on processes of any owner");
        }
        String given = session.request().variable("PATH");
        List<String> places = new ArrayList<>();
        PlanWriter questions = new PlanWriter();
        for (String place : ((given == null ? "" : given + ":") + USUAL_PATH).split(":", -1)) {
            if (place.startsWith("/")) {
                places.add(place + "/criu");
                questions.stat(place + "/criu");
            }
        }
        List<Answer> answers = session.ask(questions);
        for (int i = 0; i < places.size(); i++) {
            if (answers.get(i).found() && (answers.get(i).mode() & 0111) != 0) {
                return places.get(i);
            }
        }
        throw new Refusal("criu: executable file not found in $PATH", "", "install CRIU (package criu)");
    }

    /** The directory of the images, absolute. */
    static String images(Session session, Invocation invocation) {
        String given = invocation.text("image-path");
        return Paths.clean(session.request().absolute(given == null ? "checkpoint" : given));
    }

    /** The directory of the log and of what only lives as long as CRIU. */
    static String work(Session session, Invocation invocation, String images) {
        String given = invocation.text("work-path");
        return given == null ? images : Paths.clean(session.request().absolute(given));
    }

    /** Options that mean the same to both. */
    static void common(CriuRequest request, Invocation invocation) throws Refusal {
        flag(request, CriuOption.EXT_UNIX_SK, invocation, "ext-unix-sk");
        flag(request, CriuOption.TCP_ESTABLISHED, invocation, "tcp-established");
        flag(request, CriuOption.SHELL_JOB, invocation, "shell-job");
        flag(request, CriuOption.FILE_LOCKS, invocation, "file-locks");
        flag(request, CriuOption.AUTO_DEDUP, invocation, "auto-dedup");
        flag(request, CriuOption.LAZY_PAGES, invocation, "lazy-pages");
        request.options().flag(CriuOption.MANAGE_CGROUPS, true);
        String mode = invocation.text("manage-cgroups-mode");
        if (mode != null) {
            request.options().number(CriuOption.MANAGE_CGROUPS_MODE, cgroupMode(mode));
        }
        for (String name : invocation.values("empty-ns")) {
            if (!name.equals("network")) {
                throw new Refusal("namespace " + name + " is not supported by --empty-ns", "", "CRIU knows network");
            }
            request.options().number(CriuOption.EMPTY_NS, 0x4000_0000); // CLONE_NEWNET
        }
    }

    static void flag(CriuRequest request, int field, Invocation invocation, String option) {
        if (invocation.flag(option)) {
            request.options().flag(field, true);
        }
    }

    private static int cgroupMode(String mode) throws Refusal {
        return switch (mode) {
            case "ignore" -> 0;
            case "soft" -> 3;
            case "full" -> 4;
            case "strict" -> 5;
            default ->
                throw new Refusal("invalid --manage-cgroups-mode: " + mode, "", "use soft, full, strict or ignore");
        };
    }

    /** CRIU's configuration: what the container names, else that for runc; CRIU itself adds /etc/criu/default.conf. */
    static void config(Session session, CriuRequest request, Config config) throws IOException {
        String named = config.annotations().get(ANNOTATION);
        if (named == null && session.stat(CONFIG, 0).found()) {
            named = CONFIG;
        }
        if (named != null && !named.isEmpty()) {
            request.options().text(CriuOption.CONFIG_FILE, named);
        }
    }

    /** Where a path of the container leads within its root filesystem: images name mounts by that. */
    static String resolve(Session session, String rootfs, String path) throws IOException {
        String done = "";
        String rest = path;
        for (int links = 0; !rest.isEmpty() && links < MAX_LINKS; ) {
            int end = rest.indexOf('/', 1);
            String next = done + (end < 0 ? rest : rest.substring(0, end));
            String behind = end < 0 ? "" : rest.substring(end);
            Answer link = session.askOne(new PlanWriter().op(PlanOp.READLINK).s(rootfs + next));
            if (link.found()) {
                links++;
                String to = link.text();
                rest = Paths.clean((to.startsWith("/") ? to : done + "/" + to) + behind);
                done = "";
            } else {
                done = next;
                rest = behind;
            }
        }
        return done + rest;
    }

    /** The network namespace that the container joins, null when it has its own or the host's. */
    static @Nullable String networkPath(Config config) {
        Namespace network = config.linuxOrNone().namespace("network");
        String path = network == null ? null : network.path();
        return path == null || path.isEmpty() ? null : path;
    }

    /**
     * Opens the directories under the numbers that requests use. What CRIU leaves there about itself it would write
     * through a link that came with the images.
     */
    static void hold(PlanWriter plan, CriuRequest.Type type, String images, String work) {
        plan.op(PlanOp.UNLINK).s(work + "/" + type.log());
        plan.op(PlanOp.UNLINK).s(work + "/" + type.statistics());
        plan.op(PlanOp.HOLD).u(IMAGES).s(images).u(PlanFlags.HOLD_DIRECTORY);
        plan.op(PlanOp.HOLD).u(WORK).s(work).u(PlanFlags.HOLD_DIRECTORY);
    }

    /** Begins the operation; what is to be done on notifications follows, then {@link PlanWriter#end}. */
    static void ask(
            PlanWriter plan,
            String criu,
            CriuRequest request,
            List<String> tasks,
            String rootfs,
            String root,
            String work) {
        plan.op(PlanOp.CRIU)
                .v(List.of(criu, "swrk", "3"))
                .v(tasks)
                .s(rootfs)
                .s(root)
                .b(request.toBytes())
                .b(CriuRequest.answer(true))
                .b(CriuRequest.answer(false))
                .s(request.type().name())
                .s(work + "/" + request.type().log())
                .u(request.type() == CriuRequest.Type.RESTORE ? PlanFlags.CRIU_RESTORES : 0)
                .begin();
    }
}
