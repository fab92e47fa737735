package dev.jrunc.command;

import dev.jrunc.lifecycle.LifecyclePlans;
import dev.jrunc.lifecycle.StateDirectory;
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
        if (force) {
            PlanWriter question = new PlanWriter();
            question.op(PlanOp.STAT).s(directory.path()).u(1);
            if (session.ask(question).get(0).errno() == Errno.ENOENT) {
                session.finish(session.begin());
                return;
            }
        }
        Containers.Found found = Containers.find(session, invocation);
        PlanWriter plan = session.begin();
        if (force && found.stateOrNull() == null) {
            // Killed before its first state was written, or damaged since: nothing else is known of it.
            plan.op(PlanOp.LOCK).s(directory.path()).u(1);
            plan.op(PlanOp.REMOVE_STATE).s(directory.path());
            session.finish(plan);
            return;
        }
        LifecyclePlans plans = found.plans();
        session.finish(plans.delete(plans.target(plan), force));
    }
}
