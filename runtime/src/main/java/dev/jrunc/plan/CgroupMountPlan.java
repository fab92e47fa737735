package dev.jrunc.plan;

/** Expands a mount of type cgroup or cgroup2, whose shape depends on the host's layout. */
public interface CgroupMountPlan {
    /**
     * Writes the operations.
     *
     * @param type cgroup or cgroup2
     * @param attributes MOUNT_ATTR_* that the configuration asks for
     */
    void compile(String type, String target, long attributes, PlanWriter plan);
}
