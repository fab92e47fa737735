package dev.jrunc.command;

import dev.jrunc.lifecycle.LifecyclePlans;
import dev.jrunc.plan.PlanWriter;
import dev.jrunc.plan.Refusal;
import java.io.IOException;

/**
 * {@code kill}: sends a signal to the container process, to all processes with {@code --all}, or with SIGKILL where no
 * pid namespace ends them.
 */
public final class KillCommand implements Command {
    @Override
    public void run(Session session, Invocation invocation) throws Refusal, IOException {
        String name =
                invocation.positionals().size() > 1 ? invocation.positionals().get(1) : "";
        int signal = Signals.number(name.isEmpty() ? "SIGTERM" : name); // a script's unset variable means the default
        LifecyclePlans plans = Containers.find(session, invocation).plans();
        PlanWriter plan = session.begin();
        plans.target(plan);
        session.finish(invocation.flag("all") ? plans.killAll(plan, signal) : plans.kill(plan, signal));
    }
}
