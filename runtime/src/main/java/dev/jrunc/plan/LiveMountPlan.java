package dev.jrunc.plan;

import dev.jrunc.spec.Mount;
import java.util.List;

/** The operations of an init stage that enters a container to change its mounts, and ends there. */
public final class LiveMountPlan {
    /** SOURCE has so many slots; what is bound must be opened before the container's mount namespace is entered. */
    public static final int MOST = MountPlan.SLOTS;

    private final ExecPlan entering;
    private final List<Mount> mounts;

    public LiveMountPlan(ExecSpec spec, List<Mount> mounts) {
        this.entering = new ExecPlan(spec);
        this.mounts = mounts;
    }

    /** Attaches them in their order; relative sources begin at {@code directory}. */
    public void add(PlanWriter plan, String directory, NamespacePlan namespaces) throws Refusal {
        MountPlan compiled = MountPlan.live(mounts, directory, namespaces);
        compiled.openSources(plan);
        entering.namespaces(plan);
        compiled.compile(plan);
        compiled.seal(plan);
        plan.op(PlanOp.DONE);
    }

    /** Detaches what is mounted on their destinations, the last one first. */
    public void remove(PlanWriter plan) throws Refusal {
        entering.namespaces(plan);
        for (int i = mounts.size() - 1; i >= 0; i--) {
            String target = MountPlan.target(mounts.get(i));
            if (target.equals("/")) {
                throw new Refusal("the root of a container can't be removed", "/mounts/" + i + "/destination", null);
            }
            plan.at("/mounts/" + i, "error removing the mount on \"" + target + "\"");
            plan.op(PlanOp.DETACH).s(target);
        }
        plan.at("", "");
        plan.op(PlanOp.DONE);
    }
}
