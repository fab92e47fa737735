package dev.jrunc.spec;

import org.jspecify.annotations.Nullable;

/**
 * CPU limits (config-linux.md#cpu): shares are a relative weight, times are in microseconds, {@code idle} is 0 or 1.
 *
 * <p>Shares, burst, period and realtimePeriod are unsigned 64-bit values; a quota of -1 is no limit.
 */
public record Cpu(
        @Nullable Long shares,
        @Nullable Long quota,
        @Nullable Long burst,
        @Nullable Long period,
        @Nullable Long realtimeRuntime,
        @Nullable Long realtimePeriod,
        @Nullable String cpus,
        @Nullable String mems,
        @Nullable Long idle) {
    /** With nothing in it. */
    public static final Cpu NONE = new Cpu(null, null, null, null, null, null, null, null, null);

    /** The same with another bandwidth. */
    public Cpu withBandwidth(@Nullable Long quota, @Nullable Long period) {
        return new Cpu(shares, quota, burst, period, realtimeRuntime, realtimePeriod, cpus, mems, idle);
    }
}
