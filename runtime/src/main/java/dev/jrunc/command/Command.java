package dev.jrunc.command;

import dev.jrunc.plan.Refusal;
import java.io.IOException;

/** One operation: asks the host what it has to know and ends with a plan. */
public interface Command {
    /**
     * Carries it out.
     *
     * @throws Refusal when the caller has to change something; nothing has been done then
     * @throws IOException when the launcher is gone
     */
    void run(Session session, Invocation invocation) throws Refusal, IOException;
}
