package dev.jrunc.host;

import dev.jrunc.plan.PlanWriter;
import java.io.IOException;
import java.util.List;

/** The one door to the host: questions, answered in order, and one last plan. */
public interface Host {
    /** The command that is to be carried out. */
    Request request();

    /** Has a plan of fact operations answered. */
    List<Answer> ask(PlanWriter questions) throws IOException;

    /** Hands over the plan that ends the command; nothing may follow. */
    void finish(PlanWriter plan) throws IOException;
}
