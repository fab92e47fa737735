package dev.jrunc.command;

import dev.jrunc.plan.PlanOp;
import dev.jrunc.plan.PlanWriter;
import dev.jrunc.plan.Refusal;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The annotations by which crun is told more than config.json can say (crun(1), "Extensions to OCI"). What would make
 * another container than the one that was asked for is refused, and what only goes elsewhere is warned of.
 */
final class CrunAnnotations {
    static final String PREFIX = "run.oci.";
    private static final String CONTEXT_TYPE = "run.oci.mount_context_type";

    private CrunAnnotations() {}

    /** @throws Refusal naming the first that cannot be honoured, and what says the same to this runtime */
    static void check(Map<String, String> annotations, CgroupDriver driver) throws Refusal {
        for (Map.Entry<String, String> one : annotations.entrySet()) {
            String name = one.getKey();
            if (!name.startsWith(PREFIX) || one.getValue().isEmpty()) {
                continue;
            }
            String instead = instead(name, driver);
            if (instead != null) {
                throw new Refusal(
                        "the annotation " + name + " of crun's can't be honoured", "/annotations/" + name, instead);
            }
        }
        contextType(annotations);
    }

    /** What to do without it; null: it is honoured, warned of, or nobody's. */
    private static @Nullable String instead(String name, CgroupDriver driver) {
        return switch (name) {
            case "run.oci.handler" ->
                "containers here are processes of this kernel, no virtual machines or WebAssembly";
            case "run.oci.seccomp.receiver" -> "linux.seccomp.listenerPath names the agent's socket";
            case "run.oci.seccomp.plugins" -> "an agent at linux.seccomp.listenerPath answers in a plugin's place";
            case "run.oci.seccomp_bpf_data" -> "linux.seccomp says what the filter does";
            case "run.oci.seccomp_fail_unknown_syscall" ->
                "names that this machine does not know are left out; \"plan\" shows the filter";
            case "run.oci.timens_offset" -> "linux.timeOffsets moves the clocks";
            case "run.oci.pidfd_receiver" -> "--pidfd-socket names the socket";
            case "run.oci.delegate-cgroup" ->
                "remove it: a writable mount of cgroups in a cgroup namespace gives the container its own to divide";
            case "run.oci.systemd.subgroup" -> // only systemd's cgroups have it in crun as well
                driver == CgroupDriver.SYSTEMD ? "set it to \"\": the container is in the scope itself" : null;
            case "run.oci.systemd.force_cgroup_v1" -> "bind the host's hierarchy with a mount in config.json";
            default -> null;
        };
    }

    static void warn(PlanWriter plan, Map<String, String> annotations) {
        warnOfHooks(plan, annotations, "run.oci.hooks.stdout");
        warnOfHooks(plan, annotations, "run.oci.hooks.stderr");
    }

    private static void warnOfHooks(PlanWriter plan, Map<String, String> annotations, String name) {
        String file = annotations.get(name);
        if (file != null && !file.isEmpty()) {
            plan.op(PlanOp.WARN)
                    .s("the annotation " + name + " of crun's is not followed: nothing is written to " + file
                            + "; what a hook prints is in the error when it fails");
        }
    }

    /** The mount option that takes the SELinux context of mounts; Podman chooses rootcontext for systemd inside. */
    static String contextType(Map<String, String> annotations) throws Refusal {
        String type = annotations.get(CONTEXT_TYPE);
        if (type == null) {
            return "context";
        }
        return switch (type) {
            case "context", "fscontext", "defcontext", "rootcontext" -> type;
            default ->
                throw new Refusal(
                        "unknown type \"" + type + "\" of SELinux context",
                        "/annotations/" + CONTEXT_TYPE,
                        "context, fscontext, defcontext or rootcontext");
        };
    }
}
