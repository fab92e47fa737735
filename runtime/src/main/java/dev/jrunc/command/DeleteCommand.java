package dev.jrunc.command;

import dev.jrunc.host.Answer;
import dev.jrunc.lifecycle.LifecyclePlans;
import dev.jrunc.lifecycle.StateDirectory;
import dev.jrunc.plan.PlanFlags;
import dev.jrunc.plan.PlanOp;
import dev.jrunc.plan.PlanWriter;
import dev.jrunc.plan.Refusal;
import java.io.IOException;

/** {@code delete}: removes every trace of a container; with {@code --force} of one in any condition. */
public final class DeleteCommand implements Command {
    @Override
    public void run(Session session, Invocation invocation) throws Refusal, IOException {
        boolean force = invocation.flag("force");
        StateDirectory directory = StateDirectory.of(invocation.globals().root(), invocation.id());
        if (force && isSomethingElse(session, directory)) {
            PlanWriter plan = session.begin(); // a link, say: it goes, and not what it leads to
            plan.op(PlanOp.UNLINK).s(directory.path());
            session.finish(plan);
            return;
        }
        if (!session.lock(directory, force)) {
            if (!force) {
                throw Containers.missing(invocation);
            }
            session.finish(session.begin());
            return;
        }
        Containers.Found found = Containers.find(session, invocation);
        LifecyclePlans plans = force && found.stateOrNull() == null
                // Killed before its first state was written, or damaged since.
                ? found.plans(Remains.find(session, invocation, found))
                : found.plans();
        PlanWriter plan = session.begin();
        session.finish(plans.deleteLocked(plans.target(plan), force));
    }

    private static boolean isSomethingElse(Session session, StateDirectory directory) throws IOException {
        Answer place = session.stat(directory.path(), PlanFlags.STAT_NO_FOLLOW);
        return place.found() && !place.isDirectory();
    }
}
