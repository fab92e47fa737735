package dev.jrunc.plan;

import dev.jrunc.spec.IoPriority;
import dev.jrunc.spec.Process;
import dev.jrunc.spec.Scheduler;
import org.jspecify.annotations.Nullable;

/** Compiles {@code process.scheduler} and {@code process.ioPriority} (config.md#linux-process). */
final class SchedulingPlan {
    private static final int IOPRIO_CLASS_SHIFT = 13;

    private SchedulingPlan() {}

    static void compile(Process process, PlanWriter plan) {
        Scheduler scheduler = process.scheduler();
        if (scheduler != null) {
            plan.at("/process/scheduler", "error setting the scheduler");
            if (scheduler.policy().equals("SCHED_DEADLINE")) {
                // Callers know the first words from runc.
                plan.hint(
                        Errno.EPERM,
                        "process scheduler can't be used together with AllowedCPUs (/linux/resources/cpu/cpus), and"
                                + " needs CAP_SYS_NICE");
                plan.hint(Errno.EBUSY, "SCHED_DEADLINE can't be used together with cpuset limits");
            }
            plan.op(PlanOp.SCHEDULER)
                    .u(policy(scheduler.policy()))
                    .l(flags(scheduler))
                    .u(orZero(scheduler.nice()))
                    .u(orZero(scheduler.priority()))
                    .l(orZero(scheduler.runtime()))
                    .l(orZero(scheduler.deadline()))
                    .l(orZero(scheduler.period()));
        }
        IoPriority priority = process.ioPriority();
        if (priority != null) {
            plan.at("/process/ioPriority", "error setting the I/O priority");
            plan.op(PlanOp.IO_PRIORITY)
                    .u((ioClass(priority.ioClass()) << IOPRIO_CLASS_SHIFT) | orZero(priority.priority()));
        }
    }

    /** sched(7); validation has refused every other word. */
    private static int policy(String name) {
        return switch (name) {
            case "SCHED_FIFO" -> 1;
            case "SCHED_RR" -> 2;
            case "SCHED_BATCH" -> 3;
            case "SCHED_ISO" -> 4;
            case "SCHED_IDLE" -> 5;
            case "SCHED_DEADLINE" -> 6;
            default -> 0;
        };
    }

    private static long flags(Scheduler scheduler) {
        long flags = 0;
        for (int i = 0; i < scheduler.flags().size(); i++) {
            flags |= switch (scheduler.flags().get(i)) {
                case "SCHED_FLAG_RESET_ON_FORK" -> 0x01;
                case "SCHED_FLAG_RECLAIM" -> 0x02;
                case "SCHED_FLAG_DL_OVERRUN" -> 0x04;
                case "SCHED_FLAG_KEEP_POLICY" -> 0x08;
                case "SCHED_FLAG_KEEP_PARAMS" -> 0x10;
                case "SCHED_FLAG_UTIL_CLAMP_MIN" -> 0x20;
                case "SCHED_FLAG_UTIL_CLAMP_MAX" -> 0x40;
                default -> 0;
            };
        }
        return flags;
    }

    private static int ioClass(String name) {
        return switch (name) {
            case "IOPRIO_CLASS_RT" -> 1;
            case "IOPRIO_CLASS_BE" -> 2;
            case "IOPRIO_CLASS_IDLE" -> 3;
            default -> 0;
        };
    }

    private static int orZero(@Nullable Integer value) {
        return value == null ? 0 : value;
    }

    private static long orZero(@Nullable Long value) {
        return value == null ? 0 : value;
    }
}
