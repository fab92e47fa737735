package dev.jrunc.cgroup;

import dev.jrunc.plan.Errno;
import dev.jrunc.plan.PlanFlags;
import dev.jrunc.plan.Refusal;
import dev.jrunc.spec.BlockIo;
import dev.jrunc.spec.ThrottleDevice;
import dev.jrunc.spec.WeightDevice;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Limits of the controller blkio (v1), io (v2). */
final class BlockIoLimits {
    private static final int MIN_WEIGHT = 10;

    private BlockIoLimits() {}

    static void write(BlockIo io, LimitWriter out) throws Refusal {
        weight(io.weight(), "blockIO/weight", "", out);
        leafWeight(io.leafWeight(), "blockIO/leafWeight", "", out);
        List<WeightDevice> devices = io.weightDevice();
        for (int i = 0; i < devices.size(); i++) {
            WeightDevice device = devices.get(i);
            String pointer = "blockIO/weightDevice/" + i;
            String number = device.major() + ":" + device.minor();
            weight(device.weight(), pointer + "/weight", number, out);
            leafWeight(device.leafWeight(), pointer + "/leafWeight", number, out);
        }
        throttle(io.throttleReadBpsDevice(), "throttleReadBpsDevice", "read_bps_device", "rbps", out);
        throttle(io.throttleWriteBpsDevice(), "throttleWriteBpsDevice", "write_bps_device", "wbps", out);
        throttle(io.throttleReadIOPSDevice(), "throttleReadIOPSDevice", "read_iops_device", "riops", out);
        throttle(io.throttleWriteIOPSDevice(), "throttleWriteIOPSDevice", "write_iops_device", "wiops", out);
    }

    /** BFQ's file where there is one, else the older (v1) or the more general (v2) one. */
    private static void weight(@Nullable Integer given, String pointer, String device, LimitWriter out) throws Refusal {
        if (given == null || given == 0) {
            return;
        }
        String value = line(device, given);
        boolean v2 = out.pureV2();
        out.at(v2 ? "io" : "blkio", pointer, "block I/O weight", value);
        deviceHints(out);
        out.hint(Errno.EOPNOTSUPP, "the disk's scheduler knows no weights (BFQ does: /sys/block/DISK/queue/scheduler)");
        if (v2) {
            out.put("io.bfq.weight", PlanFlags.PUT_OR_NEXT, value);
            out.put("io.weight", line(device, ioWeight(given)));
        } else {
            String suffix = device.isEmpty() ? "" : "_device";
            out.hint(Errno.ENOENT, "this kernel knows no weights for block I/O (they need the BFQ scheduler)");
            out.put("blkio.bfq.weight" + suffix, PlanFlags.PUT_OR_NEXT, value);
            out.put("blkio.weight" + suffix, value);
        }
    }

    private static void leafWeight(@Nullable Integer given, String pointer, String device, LimitWriter out)
            throws Refusal {
        if (given == null || given == 0) {
            return;
        }
        if (out.pureV2()) {
            throw out.onlyV1(pointer);
        }
        String value = line(device, given);
        out.at("blkio", pointer, "block I/O leaf weight", value)
                .hint(Errno.ENOENT, "this kernel knows no leaf weights (they left it in Linux 5.0)")
                .put(device.isEmpty() ? "blkio.leaf_weight" : "blkio.leaf_weight_device", value);
    }

    private static String line(String device, int weight) {
        return device.isEmpty() ? Integer.toString(weight) : device + " " + weight;
    }

    /** 10 … 1000 of v1 as 1 … 10000. */
    static int ioWeight(int weight) {
        return 1 + (weight - MIN_WEIGHT) * 9999 / 990;
    }

    private static void throttle(
            List<ThrottleDevice> devices, String name, String fileV1, String keyV2, LimitWriter out) throws Refusal {
        boolean v2 = out.pureV2();
        for (int i = 0; i < devices.size(); i++) {
            ThrottleDevice device = devices.get(i);
            String rate = Long.toUnsignedString(device.rate());
            String number = device.major() + ":" + device.minor();
            // v1: rate 0 takes the limit away; v2 says max.
            String value = v2 ? number + " " + keyV2 + "=" + (device.rate() == 0 ? "max" : rate) : number + " " + rate;
            out.at(v2 ? "io" : "blkio", "blockIO/" + name + "/" + i, "block I/O limit", value);
            deviceHints(out);
            out.put(v2 ? "io.max" : "blkio.throttle." + fileV1, value);
        }
    }

    private static void deviceHints(LimitWriter out) throws Refusal {
        out.hint(Errno.ENODEV, "this host has no such block device (a whole disk is wanted, no partition)");
    }
}
