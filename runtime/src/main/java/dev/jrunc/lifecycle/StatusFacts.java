package dev.jrunc.lifecycle;

import dev.jrunc.cgroup.CgroupDirectory;
import dev.jrunc.cgroup.CgroupPaths;
import dev.jrunc.host.Answer;
import dev.jrunc.host.ProtocolException;
import dev.jrunc.plan.PlanFlags;
import dev.jrunc.plan.PlanWriter;
import java.util.List;

/** Derives the status of containers in the engine, by the rules that the launcher's STATUS operation follows. */
public final class StatusFacts {
    /** Facts asked for each container. */
    public static final int COUNT = 3;

    private static final int MAX_STAT = 4096;
    private static final int THREADS_FIELD = 20;
    private static final int START_TIME_FIELD = 22;

    private StatusFacts() {}

    public static void ask(PlanWriter questions, SavedState state, StateDirectory directory) {
        CgroupDirectory freezer = CgroupPaths.fromState(state.cgroupPaths()).freezer();
        // As asked for, not as reached (cgroup.events): a frozen parent does not make a container paused.
        String file = freezer == null
                ? "/dev/null"
                : freezer.path() + (freezer.version() == 1 ? "/freezer.state" : "/cgroup.freeze");
        questions.read("/proc/" + state.pid() + "/stat", MAX_STAT);
        if (state.pid() == 0) {
            questions.stat(directory.path(), PlanFlags.STAT_LOCKED);
        } else {
            questions.stat(directory.fifo(), PlanFlags.STAT_NO_FOLLOW);
        }
        questions.read(file, MAX_STAT);
    }

    /**
     * The status by the answers.
     *
     * @param at where the answers of {@link #ask} begin
     */
    public static ContainerStatus derive(SavedState state, List<Answer> answers, int at) throws ProtocolException {
        if (state.pid() == 0) { // whoever creates it holds the lock of its directory
            Answer directory = answers.get(at + 1);
            return directory.found() && directory.inode() == 1 ? ContainerStatus.CREATING : ContainerStatus.STOPPED;
        }
        if (!alive(state, answers.get(at))) {
            return ContainerStatus.STOPPED;
        }
        Answer freezer = answers.get(at + 2);
        if (freezer.found()) {
            String text = freezer.text();
            if (text.startsWith("FROZEN") || text.startsWith("1")) {
                return ContainerStatus.PAUSED;
            }
        }
        return answers.get(at + 1).found() ? ContainerStatus.CREATED : ContainerStatus.RUNNING;
    }

    /** proc_pid_stat(5): the name in parentheses may hold anything, so the fields are counted behind its end. */
    private static boolean alive(SavedState state, Answer stat) {
        if (!stat.found()) {
            return false;
        }
        String text = stat.text();
        int at = text.lastIndexOf(')') + 2;
        if (at < 2 || at >= text.length() || text.charAt(at) == 'X') {
            return false;
        }
        // A zombie of which threads are left is a process whose main thread alone has ended: pthread_exit(3).
        boolean zombie = text.charAt(at) == 'Z';
        int threads = field(text, at, THREADS_FIELD);
        int start = field(text, at, START_TIME_FIELD);
        return start > 0
                && text.startsWith(Long.toUnsignedString(state.startTime()) + ' ', start)
                && !(zombie && (text.startsWith("1 ", threads) || text.startsWith("0 ", threads)));
    }

    /** Where a field begins, when the third does so at {@code at}; -1 when there are fewer. */
    private static int field(String text, int at, int number) {
        for (int field = 3; field < number; field++) {
            at = text.indexOf(' ', at) + 1;
            if (at == 0) {
                return -1;
            }
        }
        return at;
    }
}
