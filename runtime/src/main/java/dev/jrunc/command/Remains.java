package dev.jrunc.command;

import dev.jrunc.cgroup.CgroupDirectory;
import dev.jrunc.cgroup.CgroupHost;
import dev.jrunc.cgroup.CgroupPaths;
import dev.jrunc.cgroup.CgroupPlanner;
import dev.jrunc.host.Answer;
import dev.jrunc.host.Request;
import dev.jrunc.lifecycle.SavedState;
import dev.jrunc.lifecycle.SavedStateReader;
import dev.jrunc.lifecycle.StateDirectory;
import dev.jrunc.plan.PlanFlags;
import dev.jrunc.plan.PlanOp;
import dev.jrunc.plan.PlanWriter;
import dev.jrunc.plan.Refusal;
import dev.jrunc.spec.Config;
import dev.jrunc.spec.Linux;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What can still be found out about a container whose {@code state.json} is missing, damaged or of a newer version, for
 * a forced delete: from the link beside it, from what is readable of it, and from where its cgroup must be.
 */
final class Remains {
    private Remains() {}

    /** @throws Refusal when nothing in the directory is a container's, and something is another's */
    static SavedState find(Session session, Invocation invocation, Containers.Found found) throws Refusal, IOException {
        StateDirectory directory = found.directory();
        PlanWriter questions = new PlanWriter();
        questions.op(PlanOp.READLINK).s(directory.link());
        questions.stat(directory.config(), PlanFlags.STAT_NO_FOLLOW);
        questions.stat(directory.record(), PlanFlags.STAT_NO_FOLLOW);
        List<Answer> answers = session.ask(questions);
        SavedState linked = answers.get(0).found()
                ? SavedStateReader.salvage(answers.get(0).bytes())
                : SavedStateReader.salvage(new byte[0]);
        SavedState known = linked.id().isEmpty() ? found.salvaged() : linked;
        Map<String, String> cgroups = known.cgroupPaths();
        // A directory in which nobody has begun to make a container says nothing about the cgroup of that name.
        boolean begun =
                found.hasState() || answers.get(1).found() || answers.get(2).found();
        if (!begun && !answers.get(0).found()) {
            refuseForeign(session, directory);
        } else if (cgroups.isEmpty() && linked.id().isEmpty() && begun) {
            cgroups = derived(session.request(), invocation.id(), found.configOrNull());
        }
        return new SavedState(
                known.ociVersion(),
                invocation.id(),
                known.pid(),
                known.startTime(),
                known.created(),
                known.bundle(),
                known.rootfs(),
                known.annotations(),
                known.ownPids(),
                known.newKeyring(),
                cgroups,
                known.hostMounts(),
                known.resctrlTasks(),
                known.resctrlMade(),
                known.unit());
    }

    /**
     * A create that is killed at its very beginning leaves no more than its first file under a temporary name, a delete
     * that is killed near its end what it had not come to.
     */
    private static void refuseForeign(Session session, StateDirectory directory) throws Refusal, IOException {
        Answer listed = session.askOne(new PlanWriter().op(PlanOp.LIST).s(directory.path()));
        for (String name : listed.names()) {
            if (!name.equals("state.json")
                    && !name.startsWith(".state.json.")
                    && !name.equals("exec.fifo")
                    && !name.startsWith("kept.")) {
                throw new Refusal(
                        directory.path() + " is no container: it holds \"" + name + "\"",
                        "",
                        "is --root the directory of the containers? else remove it by hand");
            }
        }
    }

    /** Where create must have put the container; never a cgroup that the caller is in. */
    private static Map<String, String> derived(Request request, String id, @Nullable Config config) {
        Linux linux = config == null ? null : config.linux();
        CgroupHost host = CgroupHost.parse(request.mountInfo(), request.ownCgroup());
        CgroupPaths paths;
        try {
            paths = CgroupPlanner.paths(host, linux == null ? null : linux.cgroupsPath(), id);
        } catch (Refusal e) {
            return Map.of();
        }
        List<CgroupDirectory> others = new ArrayList<>();
        for (CgroupDirectory one : paths.directories()) {
            if (!host.holdsCaller(one)) {
                others.add(one);
            }
        }
        return new CgroupPaths(others).byController();
    }
}
