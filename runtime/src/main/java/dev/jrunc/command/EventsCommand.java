package dev.jrunc.command;

import dev.jrunc.cgroup.CgroupDirectory;
import dev.jrunc.cgroup.CgroupPaths;
import dev.jrunc.host.Answer;
import dev.jrunc.host.ByteSource;
import dev.jrunc.lifecycle.SavedState;
import dev.jrunc.plan.Errno;
import dev.jrunc.plan.JsonText;
import dev.jrunc.plan.PlanFlags;
import dev.jrunc.plan.PlanOp;
import dev.jrunc.plan.PlanWriter;
import dev.jrunc.plan.Refusal;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * {@code events}: a container's use of its resources at intervals, and each time the kernel killed for want of memory. The
 * launcher waits, the engine reads and formats; each event is a line that is written at once.
 */
public final class EventsCommand implements Command {

    @Override
    public void run(Session session, Invocation invocation) throws Refusal, IOException {
        String given = invocation.value("interval");
        long interval = GoDuration.parse(given == null ? "5s" : given);
        if (interval <= 0) {
            throw new Refusal("duration interval must be greater than 0");
        }
        Containers.Found found = Containers.find(session, invocation);
        SavedState state = found.state();
        if (!found.status(session).hasProcess()) {
            throw notRunning(state);
        }
        ContainerStats stats = ContainerStats.of(session, state);
        if (invocation.flag("stats")) {
            session.print(line("stats", state.id(), stats.json(session)));
            return;
        }
        watch(session, state, interval);
        follow(session, state, stats);
        session.finish(session.begin());
    }

    private static Refusal notRunning(SavedState state) {
        return new Refusal("container with id " + state.id() + " is not running");
    }

    private static void watch(Session session, SavedState state, long interval) throws Refusal, IOException {
        CgroupPaths paths = CgroupPaths.fromState(state.cgroupPaths());
        CgroupDirectory memory = paths.find("memory");
        if (memory == null && paths.pureV2()) {
            memory = paths.unified();
        }
        Answer answer = session.askOne(new PlanWriter()
                .op(PlanOp.WATCH)
                .u(state.pid())
                .l(state.startTime())
                .l(interval)
                .s(memory == null ? "" : memory.path())
                .u(memory == null ? 0 : memory.version()));
        if (answer.errno() == Errno.ESRCH) {
            throw notRunning(state);
        }
        if (!answer.found()) {
            throw new Refusal("watch container " + state.id() + ": " + Errno.words(answer.errno()));
        }
    }

    /** Until the container has ended, or its reader has. */
    private static void follow(Session session, SavedState state, ContainerStats stats) throws Refusal, IOException {
        PlanWriter next = new PlanWriter().op(PlanOp.NEXT);
        int what = 0;
        while ((what & (PlanFlags.NEXT_END | PlanFlags.NEXT_NO_READER)) == 0) {
            Answer answer = session.askOne(next);
            if (!answer.found()) {
                throw new Refusal("wait for container " + state.id() + ": " + Errno.words(answer.errno()));
            }
            what = new ByteSource(answer.bytes()).u32();
            if ((what & PlanFlags.NEXT_OOM) != 0 && !show(session, line("oom", state.id(), null))) {
                return;
            }
            if ((what & (PlanFlags.NEXT_TICK | PlanFlags.NEXT_END)) == PlanFlags.NEXT_TICK
                    && !show(session, line("stats", state.id(), stats.json(session)))) {
                return;
            }
        }
    }

    private static boolean show(Session session, String line) throws Refusal, IOException {
        Answer answer = session.askOne(new PlanWriter().op(PlanOp.SHOW).text(line));
        if (!answer.found() && answer.errno() != Errno.EPIPE) {
            throw new Refusal("write stdout: " + Errno.words(answer.errno()));
        }
        return answer.found();
    }

    private static String line(String type, String id, @Nullable String data) {
        JsonText json = new JsonText();
        json.raw("{\"type\":").string(type).raw(",\"id\":").string(id);
        if (data != null) {
            json.raw(",\"data\":").raw(data);
        }
        return json.raw("}\n").toString();
    }
}
