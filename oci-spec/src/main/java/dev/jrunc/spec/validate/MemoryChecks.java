package dev.jrunc.spec.validate;

import dev.jrunc.spec.Memory;
import org.jspecify.annotations.Nullable;

/** Checks the memory limits, alone and against each other. */
final class MemoryChecks {
    private static final String ANCHOR = "config-linux.md#memory";

    private MemoryChecks() {}

    static void check(@Nullable Memory memory, String resources, Report report) {
        if (memory == null) {
            return;
        }
        String at = resources + "/memory";
        limit(memory.limit(), at, "limit", report);
        limit(memory.reservation(), at, "reservation", report);
        limit(memory.swap(), at, "swap", report);
        limit(memory.kernel(), at, "kernel", report);
        limit(memory.kernelTCP(), at, "kernelTCP", report);
        Long swappiness = memory.swappiness();
        // Callers of runc write -1, as an unsigned number, for "leave it".
        if (swappiness != null && swappiness != -1 && Long.compareUnsigned(swappiness, 100) > 0) {
            report.must(at + "/swappiness", ANCHOR, "expected 0 to 100, found " + Long.toUnsignedString(swappiness));
        }
        if (memory.kernel() != null || memory.kernelTCP() != null) {
            report.should(
                    at + (memory.kernel() != null ? "/kernel" : "/kernelTCP"),
                    ANCHOR,
                    "limits on kernel memory are not recommended, and new kernels have none");
        }
        against(memory, at, report);
    }

    private static void limit(@Nullable Long bytes, String at, String property, Report report) {
        if (bytes != null && bytes < -1) {
            report.must(at + "/" + property, ANCHOR, "expected bytes or -1 for no limit, found " + bytes);
        }
    }

    private static void against(Memory memory, String at, Report report) {
        long limit = orZero(memory.limit());
        long swap = orZero(memory.swap());
        long reservation = orZero(memory.reservation());
        if (swap > 0 && limit > 0 && swap < limit) {
            report.must(
                    at + "/swap",
                    ANCHOR,
                    "memory+swap limit must not be below the memory limit: " + swap + " < " + limit,
                    "swap counts memory and swap together");
        } else if (swap > 0 && limit == 0) {
            report.warn(at + "/swap", ANCHOR, "a swap limit needs a memory limit");
        }
        if (reservation > 0 && limit > 0 && reservation > limit) {
            report.warn(at + "/reservation", ANCHOR, "the reservation is above the limit");
        }
    }

    private static long orZero(@Nullable Long value) {
        return value == null ? 0 : value;
    }
}
