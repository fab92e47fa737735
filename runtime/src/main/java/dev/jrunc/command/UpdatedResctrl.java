package dev.jrunc.command;

import dev.jrunc.host.Answer;
import dev.jrunc.plan.Errno;
import dev.jrunc.plan.PlanWriter;
import dev.jrunc.plan.Refusal;
import dev.jrunc.plan.ResctrlPlan;
import dev.jrunc.spec.IntelRdt;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What {@code update} changes of a container's resctrl group: two lines of its schemata. */
final class UpdatedResctrl {
    private static final int MAX_SCHEMATA = 1 << 16;

    private UpdatedResctrl() {}

    /** The configuration after the update, which {@code plan} carries out; the same when nothing is asked for. */
    static @Nullable IntelRdt compile(
            Session session, Invocation invocation, @Nullable IntelRdt saved, String id, PlanWriter plan)
            throws Refusal, IOException {
        String cache = invocation.text("l3-cache-schema");
        String bandwidth = invocation.text("mem-bw-schema");
        if (cache == null && bandwidth == null) {
            return saved;
        }
        String mount = ContainerResctrl.mount(session, "");
        if (saved == null) {
            throw new Refusal(
                    "container " + id + " has no resctrl group",
                    "",
                    "create it with linux.intelRdt ({} will do): a group can't be given to processes that run");
        }
        IntelRdt changes = new IntelRdt(saved.closID(), List.of(), cache, bandwidth, null);
        PlanWriter questions = new PlanWriter();
        String group = new ResctrlPlan(changes, mount, id, null).group();
        questions.read(group + "/schemata", MAX_SCHEMATA);
        ContainerResctrl.ask(questions, mount);
        List<Answer> answers = session.ask(questions);
        ContainerResctrl.require(changes, answers, 1);
        Answer now = answers.get(0);
        if (!now.found()) {
            throw new Refusal("open " + group + "/schemata: " + Errno.words(now.errno()));
        }
        new ResctrlPlan(changes, mount, id, now.text()).change(plan, ResctrlPlan.schemata(changes));
        return new IntelRdt(
                saved.closID(),
                saved.schemata(),
                cache == null ? saved.l3CacheSchema() : cache,
                bandwidth == null ? saved.memBwSchema() : bandwidth,
                saved.enableMonitoring());
    }
}
