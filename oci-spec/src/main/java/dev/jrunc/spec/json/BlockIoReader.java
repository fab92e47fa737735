package dev.jrunc.spec.json;

import dev.jrunc.spec.BlockIo;
import dev.jrunc.spec.ThrottleDevice;
import dev.jrunc.spec.WeightDevice;
import java.util.ArrayList;
import java.util.List;

/** Reads the block I/O limits of a config.json. */
final class BlockIoReader {
    private static final String[] BLOCK_IO = {
        "weight",
        "leafWeight",
        "weightDevice",
        "throttleReadBpsDevice",
        "throttleWriteBpsDevice",
        "throttleReadIOPSDevice",
        "throttleWriteIOPSDevice"
    };
    private static final String[] WEIGHT_DEVICE = {"major", "minor", "weight", "leafWeight"};
    private static final String[] THROTTLE_DEVICE = {"major", "minor", "rate"};

    private BlockIoReader() {}

    static BlockIo blockIo(JsonCursor in) throws SpecException {
        Integer weight = null;
        Integer leafWeight = null;
        List<WeightDevice> weightDevice = List.of();
        List<ThrottleDevice> throttleReadBpsDevice = List.of();
        List<ThrottleDevice> throttleWriteBpsDevice = List.of();
        List<ThrottleDevice> throttleReadIOPSDevice = List.of();
        List<ThrottleDevice> throttleWriteIOPSDevice = List.of();
        in.enterObject();
        for (String key = in.nextName(); key != null; key = in.nextName()) {
            switch (key) {
                case "weight" -> weight = (int) in.integer(0, 0xffff);
                case "leafWeight" -> leafWeight = (int) in.integer(0, 0xffff);
                case "weightDevice" -> weightDevice = weightDeviceList(in);
                case "throttleReadBpsDevice" -> throttleReadBpsDevice = throttleDeviceList(in);
                case "throttleWriteBpsDevice" -> throttleWriteBpsDevice = throttleDeviceList(in);
                case "throttleReadIOPSDevice" -> throttleReadIOPSDevice = throttleDeviceList(in);
                case "throttleWriteIOPSDevice" -> throttleWriteIOPSDevice = throttleDeviceList(in);
                default -> in.other(BLOCK_IO);
            }
        }
        return new BlockIo(
                weight,
                leafWeight,
                weightDevice,
                throttleReadBpsDevice,
                throttleWriteBpsDevice,
                throttleReadIOPSDevice,
                throttleWriteIOPSDevice);
    }

    static WeightDevice weightDevice(JsonCursor in) throws SpecException {
        Long major = null;
        Long minor = null;
        Integer weight = null;
        Integer leafWeight = null;
        in.enterObject();
        for (String key = in.nextName(); key != null; key = in.nextName()) {
            switch (key) {
                case "major" -> major = in.int64();
                case "minor" -> minor = in.int64();
                case "weight" -> weight = (int) in.integer(0, 0xffff);
                case "leafWeight" -> leafWeight = (int) in.integer(0, 0xffff);
                default -> in.other(WEIGHT_DEVICE);
            }
        }
        if (major == null) {
            throw in.missing("major");
        }
        if (minor == null) {
            throw in.missing("minor");
        }
        return new WeightDevice(major, minor, weight, leafWeight);
    }

    static ThrottleDevice throttleDevice(JsonCursor in) throws SpecException {
        Long major = null;
        Long minor = null;
        Long rate = null;
        in.enterObject();
        for (String key = in.nextName(); key != null; key = in.nextName()) {
            switch (key) {
                case "major" -> major = in.int64();
                case "minor" -> minor = in.int64();
                case "rate" -> rate = in.unsigned();
                default -> in.other(THROTTLE_DEVICE);
            }
        }
        if (major == null) {
            throw in.missing("major");
        }
        if (minor == null) {
            throw in.missing("minor");
        }
        if (rate == null) {
            throw in.missing("rate");
        }
        return new ThrottleDevice(major, minor, rate);
    }

    static List<WeightDevice> weightDeviceList(JsonCursor in) throws SpecException {
        in.enterArray("an array of objects");
        ArrayList<WeightDevice> list = new ArrayList<>();
        while (in.nextElement()) {
            list.add(weightDevice(in));
        }
        return list;
    }

    static List<ThrottleDevice> throttleDeviceList(JsonCursor in) throws SpecException {
        in.enterArray("an array of objects");
        ArrayList<ThrottleDevice> list = new ArrayList<>();
        while (in.nextElement()) {
            list.add(throttleDevice(in));
        }
        return list;
    }
}
