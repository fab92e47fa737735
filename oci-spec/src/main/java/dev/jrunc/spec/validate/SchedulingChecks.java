package dev.jrunc.spec.validate;

import dev.jrunc.spec.ExecCpuAffinity;
import dev.jrunc.spec.IoPriority;
import dev.jrunc.spec.Process;
import dev.jrunc.spec.Scheduler;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Checks how the process is scheduled: CPU, I/O, affinity. */
final class SchedulingChecks {
    private static final String ANCHOR = "config.md#linux-process";

    private SchedulingChecks() {}

    static void check(Process process, String at, Report report) {
        Scheduler scheduler = process.scheduler();
        if (scheduler != null) {
            scheduler(scheduler, at + "/scheduler", report);
        }
        IoPriority priority = process.ioPriority();
        if (priority != null) {
            ioPriority(priority, at + "/ioPriority", report);
        }
        ExecCpuAffinity affinity = process.execCPUAffinity();
        if (affinity != null) {
            cpus(affinity.initial(), at + "/execCPUAffinity/initial", report);
            cpus(affinity.finalCpus(), at + "/execCPUAffinity/final", report);
        }
    }

    private static void scheduler(Scheduler scheduler, String at, Report report) {
        String policy = scheduler.policy();
        if (policy.isEmpty()) {
            report.must(at + "/policy", ANCHOR, "scheduler policy is required");
            return;
        }
        if (!Names.SCHEDULER_POLICIES.knows(policy)) {
            report.must(
                    at + "/policy",
                    ANCHOR,
                    "invalid scheduler policy: " + policy,
                    Names.SCHEDULER_POLICIES.hint(policy));
            return;
        }
        nice(scheduler, policy, at, report);
        priority(scheduler, policy, at, report);
        deadline(scheduler, policy, at, report);
        List<String> flags = scheduler.flags();
        for (int i = 0; i < flags.size(); i++) {
            if (!Names.SCHEDULER_FLAGS.knows(flags.get(i))) {
                report.must(
                        at + "/flags/" + i,
                        ANCHOR,
                        "invalid scheduler flag: " + flags.get(i),
                        Names.SCHEDULER_FLAGS.hint(flags.get(i)));
            }
        }
    }

    private static void nice(Scheduler scheduler, String policy, String at, Report report) {
        Integer nice = scheduler.nice();
        boolean used = policy.equals("SCHED_OTHER") || policy.equals("SCHED_BATCH");
        if (nice != null && used && (nice < -20 || nice > 19)) {
            report.must(at + "/nice", ANCHOR, "invalid scheduler.nice: expected -20 to 19, found " + nice);
        }
    }

    private static void priority(Scheduler scheduler, String policy, String at, Report report) {
        Integer given = scheduler.priority();
        int priority = given == null ? 0 : given;
        boolean used = policy.equals("SCHED_FIFO") || policy.equals("SCHED_RR");
        if (!used && priority != 0) {
            report.must(at + "/priority", ANCHOR, "scheduler.priority is only for SCHED_FIFO and SCHED_RR");
        } else if (used && (priority < 1 || priority > 99)) {
            report.must(at + "/priority", "sched(7)", "expected scheduler.priority from 1 to 99, found " + priority);
        }
    }

    private static void deadline(Scheduler scheduler, String policy, String at, Report report) {
        long runtime = orZero(scheduler.runtime());
        long deadline = orZero(scheduler.deadline());
        long period = orZero(scheduler.period());
        if (!policy.equals("SCHED_DEADLINE")) {
            if ((runtime | deadline | period) != 0) {
                report.must(at, ANCHOR, "scheduler runtime, deadline and period are only for SCHED_DEADLINE");
            }
            return;
        }
        boolean ordered = Long.compareUnsigned(runtime, deadline) <= 0
                && (period == 0 || Long.compareUnsigned(deadline, period) <= 0);
        if (runtime == 0 || !ordered) {
            report.must(at, "sched(7)", "SCHED_DEADLINE needs 0 < runtime <= deadline <= period");
        }
    }

    private static long orZero(@Nullable Long value) {
        return value == null ? 0 : value;
    }

    private static void ioPriority(IoPriority priority, String at, Report report) {
        String name = priority.ioClass();
        if (!Names.IO_CLASSES.knows(name)) {
            report.must(at + "/class", ANCHOR, "invalid ioPriority.class: " + name, Names.IO_CLASSES.hint(name));
        }
        Integer level = priority.priority();
        if (level != null && (level < 0 || level > 7)) {
            report.must(at + "/priority", ANCHOR, "invalid ioPriority.priority: expected 0 to 7, found " + level);
        }
    }

    private static void cpus(@Nullable String list, String at, Report report) {
        if (list != null && CpuList.count(list) <= 0) {
            report.must(at, ANCHOR, "\"" + list + "\" is no list of CPUs such as 0-3,7");
        }
    }
}
