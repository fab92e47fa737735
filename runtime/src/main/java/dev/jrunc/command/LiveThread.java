package dev.jrunc.command;

import dev.jrunc.host.Answer;
import dev.jrunc.plan.PlanOp;
import dev.jrunc.plan.PlanWriter;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Where the kernel tells of a process that lives: its main thread has nothing to tell once it has ended alone. */
final class LiveThread {
    private LiveThread() {}

    /** {@code /proc/PID/}, or the directory of the first thread that has namespaces still: pthread_exit(3). */
    static String directory(Session session, int pid) throws IOException {
        String process = "/proc/" + pid + "/";
        PlanWriter questions = new PlanWriter();
        questions.op(PlanOp.READLINK).s(process + "ns/mnt");
        questions.op(PlanOp.LIST).s(process + "task");
        List<Answer> answers = session.ask(questions);
        if (answers.get(0).found() || !answers.get(1).found()) {
            return process;
        }
        List<String> threads = new ArrayList<>();
        questions = new PlanWriter();
        for (String thread : answers.get(1).names()) {
            threads.add(process + "task/" + thread + "/");
            questions.op(PlanOp.READLINK).s(process + "task/" + thread + "/ns/mnt");
        }
        answers = session.ask(questions);
        for (int i = 0; i < threads.size(); i++) {
            if (answers.get(i).found()) {
                return threads.get(i);
            }
        }
        return process;
    }
}
