package dev.jrunc.command;

import dev.jrunc.lifecycle.LifecyclePlans;
import dev.jrunc.lifecycle.StateDirectory;
import dev.jrunc.plan.PlanWriter;
import dev.jrunc.plan.Refusal;
import java.io.IOException;

/** {@code delete}: removes every trace of a container; with {@code --force} of one in any condition. */
public final class DeleteCommand implements Command {
    @Override
    public void run(Session session, Invocation invocation) throws Refusal, IOException {
        boolean force = invocation.flag("force");
        StateDirectory directory = StateDirectory.of(invocation.globals().root(), invocation.id());
        if (!session.lock(directory)) {
            if (!force) {
                throw new Refusal("container does not exist");
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
}
