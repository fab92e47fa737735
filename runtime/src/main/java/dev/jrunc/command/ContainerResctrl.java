package dev.jrunc.command;

import dev.jrunc.cgroup.CgroupHost;
import dev.jrunc.host.Answer;
import dev.jrunc.plan.PlanWriter;
import dev.jrunc.plan.Refusal;
import dev.jrunc.plan.ResctrlPlan;
import dev.jrunc.spec.IntelRdt;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Finds out what the host can do for {@code linux.intelRdt}, and refuses what it cannot. */
final class ContainerResctrl {
    private static final int MAX_SCHEMATA = 1 << 16;
    private static final String POINTER = "/linux/intelRdt";

    private ContainerResctrl() {}

    static ResctrlPlan of(Session session, IntelRdt config, String id) throws Refusal, IOException {
        String mount = mount(session, POINTER);
        String group = new ResctrlPlan(config, mount, id, null).group();
        PlanWriter questions = new PlanWriter();
        questions.read(group + "/schemata", MAX_SCHEMATA);
        ask(questions, mount);
        List<Answer> answers = session.ask(questions);
        require(config, answers, 1);
        if (Boolean.TRUE.equals(config.enableMonitoring()) && !answers.get(4).found()) {
            throw new Refusal(
                    "intelRdt.enableMonitoring: this CPU or kernel monitors nothing (" + mount + "/info/L3_MON)",
                    POINTER + "/enableMonitoring",
                    "leave it out");
        }
        Answer schemata = answers.get(0);
        return new ResctrlPlan(config, mount, id, schemata.found() ? schemata.text() : null);
    }

    /** The features that the two older properties are about; {@code schemata} may name any resource. */
    static void ask(PlanWriter questions, String mount) {
        questions.stat(mount + "/info/L3");
        // With code and data prioritization there are two.
        questions.stat(mount + "/info/L3CODE");
        questions.stat(mount + "/info/MB");
        questions.stat(mount + "/info/L3_MON");
    }

    /** Callers know the words from runc. */
    static void require(IntelRdt config, List<Answer> answers, int at) throws Refusal {
        if (given(config.l3CacheSchema())
                && !answers.get(at).found()
                && !answers.get(at + 1).found()) {
            throw new Refusal(
                    "Intel RDT/CAT: l3 cache schema is not enabled",
                    POINTER + "/l3CacheSchema",
                    "this CPU or kernel cannot partition the L3 cache");
        }
        if (given(config.memBwSchema()) && !answers.get(at + 2).found()) {
            throw new Refusal(
                    "Intel RDT/MBA: memory bandwidth schema is not enabled",
                    POINTER + "/memBwSchema",
                    "this CPU or kernel cannot limit memory bandwidth");
        }
    }

    /** The mount point of resctrl. */
    static String mount(Session session, String pointer) throws Refusal {
        String text = new String(session.request().mountInfo(), StandardCharsets.UTF_8);
        int type = text.indexOf(" - resctrl ");
        if (type < 0) {
            throw new Refusal(
                    "intelRdt is asked for, but the resctrl filesystem is not mounted on this host",
                    pointer,
                    "it takes a CPU with resource control and a kernel with CONFIG_X86_CPU_RESCTRL");
        }
        int start = text.lastIndexOf('\n', type) + 1;
        for (int field = 0; field < 4; field++) {
            start = text.indexOf(' ', start) + 1;
        }
        return CgroupHost.unescape(text.substring(start, text.indexOf(' ', start)));
    }

    private static boolean given(@Nullable String text) {
        return text != null && !text.isEmpty();
    }
}
