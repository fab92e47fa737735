package dev.jrunc.command;

import dev.jrunc.lifecycle.LifecyclePlans;
import dev.jrunc.plan.PlanWriter;
import dev.jrunc.plan.Refusal;
import java.io.IOException;

/** {@code start}, {@code state}, {@code pause} and {@code resume}: a plan of the container, told by the invocation's name. */
public final class LifecycleCommand implements Command {
    @Override
    public void run(Session session, Invocation invocation) throws Refusal, IOException {
        LifecyclePlans plans = Containers.find(session, invocation).plans();
        PlanWriter plan = plans.target(session.begin());
        session.finish(
                switch (invocation.name()) {
                    case "start" -> plans.start(plan);
                    case "state" -> plans.state(plan);
                    case "pause" -> plans.pause(plan);
                    default -> plans.resume(plan);
                });
    }
}
