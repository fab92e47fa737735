package dev.jrunc.plan;

import dev.jrunc.spec.Linux;
import dev.jrunc.spec.Mount;
import java.util.List;

/** The operations of an init stage that enters a container to change its mounts, and ends there. */
public final class LiveMountPlan {
    /** SOURCE has so many slots; what is bound must be opened before the container's mount namespace is entered. */
    public static final int MOST = MountPlan.SLOTS;

    private final int pid;
    private final long startTime;
    private final Linux linux;
    private final boolean privileged;
    private final List<Mount> mounts;

    /**
     * @param pid of the container process, with its start time
     * @param privileged the caller is root of its user namespace
     */
    public LiveMountPlan(int pid, long startTime, Linux linux, boolean privileged, List<Mount> mounts) {
        this.pid = pid;
        this.startTime = startTime;
        this.linux = linux;
        this.privileged = privileged;
        this.mounts = mounts;
    }

    /** Attaches them in their order; relative sources begin at {@code directory}. */
    public void add(PlanWriter plan, String directory) throws Refusal {
        NamespacePlan namespaces = new NamespacePlan(linux);
        MountPlan compiled = MountPlan.live(mounts, directory, namespaces);
        if (namespaces.anyUser() && namespaces.newMounts() && compiled.opensSources()) {
            enterLocked(plan, compiled);
        } else {
            compiled.openSources(plan);
            enter(plan);
        }
        compiled.compile(plan);
        compiled.seal(plan);
        end(plan);
    }

    /**
     * As at create, sources are opened in a mount namespace that the container's user namespace owns: there an ordinary
     * user may copy mounts, and what the host has set on them is locked, mount_namespaces(7).
     */
    private void enterLocked(PlanWriter plan, MountPlan compiled) {
        if (privileged) {
            plan.at("", "error opening the sources of binds");
            plan.op(PlanOp.OPENER).u(1);
        }
        ExecPlan.join(plan, pid, startTime, linux, privileged, false, false);
        plan.at("", "error opening the sources of binds");
        plan.op(PlanOp.UNSHARE).u(NamespacePlan.CLONE_NEWNS);
        compiled.openSources(plan);
        if (privileged) {
            plan.op(PlanOp.OPENER).u(0);
        }
        ExecPlan.joinMounts(plan, pid);
        ExecPlan.fork(plan, linux);
    }

    /** Detaches what is mounted on their destinations, the last one first. */
    public void remove(PlanWriter plan) throws Refusal {
        enter(plan);
        for (int i = mounts.size() - 1; i >= 0; i--) {
            String target = MountPlan.target(mounts.get(i));
            if (target.equals("/")) {
                throw new Refusal("the root of a container can't be removed", "/mounts/" + i + "/destination", null);
            }
            plan.at("/mounts/" + i, "error removing the mount on \"" + target + "\"");
            plan.op(PlanOp.DETACH).s(target);
        }
        plan.at("", "");
        end(plan);
    }

    /** A stage that was ended before it could say so has not done its work. */
    private static void end(PlanWriter plan) {
        plan.op(PlanOp.SYNC).u(Event.READY);
        plan.op(PlanOp.DONE);
    }

    private void enter(PlanWriter plan) {
        ExecPlan.namespaces(plan, pid, startTime, linux, privileged, false);
    }
}
