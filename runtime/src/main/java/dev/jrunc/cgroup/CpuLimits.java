package dev.jrunc.cgroup;

import dev.jrunc.plan.Errno;
import dev.jrunc.plan.PlanFlags;
import dev.jrunc.plan.Refusal;
import dev.jrunc.spec.Cpu;
import org.jspecify.annotations.Nullable;

/** Limits of the controllers cpu and cpuset. */
final class CpuLimits {
    private static final long MIN_SHARES = 2;
    private static final long MAX_SHARES = 262144;

    private CpuLimits() {}

    static void write(Cpu cpu, LimitWriter out) throws Refusal {
        cpuset(cpu.cpus(), "cpus", out);
        cpuset(cpu.mems(), "mems", out);
        realtime(cpu, out);
        shares(cpu, out);
        if (out.pureV2()) {
            bandwidthV2(cpu, out);
        } else {
            bandwidthV1(cpu, out);
        }
    }

    private static void cpuset(@Nullable String list, String name, LimitWriter out) throws Refusal {
        if (list == null || list.isEmpty()) {
            return;
        }
        out.at("cpuset", "cpu/" + name, "cpuset." + name, list)
                .hint(Errno.EACCES, "the parent cgroup does not have all of them (v1: cpuset." + name + ")")
                .hint(Errno.EINVAL, "the list names something that this host has not, or it is no list like 0-3,7")
                .hint(Errno.ERANGE, "the list names something that this host has not")
                .put("cpuset." + name, list);
    }

    private static void realtime(Cpu cpu, LimitWriter out) throws Refusal {
        long runtime = LimitWriter.orZero(cpu.realtimeRuntime());
        long period = LimitWriter.orZero(cpu.realtimePeriod());
        if (out.pureV2() && (runtime != 0 || period != 0)) {
            throw out.onlyV1(runtime != 0 ? "cpu/realtimeRuntime" : "cpu/realtimePeriod");
        }
        if (period != 0) {
            // The kernel checks each write against the other value; with a second try any order works.
            realtimeFile("realtimePeriod", "cpu.rt_period_us", period, runtime != 0, out);
        }
        if (runtime != 0) {
            realtimeFile("realtimeRuntime", "cpu.rt_runtime_us", runtime, false, out);
            if (period != 0) {
                realtimeFile("realtimePeriod", "cpu.rt_period_us", period, false, out);
            }
        }
    }

    private static void realtimeFile(String name, String file, long value, boolean tolerant, LimitWriter out)
            throws Refusal {
        String text = Long.toUnsignedString(value);
        out.at("cpu", "cpu/" + name, "cpu " + name, text)
                .hint(Errno.ENOENT, "this kernel was built without RT_GROUP_SCHED")
                .hint(Errno.EINVAL, "the parent cgroup has less real-time than that (cpu.rt_runtime_us)")
                .put(file, tolerant ? PlanFlags.PUT_TOLERANT : 0, text);
    }

    /** While cpu.idle is 1 no weight can be set, so idle comes last when it goes on, first when it goes off. */
    private static void shares(Cpu cpu, LimitWriter out) throws Refusal {
        Long idle = cpu.idle();
        if (idle != null && idle != 1) {
            idle(idle, out);
        }
        long shares = LimitWriter.orZero(cpu.shares());
        if (shares != 0) {
            String text = Long.toUnsignedString(shares);
            if (!out.pureV2()) {
                checkShares(shares, text, out);
            }
            out.at("cpu", "cpu/shares", "cpu shares", text)
                    .put(
                            out.pureV2() ? "cpu.weight" : "cpu.shares",
                            idle != null && idle == 1 ? PlanFlags.PUT_TOLERANT : 0,
                            out.pureV2() ? Long.toString(weight(shares)) : text);
        }
        if (idle != null && idle == 1) {
            idle(idle, out);
        }
    }

    private static void checkShares(long shares, String text, LimitWriter out) throws Refusal {
        if (shares > 0 && shares < MIN_SHARES) {
            throw out.refuse("cpu/shares", "the minimum allowed cpu-shares is " + MIN_SHARES + ", found " + text);
        }
        if (Long.compareUnsigned(shares, MAX_SHARES) > 0) {
            throw out.refuse("cpu/shares", "the maximum allowed cpu-shares is " + MAX_SHARES + ", found " + text);
        }
    }

    private static void idle(long idle, LimitWriter out) throws Refusal {
        String text = Long.toString(idle);
        out.at("cpu", "cpu/idle", "cpu idle", text)
                .hint(Errno.EINVAL, "only 0 and 1 are allowed")
                .put("cpu.idle", idle == 0 ? PlanFlags.PUT_OPTIONAL : 0, text);
    }

    private static void bandwidthV1(Cpu cpu, LimitWriter out) throws Refusal {
        long quota = LimitWriter.orZero(cpu.quota());
        long period = LimitWriter.orZero(cpu.period());
        Long burst = cpu.burst();
        if (burst != null && out.update()) {
            burst("cpu.cfs_burst_us", burst, PlanFlags.PUT_TOLERANT, out);
        }
        if (period != 0) {
            period(period, quota != 0 && out.update() ? PlanFlags.PUT_TOLERANT : 0, out);
        }
        if (quota != 0) {
            String text = Long.toString(quota);
            bandwidthHints(out.at("cpu", "cpu/quota", "cpu quota", text)).put("cpu.cfs_quota_us", text);
            if (period != 0 && out.update()) {
                period(period, 0, out);
            }
        }
        if (burst != null) {
            burst("cpu.cfs_burst_us", burst, 0, out);
        }
    }

    private static void period(long period, int flags, LimitWriter out) throws Refusal {
        String text = Long.toUnsignedString(period);
        bandwidthHints(out.at("cpu", "cpu/period", "cpu period", text)).put("cpu.cfs_period_us", flags, text);
    }

    private static LimitWriter bandwidthHints(LimitWriter out) {
        return out.hint(
                Errno.EINVAL,
                "the kernel takes periods of 1000 to 1000000 us and quotas from 1000 us, and no more than the parent cgroup has");
    }

    private static void burst(String file, long burst, int flags, LimitWriter out) throws Refusal {
        String text = Long.toUnsignedString(burst);
        out.at("cpu", "cpu/burst", "cpu burst", text)
                .hint(Errno.EINVAL, "the burst must not be greater than the quota")
                .put(file, burst == 0 ? flags | PlanFlags.PUT_OPTIONAL : flags, text);
    }

    private static void bandwidthV2(Cpu cpu, LimitWriter out) throws Refusal {
        long quota = LimitWriter.orZero(cpu.quota());
        long period = LimitWriter.orZero(cpu.period());
        Long burst = cpu.burst();
        if (burst != null && out.update()) {
            burst("cpu.max.burst", burst, PlanFlags.PUT_TOLERANT, out);
        }
        if (quota != 0 || period != 0) {
            String text = quota > 0 ? Long.toString(quota) : "max";
            if (period != 0) {
                text = text + " " + Long.toUnsignedString(period);
            }
            bandwidthHints(out.at(
                            "cpu",
                            quota != 0 ? "cpu/quota" : "cpu/period",
                            quota != 0 ? "cpu quota" : "cpu period",
                            text))
                    .put("cpu.max", text);
        }
        if (burst != null) {
            burst("cpu.max.burst", burst, 0, out);
        }
    }

    /**
     * Shares of v1 (2, 1024 by default, 262144) as a weight of v2 (1, 100 by default, 10000): the quadratic in the
     * exponent goes through all three points.
     */
    static long weight(long shares) {
        if (shares == 0) {
            return 0;
        }
        if (shares > 0 && shares <= MIN_SHARES) {
            return 1;
        }
        if (Long.compareUnsigned(shares, MAX_SHARES) >= 0) {
            return 10000;
        }
        double log = Math.log((double) shares) / Math.log(2);
        return (long) Math.ceil(Math.pow(10, (log * log + 125 * log) / 612.0 - 7.0 / 34.0));
    }
}
