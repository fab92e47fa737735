package dev.jrunc.command;

import dev.jrunc.host.Answer;
import dev.jrunc.host.ByteSource;
import dev.jrunc.plan.Errno;
import dev.jrunc.plan.JsonText;
import dev.jrunc.plan.PlanOp;
import dev.jrunc.plan.PlanWriter;
import dev.jrunc.plan.Refusal;
import dev.jrunc.plan.Utf8;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** {@code ps}: what ps(1) of the host says of a container's processes, or their ids, or both views of each as JSON. */
public final class PsCommand implements Command {
    private static final int MAX_OUTPUT = 64 << 20;

    @Override
    public void run(Session session, Invocation invocation) throws Refusal, IOException {
        String format = invocation.value("format");
        boolean ids = "json".equals(format);
        boolean details = invocation.flag("json");
        List<String> arguments =
                invocation.positionals().subList(1, invocation.positionals().size());
        if (format != null && !ids && !format.equals("table")) {
            throw new Refusal("invalid format option", "", "use table or json");
        }
        if (details && (format != null || !arguments.isEmpty())) {
            throw new Refusal("--json takes neither --format nor options of ps(1)");
        }
        ContainerProcesses processes = ContainerProcesses.of(
                session, Containers.find(session, invocation).state());
        if (details) {
            session.print(processes.describe(session));
        } else if (ids) {
            session.print(json(processes.pids()));
        } else {
            session.print(table(session, arguments, processes.pids()));
        }
    }

    private static String json(List<Integer> pids) {
        JsonText json = new JsonText().raw("[");
        for (int i = 0; i < pids.size(); i++) {
            json.raw(i == 0 ? "" : ",").number(pids.get(i));
        }
        return json.raw("]\n").toString();
    }

    private static String table(Session session, List<String> arguments, List<Integer> pids)
            throws Refusal, IOException {
        List<String> program = new ArrayList<>();
        program.add("ps");
        program.addAll(arguments.isEmpty() ? List.of("-ef") : arguments);
        Answer answer =
                session.askOne(new PlanWriter().op(PlanOp.RUN).v(program).u(MAX_OUTPUT));
        if (!answer.found()) {
            throw new Refusal(
                    "run ps: " + Errno.words(answer.errno()),
                    "",
                    answer.errno() == Errno.ENOENT ? "install procps, or use --json" : null);
        }
        int status = new ByteSource(answer.bytes()).u32();
        String output = Utf8.decode(answer.bytes(), 4, answer.bytes().length - 4);
        if (status != 0) {
            throw new Refusal("ps: exit status " + status + ": " + output.strip());
        }
        return filter(output, pids);
    }

    /** The heading, and the lines whose PID column has one of the ids. */
    static String filter(String output, List<Integer> pids) throws Refusal {
        String[] lines = output.split("\n", -1);
        List<String> titles = List.of(lines[0].strip().split("\\s+", -1));
        int column = titles.indexOf("PID");
        if (column < 0) {
            throw new Refusal(
                    "couldn't find PID field in ps output", "", "the options given to ps(1) must show that column");
        }
        StringBuilder text = new StringBuilder(lines[0]).append('\n');
        for (int i = 1; i < lines.length; i++) {
            String[] fields = lines[i].strip().split("\\s+", -1);
            if (fields.length > column && isOneOf(fields[column], pids)) {
                text.append(lines[i]).append('\n');
            }
        }
        return text.toString();
    }

    private static boolean isOneOf(String field, List<Integer> pids) {
        for (Integer pid : pids) {
            if (field.equals(pid.toString())) {
                return true;
            }
        }
        return false;
    }
}
