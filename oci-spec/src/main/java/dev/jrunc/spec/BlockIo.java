package dev.jrunc.spec;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Block I/O weights (10 to 1000) and throttles (config-linux.md#block-io). */
public record BlockIo(
        @Nullable Integer weight,
        @Nullable Integer leafWeight,
        List<WeightDevice> weightDevice,
        List<ThrottleDevice> throttleReadBpsDevice,
        List<ThrottleDevice> throttleWriteBpsDevice,
        List<ThrottleDevice> throttleReadIOPSDevice,
        List<ThrottleDevice> throttleWriteIOPSDevice) {
    /** With nothing in it. */
    public static final BlockIo NONE = new BlockIo(null, null, List.of(), List.of(), List.of(), List.of(), List.of());

    public BlockIo {
        weightDevice = List.copyOf(weightDevice);
        throttleReadBpsDevice = List.copyOf(throttleReadBpsDevice);
        throttleWriteBpsDevice = List.copyOf(throttleWriteBpsDevice);
        throttleReadIOPSDevice = List.copyOf(throttleReadIOPSDevice);
        throttleWriteIOPSDevice = List.copyOf(throttleWriteIOPSDevice);
    }

    /** The same with other weights, for all devices and for single ones. */
    public BlockIo with(@Nullable Integer weight, List<WeightDevice> weightDevice) {
        return new BlockIo(
                weight,
                leafWeight,
                weightDevice,
                throttleReadBpsDevice,
                throttleWriteBpsDevice,
                throttleReadIOPSDevice,
                throttleWriteIOPSDevice);
    }
}
