package dev.jrunc.command;

import dev.jrunc.host.Answer;
import dev.jrunc.host.Host;
import dev.jrunc.host.Request;
import dev.jrunc.lifecycle.StateDirectory;
import dev.jrunc.plan.Errno;
import dev.jrunc.plan.PlanFlags;
import dev.jrunc.plan.PlanOp;
import dev.jrunc.plan.PlanWriter;
import dev.jrunc.plan.Refusal;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One conversation with the launcher: questions, and the plan that ends it with the caller's log settings in front. */
public final class Session {
    private final Host host;
    private @Nullable Globals globals;

    public Session(Host host) {
        this.host = host;
    }

    public Request request() {
        return host.request();
    }

    /** The name that the program was called by; it stands in texts and defaults. */
    public String program() {
        return host.request().program();
    }

    /** From here on errors go to the log as well. */
    public void use(Globals newGlobals) {
        globals = newGlobals;
    }

    /** A plan that begins with the caller's log settings. */
    public PlanWriter begin() {
        PlanWriter plan = new PlanWriter();
        Globals current = globals;
        if (current != null && (!current.log().isEmpty() || current.jsonLog() || current.debug())) {
            plan.at("", current.log().isEmpty() ? "" : "--log");
            plan.op(PlanOp.LOG).s(current.log()).u(current.jsonLog() ? 1 : 0).u(current.debug() ? 1 : 0);
            plan.at("", "");
            if (current.debug()) {
                plan.withDebug();
            }
        }
        return plan;
    }

    public List<Answer> ask(PlanWriter questions) throws IOException {
        return host.ask(questions);
    }

    /** Asks one thing. */
    public Answer askOne(PlanWriter question) throws IOException {
        return host.ask(question).get(0);
    }

    public Answer read(String path, int max) throws IOException {
        return askOne(new PlanWriter().read(path, max));
    }

    public Answer stat(String path, int flags) throws IOException {
        return askOne(new PlanWriter().stat(path, flags));
    }

    /**
     * From here on no other command changes the container, until this one ends; facts that are to hold are asked for
     * afterwards.
     *
     * @param force a command that works on it for too long is ended
     * @return false when there is no such container
     */
    public boolean lock(StateDirectory directory, boolean force) throws IOException, Refusal {
        Answer answer =
                askOne(new PlanWriter().op(PlanOp.LOCK).s(directory.path()).u(force ? PlanFlags.LOCK_BY_FORCE : 0));
        return switch (answer.errno()) {
            case 0 -> true;
            case Errno.ENOENT -> false;
            case Errno.EAGAIN -> throw new Refusal("another command has been working on this container for 10 s");
            default -> throw new Refusal("lock " + directory.path() + ": " + Errno.words(answer.errno()));
        };
    }

    public void finish(PlanWriter plan) throws IOException {
        host.finish(plan);
    }

    /** Ends the command with text on stdout. */
    public void print(String text) throws IOException {
        PlanWriter plan = begin();
        plan.op(PlanOp.OUTPUT).u(1).text(text);
        finish(plan);
    }

    /** Ends the command with an error and without any effect. */
    public void refuse(Refusal refusal, String prefix, int exitCode) throws IOException {
        PlanWriter plan = begin();
        if (exitCode != 1) {
            plan.op(PlanOp.UNDO).begin();
            plan.op(PlanOp.EXIT).u(exitCode);
            plan.end();
        }
        plan.op(PlanOp.PREFIX).s(prefix);
        plan.at(visible(refusal.pointer()), "");
        String hint = refusal.hint();
        if (hint != null) {
            plan.hint(0, visible(hint));
        }
        plan.op(PlanOp.FAIL).s(visible(refusal.message()));
        finish(plan);
    }

    /** A message may quote what a document holds, a NUL too, which no string of a plan can. */
    private static String visible(String text) {
        return text.indexOf('\0') < 0 ? text : text.replace("\0", "\\u0000");
    }
}
