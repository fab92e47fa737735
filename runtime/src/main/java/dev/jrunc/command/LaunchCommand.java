package dev.jrunc.command;

import dev.jrunc.plan.PlanWriter;
import dev.jrunc.plan.Refusal;
import java.io.IOException;

/** {@code create} and {@code run}: one compiler, told apart by the invocation's name. */
public final class LaunchCommand implements Command {
    @Override
    public void run(Session session, Invocation invocation) throws Refusal, IOException {
        PlanWriter plan = session.begin();
        Launches.prepare(session, invocation).compile(plan);
        session.finish(plan);
    }
}
