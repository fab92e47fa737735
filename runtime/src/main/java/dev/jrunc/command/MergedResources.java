package dev.jrunc.command;

import dev.jrunc.spec.BlockIo;
import dev.jrunc.spec.Cpu;
import dev.jrunc.spec.HugepageLimit;
import dev.jrunc.spec.Memory;
import dev.jrunc.spec.Network;
import dev.jrunc.spec.Resources;
import dev.jrunc.spec.ThrottleDevice;
import dev.jrunc.spec.WeightDevice;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The limits of a container after an update: what is given takes the place of what was, the rest stays. */
final class MergedResources {
    private static final long UNLIMITED = -1;

    private MergedResources() {}

    static Resources of(@Nullable Resources before, Resources given) {
        Resources saved = before == null ? Resources.NONE : before;
        return new Resources(
                saved.devices(),
                memory(saved.memory(), given.memory()),
                cpu(saved.cpu(), given.cpu()),
                given.pids() == null || given.pids().limit() == null ? saved.pids() : given.pids(),
                blockIo(saved.blockIO(), given.blockIO()),
                hugepages(saved.hugepageLimits(), given.hugepageLimits()),
                network(saved.network(), given.network()),
                joined(saved.rdma(), given.rdma()),
                joined(saved.unified(), given.unified()));
    }

    static @Nullable Memory memory(@Nullable Memory saved, @Nullable Memory given) {
        if (given == null) {
            return saved;
        }
        Long swap = given.swap();
        // As v1 must have it: memory without a limit and no word on swap means neither has one.
        if (isZero(swap) && Long.valueOf(UNLIMITED).equals(given.limit())) {
            swap = UNLIMITED;
        }
        Memory s = saved == null ? Memory.NONE : saved;
        return new Memory(
                amount(given.limit(), s.limit()),
                amount(given.reservation(), s.reservation()),
                amount(swap, s.swap()),
                amount(given.kernel(), s.kernel()),
                amount(given.kernelTCP(), s.kernelTCP()),
                other(given.swappiness(), s.swappiness()),
                other(given.disableOOMKiller(), s.disableOOMKiller()),
                other(given.useHierarchy(), s.useHierarchy()),
                other(given.checkBeforeUpdate(), s.checkBeforeUpdate()));
    }

    private static @Nullable Cpu cpu(@Nullable Cpu saved, @Nullable Cpu given) {
        if (saved == null || given == null) {
            return given == null ? saved : given;
        }
        // An idle cgroup has no weight, and one that is idle no more has the kernel's.
        Long shares = given.idle() != null && isZero(given.shares()) ? null : amount(given.shares(), saved.shares());
        return new Cpu(
                shares,
                amount(given.quota(), saved.quota()),
                other(given.burst(), saved.burst()),
                amount(given.period(), saved.period()),
                amount(given.realtimeRuntime(), saved.realtimeRuntime()),
                amount(given.realtimePeriod(), saved.realtimePeriod()),
                other(given.cpus(), saved.cpus()),
                other(given.mems(), saved.mems()),
                other(given.idle(), saved.idle()));
    }

    private static @Nullable BlockIo blockIo(@Nullable BlockIo saved, @Nullable BlockIo given) {
        if (saved == null || given == null) {
            return given == null ? saved : given;
        }
        return new BlockIo(
                weight(given.weight(), saved.weight()),
                weight(given.leafWeight(), saved.leafWeight()),
                weights(saved.weightDevice(), given.weightDevice()),
                rates(saved.throttleReadBpsDevice(), given.throttleReadBpsDevice()),
                rates(saved.throttleWriteBpsDevice(), given.throttleWriteBpsDevice()),
                rates(saved.throttleReadIOPSDevice(), given.throttleReadIOPSDevice()),
                rates(saved.throttleWriteIOPSDevice(), given.throttleWriteIOPSDevice()));
    }

    /**
     * What is given, and the weights that would be lost with it: BFQ forgets those of single disks when it is given one
     * for all, and systemd writes weights of its own at every change of a unit.
     */
    static Resources withWeights(Resources given, Resources merged, boolean unit) {
        BlockIo io = given.blockIO();
        BlockIo all = merged.blockIO();
        if (all == null || (!unit && (io == null || weight(io.weight(), null) == null))) {
            return given;
        }
        return given.with((io == null ? BlockIo.NONE : io).with(all.weight(), all.weightDevice()));
    }

    private static List<WeightDevice> weights(List<WeightDevice> saved, List<WeightDevice> given) {
        Map<String, WeightDevice> byNumber = new LinkedHashMap<>();
        for (WeightDevice one : both(saved, given)) {
            byNumber.put(one.major() + ":" + one.minor(), one);
        }
        return new ArrayList<>(byNumber.values());
    }

    private static List<ThrottleDevice> rates(List<ThrottleDevice> saved, List<ThrottleDevice> given) {
        Map<String, ThrottleDevice> byNumber = new LinkedHashMap<>();
        for (ThrottleDevice one : both(saved, given)) {
            byNumber.put(one.major() + ":" + one.minor(), one);
        }
        return new ArrayList<>(byNumber.values());
    }

    private static List<HugepageLimit> hugepages(List<HugepageLimit> saved, List<HugepageLimit> given) {
        Map<String, HugepageLimit> bySize = new LinkedHashMap<>();
        for (HugepageLimit one : both(saved, given)) {
            bySize.put(one.pageSize(), one);
        }
        return new ArrayList<>(bySize.values());
    }

    private static <V> List<V> both(List<V> saved, List<V> given) {
        List<V> all = new ArrayList<>(saved);
        all.addAll(given);
        return all;
    }

    private static @Nullable Network network(@Nullable Network saved, @Nullable Network given) {
        if (saved == null || given == null) {
            return given == null ? saved : given;
        }
        return new Network(
                amount(given.classID(), saved.classID()),
                given.priorities().isEmpty() ? saved.priorities() : given.priorities());
    }

    private static <V> Map<String, V> joined(Map<String, V> saved, Map<String, V> given) {
        Map<String, V> all = new LinkedHashMap<>(saved);
        all.putAll(given);
        return all;
    }

    /** Engines send 0 for "leave it". */
    private static @Nullable Long amount(@Nullable Long given, @Nullable Long saved) {
        return isZero(given) ? saved : given;
    }

    private static @Nullable Integer weight(@Nullable Integer given, @Nullable Integer saved) {
        return given == null || given == 0 ? saved : given;
    }

    private static <V> @Nullable V other(@Nullable V given, @Nullable V saved) {
        return given == null ? saved : given;
    }

    private static boolean isZero(@Nullable Long value) {
        return value == null || value == 0;
    }
}
