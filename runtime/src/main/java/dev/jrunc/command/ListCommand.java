package dev.jrunc.command;

import dev.jrunc.host.Answer;
import dev.jrunc.lifecycle.ContainerStatus;
import dev.jrunc.lifecycle.SavedState;
import dev.jrunc.lifecycle.SavedStateReader;
import dev.jrunc.lifecycle.StateDirectory;
import dev.jrunc.lifecycle.StatusFacts;
import dev.jrunc.plan.Errno;
import dev.jrunc.plan.JsonText;
import dev.jrunc.plan.PlanFlags;
import dev.jrunc.plan.PlanOp;
import dev.jrunc.plan.PlanWriter;
import dev.jrunc.plan.Refusal;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** {@code list}: all containers under the root, as a table, as JSON, or their ids alone. */
public final class ListCommand implements Command {
    private static final int MAX_PASSWD = 16 << 20;
    private static final int COLUMN_GAP = 3;
    private static final int LEAST_WIDTH = 12;

    private record Row(SavedState state, ContainerStatus status, String owner) {
        int pid() {
            return status == ContainerStatus.STOPPED ? 0 : state.pid();
        }
    }

    @Override
    public void run(Session session, Invocation invocation) throws Refusal, IOException {
        String format = invocation.value("format");
        if (format != null && !format.equals("table") && !format.equals("json")) {
            throw new Refusal("invalid format option", "", "use table or json");
        }
        PlanWriter plan = session.begin();
        List<Row> rows = rows(session, invocation, plan);
        String text;
        if (invocation.flag("quiet")) {
            text = ids(rows);
        } else if ("json".equals(format)) {
            text = json(rows);
        } else {
            text = table(rows);
        }
        plan.op(PlanOp.OUTPUT).u(1).text(text);
        session.finish(plan);
    }

    /** Containers whose state can't be read are passed over with a warning. */
    private static List<Row> rows(Session session, Invocation invocation, PlanWriter warnings)
            throws Refusal, IOException {
        String root = invocation.globals().root();
        Answer names = session.askOne(new PlanWriter().op(PlanOp.LIST).s(root));
        if (!names.found()) {
            if (names.errno() == Errno.ENOENT && !invocation.globals().rootGiven()) {
                return List.of();
            }
            throw new Refusal("open " + root + ": " + Errno.words(names.errno()));
        }
        List<StateDirectory> directories = new ArrayList<>();
        PlanWriter questions = new PlanWriter();
        questions.read("/etc/passwd", MAX_PASSWD, PlanFlags.READ_REGULAR);
        for (String name : names.names()) {
            try {
                StateDirectory directory = StateDirectory.of(root, name);
                directories.add(directory);
                questions.read(
                        directory.state(), Containers.MAX_STATE, PlanFlags.READ_REGULAR | PlanFlags.READ_NO_FOLLOW);
                questions.stat(directory.path(), PlanFlags.STAT_NO_FOLLOW);
            } catch (Refusal e) {
                // Not ours: no container has such a name.
            }
        }
        return statuses(session, directories, session.ask(questions), warnings);
    }

    private static List<Row> statuses(
            Session session, List<StateDirectory> directories, List<Answer> answers, PlanWriter warnings)
            throws IOException {
        List<SavedState> states = new ArrayList<>();
        List<Integer> owners = new ArrayList<>();
        PlanWriter questions = new PlanWriter();
        for (int i = 0; i < directories.size(); i++) {
            Answer file = answers.get(1 + 2 * i);
            Answer directory = answers.get(2 + 2 * i);
            if (!directory.isDirectory()) {
                continue;
            }
            try {
                if (!file.found()) {
                    throw new IOException("state.json: " + Errno.words(file.errno()));
                }
                SavedState state = SavedStateReader.read(file.bytes());
                states.add(state);
                owners.add(directory.uid());
                StatusFacts.ask(questions, state, directories.get(i));
            } catch (IOException e) {
                warnings.op(PlanOp.WARN)
                        .s("load container " + directories.get(i).path() + ": " + e.getMessage());
            }
        }
        List<Answer> facts = session.ask(questions);
        List<Row> rows = new ArrayList<>();
        for (int i = 0; i < states.size(); i++) {
            ContainerStatus status = StatusFacts.derive(states.get(i), facts, i * StatusFacts.COUNT);
            rows.add(new Row(
                    states.get(i),
                    status,
                    ProcText.userName(answers.get(0).text(), Integer.toUnsignedString(owners.get(i)))));
        }
        return rows;
    }

    private static String ids(List<Row> rows) {
        StringBuilder text = new StringBuilder();
        for (Row row : rows) {
            text.append(row.state().id()).append('\n');
        }
        return text.toString();
    }

    private static String json(List<Row> rows) {
        if (rows.isEmpty()) {
            return "null\n";
        }
        JsonText json = new JsonText();
        for (int i = 0; i < rows.size(); i++) {
            Row row = rows.get(i);
            SavedState state = row.state();
            json.raw(i == 0 ? "[" : ",").raw("{\"ociVersion\":").string(state.ociVersion());
            json.raw(",\"id\":").string(state.id()).raw(",\"pid\":").number(row.pid());
            json.raw(",\"status\":").string(row.status().specName());
            json.raw(",\"bundle\":").string(state.bundle());
            json.raw(",\"rootfs\":").string(state.rootfs());
            json.raw(",\"created\":").string(state.created());
            if (!state.annotations().isEmpty()) {
                json.raw(",\"annotations\":").object(state.annotations(), "");
            }
            json.raw(",\"owner\":").string(row.owner()).raw("}");
        }
        return json.raw("]\n").toString();
    }

    private static String table(List<Row> rows) {
        List<String[]> lines = new ArrayList<>();
        lines.add(new String[] {"ID", "PID", "STATUS", "BUNDLE", "CREATED", "OWNER"});
        for (Row row : rows) {
            SavedState state = row.state();
            lines.add(new String[] {
                state.id(),
                Integer.toString(row.pid()),
                row.status().specName(),
                ProcText.printable(state.bundle()),
                ProcText.printable(state.created()),
                row.owner()
            });
        }
        return columns(lines);
    }

    /** Columns as wide as their widest cell and a gap, and not too narrow. */
    private static String columns(List<String[]> lines) {
        StringBuilder text = new StringBuilder();
        int count = lines.get(0).length;
        int[] widths = new int[count];
        for (String[] line : lines) {
            for (int i = 0; i < count; i++) {
                widths[i] = Math.max(Math.max(widths[i], LEAST_WIDTH), line[i].length() + COLUMN_GAP);
            }
        }
        for (String[] line : lines) {
            for (int i = 0; i < count; i++) {
                text.append(line[i]);
                for (int j = line[i].length(); j < widths[i] && i < count - 1; j++) {
                    text.append(' ');
                }
            }
            text.append('\n');
        }
        return text.toString();
    }
}
