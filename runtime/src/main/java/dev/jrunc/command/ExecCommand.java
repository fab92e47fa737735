package dev.jrunc.command;

import dev.jrunc.lifecycle.SavedState;
import dev.jrunc.plan.PlanWriter;
import dev.jrunc.plan.Refusal;
import dev.jrunc.spec.Process;
import java.io.IOException;

/** {@code exec}: one more process in a container, by the configuration that was saved at create. */
public final class ExecCommand implements Command {
    /** The exit status of every error that is not the process's own. */
    public static final int FAILED = 255;

    /** In front of every error. */
    public static final String PREFIX = "exec failed: ";

    @Override
    public void run(Session session, Invocation invocation) throws Refusal, IOException {
        Containers.Found found = Containers.find(session, invocation);
        SavedState state = found.state();
        Process declared = found.config().process();
        if (declared == null) {
            throw new Refusal("the saved configuration of container " + state.id() + " has no process");
        }
        Exec exec = new Exec(session, invocation, found, ExecProcess.of(session, invocation, declared));
        PlanWriter plan = ExecProcess.placed(session.begin(), invocation);
        exec.compile(plan);
        session.finish(plan);
    }
}
