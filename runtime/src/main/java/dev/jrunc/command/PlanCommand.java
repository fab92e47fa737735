package dev.jrunc.command;

import dev.jrunc.plan.PlanText;
import dev.jrunc.plan.PlanWriter;
import dev.jrunc.plan.Refusal;
import java.io.IOException;

/** {@code plan}: prints what {@code create} would have the launcher do; nothing is done. */
public final class PlanCommand implements Command {
    private static final String DEFAULT_ID = "ID";

    @Override
    public void run(Session session, Invocation invocation) throws Refusal, IOException {
        Invocation create = invocation.positionals().isEmpty() ? invocation.withId(DEFAULT_ID) : invocation;
        PlanWriter plan = new PlanWriter();
        LaunchCommand.prepare(session, create).compile(plan);
        byte[] bytes = plan.toBytes();
        session.print(invocation.flag("json") ? PlanText.json(bytes) : PlanText.lines(bytes));
    }
}
