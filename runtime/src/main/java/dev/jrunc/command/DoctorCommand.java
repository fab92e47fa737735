package dev.jrunc.command;

import dev.jrunc.plan.JsonText;
import dev.jrunc.plan.PlanOp;
import dev.jrunc.plan.PlanWriter;
import dev.jrunc.plan.Refusal;
import java.io.IOException;
import java.util.List;

/** {@code doctor}: what this host can do for containers, and what to do about the rest; 1 when none can be started. */
public final class DoctorCommand implements Command {
    /** How it stands with one ability: there; not there, and some containers want it; not there, and all need it. */
    enum Verdict {
        OK,
        MISSING,
        FATAL
    }

    /**
     * One ability of the host.
     *
     * @param detail what was found
     * @param fix what to do, "" for nothing
     */
    record Finding(Verdict verdict, String name, String detail, String fix) {
        static Finding ok(String name, String detail) {
            return new Finding(Verdict.OK, name, detail, "");
        }

        static Finding of(boolean there, String name, String detail, String fix) {
            return there ? ok(name, detail) : new Finding(Verdict.MISSING, name, detail, fix);
        }

        static Finding needed(boolean there, String name, String detail, String fix) {
            return there ? ok(name, detail) : new Finding(Verdict.FATAL, name, detail, fix);
        }
    }

    @Override
    public void run(Session session, Invocation invocation) throws Refusal, IOException {
        List<Finding> findings = HostFindings.of(session);
        boolean usable = true;
        for (Finding finding : findings) {
            usable &= finding.verdict() != Verdict.FATAL;
        }
        PlanWriter plan = session.begin();
        plan.op(PlanOp.OUTPUT).u(1).text(invocation.flag("json") ? json(findings, usable) : text(findings, usable));
        plan.op(PlanOp.EXIT).u(usable ? 0 : 1);
        session.finish(plan);
    }

    private static String word(Verdict verdict) {
        return switch (verdict) {
            case OK -> "ok";
            case MISSING -> "missing";
            case FATAL -> "fatal";
        };
    }

    private static String text(List<Finding> findings, boolean usable) {
        StringBuilder text = new StringBuilder();
        for (Finding finding : findings) {
            pad(text, word(finding.verdict()), 9);
            pad(text, finding.name(), 20);
            text.append(finding.detail()).append('\n');
            if (!finding.fix().isEmpty()) {
                pad(text, "", 29);
                text.append("-> ").append(finding.fix()).append('\n');
            }
        }
        return text.append(usable ? "Containers can be started here.\n" : "No container can be started here.\n")
                .toString();
    }

    private static void pad(StringBuilder text, String word, int width) {
        text.append(word);
        for (int i = word.length(); i < width; i++) {
            text.append(' ');
        }
    }

    private static String json(List<Finding> findings, boolean usable) {
        JsonText json = new JsonText();
        json.raw("{\n  \"usable\": ").raw(Boolean.toString(usable)).raw(",\n  \"checks\": [");
        for (int i = 0; i < findings.size(); i++) {
            Finding finding = findings.get(i);
            json.raw(i == 0 ? "\n" : ",\n").raw("    {\"name\": ").string(finding.name());
            json.raw(", \"status\": ").string(word(finding.verdict()));
            json.raw(", \"detail\": ").string(finding.detail());
            if (!finding.fix().isEmpty()) {
                json.raw(", \"fix\": ").string(finding.fix());
            }
            json.raw("}");
        }
        return json.raw("\n  ]\n}\n").toString();
    }
}
