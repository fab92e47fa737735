package dev.jrunc.plan;

import dev.jrunc.spec.MemoryPolicy;

/** Compiles {@code linux.memoryPolicy} (config-linux.md#memory-policy) to set_mempolicy(2). */
final class MemoryPolicyPlan {
    private MemoryPolicyPlan() {}

    /** For all memory that the process will take. */
    static void compile(MemoryPolicy policy, PlanWriter plan) throws Refusal {
        String nodes = policy.nodes();
        byte[] mask = nodes == null ? new byte[0] : CpuMask.bits(nodes);
        if (mask == null) {
            throw new Refusal(
                    "invalid memory policy node list \"" + nodes + "\"",
                    "/linux/memoryPolicy/nodes",
                    "write it like 0-3,7");
        }
        int mode = switch (policy.mode()) {
            case "MPOL_PREFERRED" -> 1;
            case "MPOL_BIND" -> 2;
            case "MPOL_INTERLEAVE" -> 3;
            case "MPOL_LOCAL" -> 4;
            case "MPOL_PREFERRED_MANY" -> 5;
            case "MPOL_WEIGHTED_INTERLEAVE" -> 6;
            default -> 0;
        };
        for (int i = 0; i < policy.flags().size(); i++) {
            mode |= switch (policy.flags().get(i)) {
                case "MPOL_F_NUMA_BALANCING" -> 1 << 13;
                case "MPOL_F_RELATIVE_NODES" -> 1 << 14;
                case "MPOL_F_STATIC_NODES" -> 1 << 15;
                default -> 0;
            };
        }
        plan.at("/linux/memoryPolicy", "unable to apply memory policy");
        plan.hint(Errno.ENOSYS, "this kernel is built without NUMA (CONFIG_NUMA)");
        plan.hint(
                Errno.EINVAL,
                "a node that is not there or not allowed by the cpuset, or a mode newer than this kernel");
        plan.op(PlanOp.MEMORY_POLICY).u(mode).b(mask);
    }
}
