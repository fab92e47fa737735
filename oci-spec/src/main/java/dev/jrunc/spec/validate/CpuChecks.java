package dev.jrunc.spec.validate;

import dev.jrunc.spec.Cpu;
import org.jspecify.annotations.Nullable;

/** Checks the CPU limits. */
final class CpuChecks {
    private static final String ANCHOR = "config-linux.md#cpu";
    private static final String BANDWIDTH = "Documentation/scheduler/sched-bwc.rst";
    private static final long PERIOD_MIN = 1_000;
    private static final long PERIOD_MAX = 1_000_000;

    private CpuChecks() {}

    static void check(@Nullable Cpu cpu, String resources, Report report) {
        if (cpu == null) {
            return;
        }
        String at = resources + "/cpu";
        Long idle = cpu.idle();
        if (idle != null && idle != 0 && idle != 1) {
            report.must(at + "/idle", ANCHOR, "expected 0 or 1, found " + idle);
        }
        bandwidth(cpu, at, report);
        realtime(cpu, at, report);
        cpuList(cpu.cpus(), at + "/cpus", report);
        cpuList(cpu.mems(), at + "/mems", report);
    }

    private static void bandwidth(Cpu cpu, String at, Report report) {
        long period = orZero(cpu.period());
        long quota = orZero(cpu.quota());
        if (period != 0
                && (Long.compareUnsigned(period, PERIOD_MIN) < 0 || Long.compareUnsigned(period, PERIOD_MAX) > 0)) {
            report.must(
                    at + "/period",
                    BANDWIDTH,
                    "expected " + PERIOD_MIN + " to " + PERIOD_MAX + " microseconds, found "
                            + Long.toUnsignedString(period));
        }
        if (quota > 0 && quota < PERIOD_MIN) {
            report.must(at + "/quota", BANDWIDTH, "expected at least " + PERIOD_MIN + " microseconds, found " + quota);
        }
        long burst = orZero(cpu.burst());
        if (quota > 0 && Long.compareUnsigned(burst, quota) > 0) {
            report.warn(at + "/burst", BANDWIDTH, "the burst is above the quota");
        }
    }

    private static void realtime(Cpu cpu, String at, Report report) {
        long period = orZero(cpu.realtimePeriod());
        long runtime = orZero(cpu.realtimeRuntime());
        if (period != 0 && runtime > 0 && Long.compareUnsigned(runtime, period) > 0) {
            report.must(at + "/realtimeRuntime", ANCHOR, "the realtime runtime is above its period");
        }
    }

    private static void cpuList(@Nullable String list, String at, Report report) {
        if (list != null && CpuList.count(list) < 0) {
            report.warn(at, "cpuset(7)", "\"" + list + "\" is no list such as 0-3,7");
        }
    }

    private static long orZero(@Nullable Long value) {
        return value == null ? 0 : value;
    }
}
