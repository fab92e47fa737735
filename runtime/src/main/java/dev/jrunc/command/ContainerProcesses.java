package dev.jrunc.command;

import dev.jrunc.cgroup.CgroupDirectory;
import dev.jrunc.cgroup.CgroupPaths;
import dev.jrunc.host.Answer;
import dev.jrunc.lifecycle.SavedState;
import dev.jrunc.plan.Errno;
import dev.jrunc.plan.JsonText;
import dev.jrunc.plan.PlanFlags;
import dev.jrunc.plan.PlanOp;
import dev.jrunc.plan.PlanWriter;
import dev.jrunc.plan.Refusal;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** The processes of a container: all in its cgroup and the cgroups below it, in the order of their ids. */
record ContainerProcesses(List<Integer> pids) {
    private static final int MAX_FILE = 1 << 20;

    static ContainerProcesses of(Session session, SavedState state) throws Refusal, IOException {
        CgroupDirectory directory = CgroupPaths.fromState(state.cgroupPaths()).killable();
        if (directory == null) {
            throw new Refusal(
                    "container " + state.id() + " has no cgroup of its own, which would tell its processes",
                    "",
                    "create it where the caller may make cgroups");
        }
        Answer answer = session.askOne(new PlanWriter().op(PlanOp.PROCS).s(directory.path()));
        if (!answer.found() && answer.errno() != Errno.ENOENT) {
            throw new Refusal("read the processes of " + directory.path() + ": " + Errno.words(answer.errno()));
        }
        return new ContainerProcesses(answer.found() ? parse(answer.text()) : List.of());
    }

    /** A process of another pid namespace is 0 to us, which nobody can ask about. */
    private static List<Integer> parse(String text) {
        List<Integer> pids = new ArrayList<>();
        for (String line : text.split("\n", -1)) {
            if (!line.isEmpty() && !line.equals("0")) {
                Integer pid = Integer.valueOf(line);
                if (!pids.contains(pid)) {
                    pids.add(pid);
                }
            }
        }
        Collections.sort(pids);
        return pids;
    }

    /** Both views of each process; one that has ended meanwhile is left out. */
    String describe(Session session) throws IOException {
        PlanWriter questions = new PlanWriter();
        questions.read("/etc/passwd", 16 * MAX_FILE, PlanFlags.READ_REGULAR);
        for (Integer pid : pids) {
            for (String file : List.of("/status", "/cmdline", "/uid_map")) {
                questions.read("/proc/" + pid + file, MAX_FILE);
            }
        }
        List<Answer> answers = session.ask(questions);
        JsonText json = new JsonText().raw("[");
        String separator = "\n";
        for (int i = 0; i < pids.size(); i++) {
            String status = answers.get(1 + 3 * i).text();
            if (answers.get(1 + 3 * i).found() && answers.get(2 + 3 * i).found()) {
                json.raw(separator).raw("  {\"pid\": ").number(pids.get(i));
                one(json, status, answers.get(2 + 3 * i), answers.get(3 + 3 * i).text(), answers.get(0));
                separator = ",\n";
            }
        }
        return json.raw(pids.isEmpty() ? "]\n" : "\n]\n").toString();
    }

    private static void one(JsonText json, String status, Answer cmdline, String map, Answer passwd) {
        long uid = Long.parseLong(ProcText.field(status, "Uid:").split("\\s+", -1)[1]);
        json.raw(", \"containerPid\": ").raw(ProcText.innermostPid(status));
        json.raw(", \"uid\": ").number(uid);
        long containerUid = ProcText.inside(map, uid);
        json.raw(", \"containerUid\": ").raw(containerUid < 0 ? "null" : Long.toString(containerUid));
        json.raw(", \"user\": ").string(ProcText.userName(passwd.text(), Long.toString(uid)));
        json.raw(", \"name\": ").string(ProcText.field(status, "Name:"));
        json.raw(", \"command\": [");
        List<String> words = cmdline.names();
        for (int i = 0; i < words.size(); i++) {
            json.raw(i == 0 ? "" : ", ").string(words.get(i));
        }
        json.raw("]}");
    }
}
