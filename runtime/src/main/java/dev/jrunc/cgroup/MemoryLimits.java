package dev.jrunc.cgroup;

import dev.jrunc.plan.Errno;
import dev.jrunc.plan.PlanFlags;
import dev.jrunc.plan.Refusal;
import dev.jrunc.spec.Memory;

/** Limits of the controller memory; {@code swap} of the spec is memory and swap together. */
final class MemoryLimits {
    private static final String LIMIT_FILE = "memory.limit_in_bytes";

    private MemoryLimits() {}

    /** The v1 settings that must come before the first process. */
    static void writeKernel(Memory memory, LimitWriter out) throws Refusal {
        long kernel = LimitWriter.orZero(memory.kernel());
        long tcp = LimitWriter.orZero(memory.kernelTCP());
        if (out.pureV2()) {
            refuseOnV2(memory, kernel, tcp, out);
            return;
        }
        if (Boolean.TRUE.equals(memory.useHierarchy())) {
            out.at("memory", "memory/useHierarchy", "memory use_hierarchy", "1")
                    .put("memory.use_hierarchy", PlanFlags.PUT_OPTIONAL, "1");
        }
        if (kernel != 0) {
            out.at("memory", "memory/kernel", "kernel memory limit", Long.toString(kernel))
                    .put("memory.kmem.limit_in_bytes", PlanFlags.PUT_OPTIONAL, Long.toString(kernel));
        }
        if (kernel > 0) {
            out.warn(
                    "memory.kernel has no effect from Linux 5.16 on; memory.limit holds for what the kernel takes, too");
        }
        if (tcp != 0) {
            out.at("memory", "memory/kernelTCP", "kernel TCP memory limit", Long.toString(tcp))
                    .hint(Errno.ENOENT, "this kernel cannot limit TCP buffers")
                    .put("memory.kmem.tcp.limit_in_bytes", Long.toString(tcp));
        }
    }

    private static void refuseOnV2(Memory memory, long kernel, long tcp, LimitWriter out) throws Refusal {
        if (kernel != 0) {
            throw out.onlyV1("memory/kernel");
        }
        if (tcp != 0) {
            throw out.onlyV1("memory/kernelTCP");
        }
        if (Boolean.TRUE.equals(memory.disableOOMKiller())) {
            throw out.onlyV1("memory/disableOOMKiller");
        }
        if (LimitWriter.orZero(memory.swappiness()) > 0) {
            throw out.onlyV1("memory/swappiness");
        }
    }

    static void write(Memory memory, LimitWriter out) throws Refusal {
        long limit = LimitWriter.orZero(memory.limit());
        long swap = LimitWriter.orZero(memory.swap());
        long reservation = LimitWriter.orZero(memory.reservation());
        if (limit > 0 && swap > 0 && swap < limit) {
            throw out.refuse(
                    "memory/swap",
                    "memory.swap is memory and swap together: " + swap + " is less than memory.limit " + limit);
        }
        if (out.pureV2()) {
            writeV2(limit, swap, reservation, out);
        } else {
            writeV1(memory, limit, swap, reservation, out);
        }
    }

    private static void writeV2(long limit, long swap, long reservation, LimitWriter out) throws Refusal {
        if (swap > 0 && limit == 0) {
            throw out.refuse(
                    "memory/swap",
                    "memory.swap needs memory.limit in cgroup v2: unable to set swap limit without memory limit");
        }
        // Unlimited memory alone means unlimited swap too, as in v1.
        if (swap != 0 || limit == -1) {
            // Beside unlimited memory there is nothing to take off.
            String value = swap > 0 ? Long.toString(limit > 0 ? swap - limit : swap) : "max";
            // Without swap in the kernel there is no file, and nothing to forbid.
            boolean harmless = swap <= 0 || swap == limit;
            out.at("memory", "memory/swap", "swap limit", value)
                    .put("memory.swap.max", harmless ? PlanFlags.PUT_OPTIONAL : 0, value);
        }
        if (limit != 0) {
            String value = limit < 0 ? "max" : Long.toString(limit);
            limitHints(out.at("memory", "memory/limit", "memory limit", value)).put("memory.max", value);
        }
        if (reservation != 0) {
            String value = reservation < 0 ? "max" : Long.toString(reservation);
            out.at("memory", "memory/reservation", "memory reservation", value).put("memory.low", value);
        }
    }

    private static void writeV1(Memory memory, long limit, long swap, long reservation, LimitWriter out)
            throws Refusal {
        boolean both = limit != 0 && (swap != 0 || limit == -1);
        if (limit != 0) {
            // The kernel keeps limit <= limit with swap at every moment: a second try makes any change possible.
            limit(limit, both && out.update() ? PlanFlags.PUT_TOLERANT : 0, out);
        }
        if (swap != 0 || limit == -1) {
            long value = swap == 0 ? -1 : swap;
            out.at("memory", "memory/swap", "memory+swap limit", Long.toString(value))
                    .hint(Errno.ENOENT, "this kernel does not account for swap (boot option swapaccount=1)")
                    .hint(Errno.EINVAL, "memory+swap must not be less than memory.limit")
                    .hint(Errno.EBUSY, "the container uses more than that")
                    .put("memory.memsw.limit_in_bytes", value < 0 ? PlanFlags.PUT_OPTIONAL : 0, Long.toString(value));
            if (limit != 0 && out.update()) {
                limit(limit, 0, out);
            }
        }
        if (reservation != 0) {
            out.at("memory", "memory/reservation", "memory reservation", Long.toString(reservation))
                    .put("memory.soft_limit_in_bytes", Long.toString(reservation));
        }
        if (Boolean.TRUE.equals(memory.disableOOMKiller())) {
            out.at("memory", "memory/disableOOMKiller", "memory oom_control", "1")
                    .put("memory.oom_control", "1");
        }
        swappiness(memory, out);
    }

    private static void swappiness(Memory memory, LimitWriter out) throws Refusal {
        Long swappiness = memory.swappiness();
        if (swappiness == null || swappiness == -1) {
            return;
        }
        if (swappiness != 0 || out.paths().find("memory") != null) {
            out.at("memory", "memory/swappiness", "memory swappiness", Long.toString(swappiness))
                    .put("memory.swappiness", Long.toString(swappiness));
        }
    }

    private static void limit(long limit, int flags, LimitWriter out) throws Refusal {
        limitHints(out.at("memory", "memory/limit", "memory limit", Long.toString(limit)))
                .put(LIMIT_FILE, flags, Long.toString(limit));
    }

    private static LimitWriter limitHints(LimitWriter out) {
        return out.hint(Errno.EBUSY, "the container already uses more than that: raise memory.limit")
                .hint(Errno.EINVAL, "not below 0, and no more than memory.swap");
    }
}
