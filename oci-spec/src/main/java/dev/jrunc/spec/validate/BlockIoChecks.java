package dev.jrunc.spec.validate;

import dev.jrunc.spec.BlockIo;
import dev.jrunc.spec.ThrottleDevice;
import dev.jrunc.spec.WeightDevice;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Checks the block I/O limits. */
final class BlockIoChecks {
    private static final String ANCHOR = "config-linux.md#block-io";

    private BlockIoChecks() {}

    static void check(@Nullable BlockIo blockIo, String resources, Report report) {
        if (blockIo == null) {
            return;
        }
        String at = resources + "/blockIO";
        weight(blockIo.weight(), at + "/weight", report);
        weight(blockIo.leafWeight(), at + "/leafWeight", report);
        List<WeightDevice> weights = blockIo.weightDevice();
        for (int i = 0; i < weights.size(); i++) {
            WeightDevice device = weights.get(i);
            String here = at + "/weightDevice/" + i;
            numbers(device.major(), device.minor(), here, report);
            weight(device.weight(), here + "/weight", report);
            weight(device.leafWeight(), here + "/leafWeight", report);
            if (device.weight() == null && device.leafWeight() == null) {
                report.must(here, ANCHOR, "one of weight and leafWeight is required");
            }
        }
        throttle(blockIo.throttleReadBpsDevice(), at + "/throttleReadBpsDevice", report);
        throttle(blockIo.throttleWriteBpsDevice(), at + "/throttleWriteBpsDevice", report);
        throttle(blockIo.throttleReadIOPSDevice(), at + "/throttleReadIOPSDevice", report);
        throttle(blockIo.throttleWriteIOPSDevice(), at + "/throttleWriteIOPSDevice", report);
    }

    /** Engines write 0 for "not set". */
    private static void weight(@Nullable Integer weight, String at, Report report) {
        if (weight != null && weight != 0 && (weight < 10 || weight > 1000)) {
            report.must(at, ANCHOR, "expected 10 to 1000, found " + weight);
        }
    }

    private static void throttle(List<ThrottleDevice> devices, String at, Report report) {
        for (int i = 0; i < devices.size(); i++) {
            numbers(devices.get(i).major(), devices.get(i).minor(), at + "/" + i, report);
        }
    }

    private static void numbers(long major, long minor, String at, Report report) {
        if (major < 0 || minor < 0) {
            report.must(at, ANCHOR, "a device number must not be negative");
        }
    }
}
