package dev.jrunc.command;

import dev.jrunc.cgroup.CgroupPaths;
import dev.jrunc.host.Answer;
import dev.jrunc.lifecycle.ContainerStatus;
import dev.jrunc.lifecycle.SavedState;
import dev.jrunc.plan.JsonText;
import dev.jrunc.plan.PlanOp;
import dev.jrunc.plan.PlanWriter;
import dev.jrunc.plan.Refusal;
import dev.jrunc.spec.Config;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code inspect}: how a live container is isolated, the host's view beside its own, from the kernel's files. */
public final class InspectCommand implements Command {
    private static final int MAX_FILE = 1 << 20;
    private static final int WHAT_WIDTH = 20;
    private static final int HOST_WIDTH = 24;
    private static final List<String> NAMESPACES = List.of("pid", "mnt", "net", "uts", "ipc", "user", "cgroup", "time");

    @Override
    public void run(Session session, Invocation invocation) throws Refusal, IOException {
        Containers.Found found = Containers.find(session, invocation);
        SavedState state = found.state();
        ContainerStatus status = found.status(session);
        if (!status.hasProcess()) {
            throw new Refusal("container not running: it is " + status.specName());
        }
        List<Row> rows = new ArrayList<>();
        rows.add(new Row("status", "", status.specName()));
        rows.add(new Row("process", "", "pid " + state.pid() + " on the host"));
        isolation(session, state, found.configOrNull(), rows);
        List<Row> processes = processes(session, state);
        session.print(invocation.flag("json") ? json(state, rows, processes) : table(state, rows, processes));
    }

    /** One line of the table; an empty host cell: only the container has it. */
    private record Row(String what, String host, String container) {}

    private static void isolation(Session session, SavedState state, @Nullable Config config, List<Row> rows)
            throws IOException {
        String self = "/proc/self/";
        String process = LiveThread.directory(session, state.pid());
        PlanWriter questions = new PlanWriter();
        for (String namespace : NAMESPACES) {
            questions.op(PlanOp.READLINK).s(self + "ns/" + namespace);
            questions.op(PlanOp.READLINK).s(process + "ns/" + namespace);
        }
        for (String file : List.of("uid_map", "gid_map", "net/dev", "mountinfo", "cgroup")) {
            questions.read(self + file, MAX_FILE);
            questions.read(process + file, MAX_FILE);
        }
        questions.read("/proc/sys/kernel/hostname", MAX_FILE);
        questions.read(process + "status", MAX_FILE);
        List<Answer> answers = session.ask(questions);
        int at = 0;
        for (String namespace : NAMESPACES) {
            String host = answers.get(at++).text();
            String own = answers.get(at++).text();
            rows.add(new Row(namespace + " namespace", host, host.equals(own) ? "shared" : own));
        }
        rows.add(pair("user ids", map(answers.get(at++)), map(answers.get(at++))));
        rows.add(pair("group ids", map(answers.get(at++)), map(answers.get(at++))));
        rows.add(pair("interfaces", interfaces(answers.get(at++)), interfaces(answers.get(at++))));
        rows.add(pair("mounts", count(answers.get(at++)), count(answers.get(at++))));
        rows.add(pair("cgroup", cgroup(answers.get(at++)), cgroup(answers.get(at++))));
        String hostname = config == null ? null : config.hostname();
        String hostHostname = answers.get(at++).text().strip();
        rows.add(pair("hostname", hostHostname, hostname == null ? hostHostname : hostname));
        String kernel = answers.get(at).text();
        rows.add(new Row("capabilities", "", ProcText.field(kernel, "CapEff:")));
        rows.add(new Row(
                "no new privileges", "", ProcText.field(kernel, "NoNewPrivs:").equals("1") ? "yes" : "no"));
        rows.add(new Row("seccomp", "", ProcText.field(kernel, "Seccomp:").equals("2") ? "filter" : "off"));
    }

    private static Row pair(String what, String host, String container) {
        return new Row(what, host, host.equals(container) ? "the same" : container);
    }

    /** Those that have not ended meanwhile. */
    private static List<Row> processes(Session session, SavedState state) throws Refusal, IOException {
        List<Row> rows = new ArrayList<>();
        if (CgroupPaths.fromState(state.cgroupPaths()).killable() == null) {
            return rows;
        }
        List<Integer> pids = ContainerProcesses.of(session, state).pids();
        PlanWriter questions = new PlanWriter();
        for (Integer pid : pids) {
            questions.read("/proc/" + pid + "/status", MAX_FILE);
        }
        List<Answer> answers = session.ask(questions);
        for (int i = 0; i < pids.size(); i++) {
            if (answers.get(i).found()) {
                String kernel = answers.get(i).text();
                rows.add(new Row(
                        ProcText.field(kernel, "Name:"), pids.get(i).toString(), ProcText.innermostPid(kernel)));
            }
        }
        return rows;
    }

    private static String map(Answer answer) {
        StringBuilder text = new StringBuilder();
        for (String line : answer.text().split("\n", -1)) {
            String[] fields = line.strip().split(" +", -1);
            if (fields.length == 3) {
                text.append(text.length() == 0 ? "" : ", ")
                        .append(fields[0])
                        .append(" is ")
                        .append(fields[1])
                        .append(" (")
                        .append(fields[2])
                        .append(")");
            }
        }
        return text.toString();
    }

    private static String interfaces(Answer answer) {
        StringBuilder text = new StringBuilder();
        for (String line : answer.text().split("\n", -1)) {
            int colon = line.indexOf(':');
            if (colon > 0) {
                text.append(text.length() == 0 ? "" : " ")
                        .append(line.substring(0, colon).strip());
            }
        }
        return text.toString();
    }

    private static String count(Answer answer) {
        int lines = 0;
        for (byte b : answer.bytes()) {
            lines += b == '\n' ? 1 : 0;
        }
        return Integer.toString(lines);
    }

    /** The path in v1's hierarchy of pids, else in cgroup2. */
    private static String cgroup(Answer answer) {
        for (String line : answer.text().split("\n", -1)) {
            int colon = line.lastIndexOf(':');
            if (line.contains(":pids:")
                    || (line.startsWith("0::") && !answer.text().contains(":pids:"))) {
                return line.substring(colon + 1);
            }
        }
        return "";
    }

    private static String table(SavedState state, List<Row> rows, List<Row> processes) {
        StringBuilder text = new StringBuilder();
        text.append("container ")
                .append(state.id())
                .append(" (")
                .append(ProcText.printable(state.bundle()))
                .append(")\n\n");
        line(text, new Row("", "host", "container"));
        for (Row row : rows) {
            line(text, row);
        }
        text.append('\n');
        line(text, new Row("processes", "pid on the host", "pid in the container"));
        for (Row row : processes) {
            line(text, row);
        }
        return text.toString();
    }

    private static void line(StringBuilder text, Row row) {
        pad(text, ProcText.printable(row.what()), WHAT_WIDTH); // the container names its processes and interfaces
        pad(text, ProcText.printable(row.host()), HOST_WIDTH);
        text.append(ProcText.printable(row.container())).append('\n');
    }

    private static void pad(StringBuilder text, String cell, int width) {
        text.append(cell).append(" ".repeat(Math.max(width - cell.length(), 1)));
    }

    private static String json(SavedState state, List<Row> rows, List<Row> processes) {
        JsonText json = new JsonText();
        json.raw("{\n  \"id\": ").string(state.id()).raw(",\n  \"pid\": ").number(state.pid());
        for (Row row : rows) {
            json.raw(",\n  ").string(row.what()).raw(": ");
            if (row.host().isEmpty()) {
                json.string(row.container());
            } else {
                json.raw("{\"host\": ").string(row.host()).raw(", \"container\": ");
                json.string(row.container()).raw("}");
            }
        }
        json.raw(",\n  \"processes\": [");
        for (int i = 0; i < processes.size(); i++) {
            Row row = processes.get(i);
            json.raw(i == 0 ? "" : ",").raw("\n    {\"name\": ").string(row.what());
            json.raw(", \"hostPid\": ")
                    .raw(row.host())
                    .raw(", \"pid\": ")
                    .raw(row.container())
                    .raw("}");
        }
        return json.raw("\n  ]\n}\n").toString();
    }
}
