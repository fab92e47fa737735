package dev.jrunc.command;

import dev.jrunc.cgroup.CgroupHost;
import dev.jrunc.cgroup.CgroupPaths;
import dev.jrunc.cgroup.Hierarchy;
import dev.jrunc.host.Answer;
import dev.jrunc.host.Request;
import dev.jrunc.lifecycle.SavedState;
import dev.jrunc.plan.Errno;
import dev.jrunc.plan.Event;
import dev.jrunc.plan.PlanOp;
import dev.jrunc.plan.PlanWriter;
import dev.jrunc.plan.Refusal;
import dev.jrunc.systemd.SystemdUnit;
import dev.jrunc.systemd.UnitPlan;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The cgroups that a process joins which enters a container: the container's own, or cgroups below them.
 *
 * @param joinFiles files to which the process writes itself (v1, resctrl)
 * @param directory cgroup2 directory, "" for none
 * @param mover the unit whose systemd moves the process there; null: it is made there
 * @param below the part of {@code directory} below the cgroup of that unit
 * @param elsewhere the container's own is gone, and {@code directory} was found by the mount table
 */
record ExecCgroup(
        List<String> joinFiles, String directory, @Nullable SystemdUnit mover, String below, boolean elsewhere) {
    private static final int MAX_FILE = 65536;

    static ExecCgroup of(Session session, Invocation invocation, SavedState state) throws Refusal, IOException {
        CgroupPaths container = CgroupPaths.fromState(state.cgroupPaths());
        List<String> given = invocation.values("cgroup");
        CgroupPaths chosen = given.isEmpty() ? container : SubCgroups.of(session, container, given);
        String into = chosen.cloneInto();
        if (given.isEmpty() && chosen.pureV2()) {
            into = besideInit(session, state.pid(), into);
        }
        List<String> files = new ArrayList<>(chosen.joinFiles());
        files.addAll(state.resctrlTasks());
        SystemdUnit unit = state.unit();
        boolean inUnit = unit != null && !into.isEmpty() && into.startsWith(container.cloneInto());
        boolean moved = inUnit && !mayMove(session, into);
        return new ExecCgroup(
                files,
                into,
                moved ? unit : null,
                inUnit ? into.substring(container.cloneInto().length()) : "",
                !into.startsWith(container.cloneInto()));
    }

    /** Where the process is made; "": in the caller's cgroup. */
    String cloneInto() {
        return mover == null ? directory : "";
    }

    boolean waits() {
        return mover != null;
    }

    /** Has the process moved, which waits for that. */
    void enter(PlanWriter plan) {
        if (mover != null) {
            plan.op(PlanOp.AWAIT).u(Event.CGROUP);
            UnitPlan.attach(plan, mover, below, directory + "/cgroup.procs");
            plan.op(PlanOp.GO).u(Event.CGROUP);
        }
    }

    /** cgroups(7): a process is moved by who may write to the cgroup.procs of the nearest cgroup above both places. */
    private static boolean mayMove(Session session, String into) throws IOException {
        Request request = session.request();
        if (request.uid() == 0 && !request.nested()) {
            return true;
        }
        Hierarchy tree =
                CgroupHost.parse(request.mountInfo(), request.ownCgroup()).unified();
        if (tree == null) {
            return true;
        }
        String own = tree.ownDirectory();
        int same = 0;
        for (int end = into.indexOf('/', 1); end >= 0; end = into.indexOf('/', end + 1)) {
            if (!(own + "/").startsWith(into.substring(0, end) + "/")) {
                break;
            }
            same = end;
        }
        Answer procs = session.stat(into.substring(0, same) + "/cgroup.procs", 0);
        return procs.found() && procs.uid() == request.uid();
    }

    /**
     * A cgroup2 that hands controllers to its children takes no process, not even when all are threaded ones, as long as
     * there are processes in a child that is a domain (cgroup_migrate_vet_dst in the kernel). Whoever arranged that has
     * moved the container process into a child, and that is where others can go as well. Or into another one, when the
     * container's own is gone.
     */
    private static String besideInit(Session session, int pid, String container) throws IOException {
        PlanWriter questions = new PlanWriter();
        questions.read(container + "/cgroup.subtree_control", MAX_FILE);
        questions.read("/proc/" + pid + "/cgroup", MAX_FILE);
        List<Answer> answers = session.ask(questions);
        String text = answers.get(1).found() ? answers.get(1).text() : "";
        int start = text.indexOf("0::/");
        boolean gone = answers.get(0).errno() == Errno.ENOENT;
        boolean full = answers.get(0).found() && !answers.get(0).text().isBlank();
        if ((!gone && !full) || start < 0) {
            return container;
        }
        int end = text.indexOf('\n', start);
        String ofInit = text.substring(start + 3, end < 0 ? text.length() : end);
        if (gone) {
            Hierarchy tree = CgroupHost.parse(
                            session.request().mountInfo(), session.request().ownCgroup())
                    .unified();
            String there = tree == null ? "" : tree.directoryOf(ofInit);
            return tree == null || there.equals(tree.mountPoint()) ? container : there; // else it is not shown here
        }
        // Both end alike: /sys/fs/cgroup/a/c1 and /a/c1/inner share "/a/c1".
        for (int at = container.indexOf('/', 1); at >= 0; at = container.indexOf('/', at + 1)) {
            if (ofInit.startsWith(container.substring(at) + "/")) {
                return container.substring(0, at) + ofInit;
            }
        }
        return container;
    }
}
