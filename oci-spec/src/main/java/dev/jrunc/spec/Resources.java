package dev.jrunc.spec;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The cgroup limits; the same object is read by {@code update --resources}. */
public record Resources(
        List<DeviceRule> devices,
        @Nullable Memory memory,
        @Nullable Cpu cpu,
        @Nullable Pids pids,
        @Nullable BlockIo blockIO,
        List<HugepageLimit> hugepageLimits,
        @Nullable Network network,
        Map<String, Rdma> rdma,
        Map<String, String> unified) {
    /** With nothing in it. */
    public static final Resources NONE =
            new Resources(List.of(), null, null, null, null, List.of(), null, Map.of(), Map.of());

    public Resources {
        devices = List.copyOf(devices);
        hugepageLimits = List.copyOf(hugepageLimits);
        rdma = OrderedMap.copyOf(rdma);
        unified = OrderedMap.copyOf(unified);
    }

    /** The same with other limits of memory and CPU. */
    public Resources with(@Nullable Memory memory, @Nullable Cpu cpu) {
        return new Resources(devices, memory, cpu, pids, blockIO, hugepageLimits, network, rdma, unified);
    }

    /** The same with other limits of block I/O. */
    public Resources with(BlockIo blockIO) {
        return new Resources(devices, memory, cpu, pids, blockIO, hugepageLimits, network, rdma, unified);
    }
}
