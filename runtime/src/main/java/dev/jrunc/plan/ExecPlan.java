package dev.jrunc.plan;

import dev.jrunc.spec.ExecCpuAffinity;
import dev.jrunc.spec.Linux;
import java.util.ArrayList;
import java.util.List;

/**
 * The operations of an init stage that enters a container: its cgroups, its namespaces, and then the same last steps as
 * those of the container process.
 */
public final class ExecPlan {

    /** Types of the specification in the order of joining, each followed by its name below /proc/PID/ns. */
    private static final String[] NAMESPACES = {
        "ipc", "ipc", "uts", "uts", "network", "net", "pid", "pid", "cgroup", "cgroup", "time", "time", "mount", "mnt"
    };

    private final ExecSpec spec;
    private final ProcessPlan process;

    public ExecPlan(ExecSpec spec) {
        this.spec = spec;
        this.process = new ProcessPlan(spec.process(), spec.privileged(), 0, spec.seccompFilter(), spec.seccompFlags());
    }

    /** Writes all operations; {@code prefix} goes in front of every error. */
    public void compile(PlanWriter plan, String prefix) throws Refusal {
        plan.op(PlanOp.PREFIX).s(prefix);
        plan.debug(ProcessPlan.SETUP);
        cgroups(plan);
        process.oomScore(plan);
        namespaces(plan, spec.pid(), spec.startTime(), spec.linux(), spec.privileged(), spec.keepsGroups());
        if (spec.newKeyring()) {
            process.keyring(plan, spec.id());
        }
        if (spec.linux().namespace("mount") == null) {
            plan.at("", "error entering the root filesystem");
            plan.op(PlanOp.ROOTFS).s(spec.rootfs()).u(PlanFlags.ROOTFS_NO_MOUNTS);
            plan.op(PlanOp.PIVOT).u(PlanFlags.PIVOT_CHROOT);
        }
        process.terminal(plan, 0);
        plan.debug(ProcessPlan.CHILD);
        becomeTheProcess(plan);
    }

    private void cgroups(PlanWriter plan) throws Refusal {
        ExecCpuAffinity affinity = spec.process().execCPUAffinity();
        String initial = affinity == null ? null : affinity.initial();
        String last = affinity == null ? null : affinity.finalCpus();
        if (initial != null && !initial.isEmpty()) {
            byte[] mask = CpuMask.affinity(initial, "/process/execCPUAffinity/initial");
            plan.debug("nsexec: affinity: " + CpuMask.hexadecimal(mask));
            plan.at("/process/execCPUAffinity/initial", "error setting the CPU affinity");
            plan.op(PlanOp.AFFINITY).b(mask);
        }
        if (!spec.cgroupTasks().isEmpty()) {
            // Callers look for "adding pid … to cgroups" (exec.bats of runc).
            plan.at("", "error adding pid of the process to cgroups");
            plan.op(PlanOp.CGROUPS).v(spec.cgroupTasks());
        }
        if (spec.waitsForCgroup()) {
            plan.op(PlanOp.SYNC).u(Event.CGROUP);
        }
        if (last != null && !last.isEmpty()) {
            plan.at("/process/execCPUAffinity/final", "error setting the CPU affinity");
            plan.op(PlanOp.AFFINITY).b(CpuMask.affinity(last, "/process/execCPUAffinity/final"));
        } else if (initial == null || initial.isEmpty()) {
            plan.at("", "error resetting the CPU affinity");
            plan.op(PlanOp.AFFINITY).b(new byte[0]);
        }
    }

    /** Enters the namespaces of the process. */
    static void namespaces(
            PlanWriter plan, int pid, long startTime, Linux linux, boolean privileged, boolean keepsGroups) {
        join(plan, pid, startTime, linux, privileged, keepsGroups, true);
        fork(plan, linux);
    }

    /**
     * Root keeps the rights that it has over the host until everything else is joined; an ordinary user has rights over
     * the other namespaces only once it is in the user namespace that owns them.
     *
     * @param mounts whether the mount namespace is joined as well
     */
    static void join(
            PlanWriter plan,
            int pid,
            long startTime,
            Linux linux,
            boolean privileged,
            boolean keepsGroups,
            boolean mounts) {
        List<String> types = new ArrayList<>();
        List<String> paths = new ArrayList<>();
        boolean user = linux.namespace("user") != null;
        String directory = "/proc/" + pid + "/ns/";
        if (user && !privileged) {
            types.add("user");
            paths.add(directory + "user");
        }
        for (int i = 0; i < NAMESPACES.length; i += 2) {
            if (linux.namespace(NAMESPACES[i]) != null && (mounts || !NAMESPACES[i].equals("mount"))) {
                types.add(NAMESPACES[i]);
                paths.add(directory + NAMESPACES[i + 1]);
            }
        }
        if (user && privileged) {
            types.add("user");
            paths.add(directory + "user");
        }
        describe(plan);
        if (!types.isEmpty()) {
            plan.op(PlanOp.TARGET).u(pid).l(startTime);
            plan.op(PlanOp.NAMESPACES).v(types).v(paths);
        }
        if (user) {
            NamespacePlan.becomeRoot(plan, linux, privileged && !keepsGroups);
        }
    }

    /** The mount namespace alone, after {@link #join} has left it out. */
    static void joinMounts(PlanWriter plan, int pid) {
        describe(plan);
        plan.op(PlanOp.NAMESPACES).v(List.of("mount")).v(List.of("/proc/" + pid + "/ns/mnt"));
    }

    /** Into the pid namespace that was joined, which counts for children only. */
    static void fork(PlanWriter plan, Linux linux) {
        if (linux.namespace("pid") != null) {
            plan.hint(Errno.EAGAIN, "the container has as many processes as it may: its pids limit");
            plan.op(PlanOp.FORK).u(0);
        }
        plan.at("", "");
    }

    private static void describe(PlanWriter plan) {
        plan.at("", "error entering the namespaces of the container");
        plan.hint(Errno.ENOENT, "the container has just stopped");
    }

    private void becomeTheProcess(PlanWriter plan) throws Refusal {
        process.privileged(plan, spec.linux());
        process.filterFirst(plan);
        process.credentials(plan, spec.grantable(), spec.privileged() && !spec.keepsGroups());
        process.lookUp(plan);
        plan.op(PlanOp.CLOSE_FDS);
        plan.debug("setns_init: about to exec");
        process.waitForStart(plan);
        process.exec(plan);
    }
}
