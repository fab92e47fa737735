package dev.jrunc.spec.validate;

import dev.jrunc.spec.MemoryPolicy;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Checks the NUMA memory policy. */
final class MemoryPolicyChecks {
    private static final String ANCHOR = "config-linux.md#memory-policy";

    private MemoryPolicyChecks() {}

    static void check(@Nullable MemoryPolicy policy, Report report) {
        if (policy == null) {
            return;
        }
        String mode = policy.mode();
        if (!Names.MEMORY_POLICY_MODES.knows(mode)) {
            report.must(
                    "/linux/memoryPolicy/mode",
                    ANCHOR,
                    "invalid memory policy mode \"" + mode + "\"",
                    Names.MEMORY_POLICY_MODES.hint(mode));
        }
        nodes(policy, mode, report);
        List<String> flags = policy.flags();
        for (int i = 0; i < flags.size(); i++) {
            if (!Names.MEMORY_POLICY_FLAGS.knows(flags.get(i))) {
                report.must(
                        "/linux/memoryPolicy/flags/" + i,
                        ANCHOR,
                        "invalid memory policy flag \"" + flags.get(i) + "\"",
                        Names.MEMORY_POLICY_FLAGS.hint(flags.get(i)));
            }
        }
        if (flags.contains("MPOL_F_RELATIVE_NODES") && flags.contains("MPOL_F_STATIC_NODES")) {
            report.must(
                    "/linux/memoryPolicy/flags",
                    "set_mempolicy(2)",
                    "invalid memory policy: set_mempolicy: invalid argument: MPOL_F_RELATIVE_NODES and MPOL_F_STATIC_NODES exclude each other");
        }
    }

    private static void nodes(MemoryPolicy policy, String mode, Report report) {
        String nodes = policy.nodes();
        long count = nodes == null ? 0 : CpuList.count(nodes);
        if (count < 0) {
            report.must("/linux/memoryPolicy/nodes", ANCHOR, "invalid memory policy node list \"" + nodes + "\"");
            return;
        }
        switch (mode) {
            case "MPOL_DEFAULT", "MPOL_LOCAL" -> {
                if (count > 0) {
                    report.must(
                            "/linux/memoryPolicy/nodes",
                            ANCHOR,
                            "invalid memory policy: " + mode + " mode requires 0 nodes but got " + count);
                }
            }
            case "MPOL_BIND", "MPOL_INTERLEAVE", "MPOL_WEIGHTED_INTERLEAVE", "MPOL_PREFERRED_MANY" -> {
                if (count == 0) {
                    report.must(
                            "/linux/memoryPolicy/nodes",
                            ANCHOR,
                            "invalid memory policy: " + mode + " mode requires at least one node");
                }
            }
            default -> {
                // MPOL_PREFERRED without nodes means the local node
            }
        }
    }
}
