package dev.jrunc.command;

import dev.jrunc.host.Answer;
import dev.jrunc.lifecycle.StateDirectory;
import dev.jrunc.plan.Errno;
import dev.jrunc.plan.PlanFlags;
import dev.jrunc.plan.PlanWriter;
import dev.jrunc.plan.Refusal;
import dev.jrunc.plan.ResctrlPlan;
import dev.jrunc.spec.IntelRdt;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** {@code create} and {@code run}: one compiler, told apart by the invocation's name. */
public final class LaunchCommand implements Command {
    @Override
    public void run(Session session, Invocation invocation) throws Refusal, IOException {
        PlanWriter plan = session.begin();
        prepare(session, invocation).compile(plan);
        session.finish(plan);
    }

    /** Gathers what a launch has to know of the host and refuses what can't work, before anything is done. */
    static Launch prepare(Session session, Invocation invocation) throws Refusal, IOException {
        String id = invocation.id();
        StateDirectory directory = StateDirectory.of(invocation.globals().root(), id);
        String path = BundleConfig.path(session, invocation);
        String usual = path + "/rootfs";
        PlanWriter questions = new PlanWriter();
        BundleConfig.ask(questions, path);
        questions.stat(directory.path(), PlanFlags.STAT_NO_FOLLOW | PlanFlags.STAT_KIND);
        questions.stat(usual, PlanFlags.STAT_KIND);
        List<Answer> answers = session.ask(questions);
        BundleConfig bundle = BundleConfig.of(path, answers.get(0), answers.get(1));
        Map<String, String> annotations = bundle.config().annotations();
        if (!annotations.isEmpty()) {
            CrunAnnotations.check(annotations, invocation.globals().driver());
        }
        LaunchOptions options = LaunchOptions.of(session, invocation, bundle);
        if (answers.get(2).found()) {
            throw Containers.taken(id);
        }
        String label = bundle.linux().mountLabel();
        boolean labels = label != null && !label.isEmpty();
        boolean selinux = false;
        SysctlNamespaces sysctls = bundle.linux().sysctl().isEmpty() ? null : SysctlNamespaces.joined(bundle.linux());
        if (labels || sysctls != null || !bundle.rootfs().equals(usual)) {
            selinux = checkMore(session, bundle, sysctls);
        } else {
            checkRootfs(usual, answers.get(3));
        }
        IntelRdt rdt = bundle.linux().intelRdt();
        ResctrlPlan resctrl = rdt == null ? null : ContainerResctrl.of(session, rdt, id);
        return new Launch(
                session,
                invocation,
                options,
                options.notifies() ? NotifySocket.in(bundle, directory) : bundle,
                ContainerCgroup.of(session, invocation.globals(), bundle, id),
                resctrl,
                labels && selinux ? CrunAnnotations.contextType(annotations) + "=" + label : null);
    }

    /** Asks what could not be asked before the configuration was read; whether SELinux is on. */
    private static boolean checkMore(Session session, BundleConfig bundle, @Nullable SysctlNamespaces sysctls)
            throws Refusal, IOException {
        PlanWriter questions = new PlanWriter();
        questions.stat(bundle.rootfs(), PlanFlags.STAT_KIND);
        questions.stat("/sys/fs/selinux/enforce", PlanFlags.STAT_KIND);
        if (sysctls != null) {
            sysctls.ask(questions);
        }
        List<Answer> answers = session.ask(questions);
        if (sysctls != null) {
            sysctls.check(answers, 2);
        }
        checkRootfs(bundle.rootfs(), answers.get(0));
        return answers.get(1).found();
    }

    private static void checkRootfs(String rootfs, Answer answer) throws Refusal, IOException {
        if (!answer.found()) {
            throw new Refusal(
                    "invalid rootfs: stat " + rootfs + ": " + Errno.words(answer.errno()),
                    "/root/path",
                    "it is taken relative to the bundle unless it begins with \"/\"");
        }
        if (!answer.isDirectory()) {
            throw new Refusal("invalid rootfs: " + rootfs + ": " + Errno.words(Errno.ENOTDIR), "/root/path", null);
        }
    }
}
