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
    public BlockIo {
        weightDevice = List.copyOf(weightDevice);
        throttleReadBpsDevice = List.copyOf(throttleReadBpsDevice);
        throttleWriteBpsDevice = List.copyOf(throttleWriteBpsDevice);
        throttleReadIOPSDevice = List.copyOf(throttleReadIOPSDevice);
        throttleWriteIOPSDevice = List.copyOf(throttleWriteIOPSDevice);
    }

    /** The same with other weights of single devices. */
    public BlockIo with(List<WeightDevice> weightDevice) {
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
