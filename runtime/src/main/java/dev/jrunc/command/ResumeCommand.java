package dev.jrunc.command;

import dev.jrunc.lifecycle.LifecyclePlans;
import dev.jrunc.plan.PlanWriter;
import dev.jrunc.plan.Refusal;
import java.io.IOException;

/** {@code resume}: lets the processes of a paused container go on. */
public final class ResumeCommand implements Command {
    @Override
    public void run(Session session, Invocation invocation) throws Refusal, IOException {
        LifecyclePlans plans = Containers.find(session, invocation).plans();
        PlanWriter plan = session.begin();
        session.finish(plans.resume(plans.target(plan)));
    }
}
