package dev.jrunc.spec.json;

import dev.jrunc.spec.BlockIo;
import dev.jrunc.spec.ThrottleDevice;
import dev.jrunc.spec.WeightDevice;
import java.io.IOException;
import java.util.List;

/** Writes the block I/O limits of a config.json. */
final class BlockIoWriter {
    private BlockIoWriter() {}

    static void blockIo(JsonSink out, BlockIo value) throws IOException {
        out.enterObject();
        out.number("weight", value.weight());
        out.number("leafWeight", value.leafWeight());
        weightDeviceList(out, "weightDevice", value.weightDevice());
        throttleDeviceList(out, "throttleReadBpsDevice", value.throttleReadBpsDevice());
        throttleDeviceList(out, "throttleWriteBpsDevice", value.throttleWriteBpsDevice());
        throttleDeviceList(out, "throttleReadIOPSDevice", value.throttleReadIOPSDevice());
        throttleDeviceList(out, "throttleWriteIOPSDevice", value.throttleWriteIOPSDevice());
        out.leaveObject();
    }

    static void weightDevice(JsonSink out, WeightDevice value) throws IOException {
        out.enterObject();
        out.number("major", value.major());
        out.number("minor", value.minor());
        out.number("weight", value.weight());
        out.number("leafWeight", value.leafWeight());
        out.leaveObject();
    }

    static void throttleDevice(JsonSink out, ThrottleDevice value) throws IOException {
        out.enterObject();
        out.number("major", value.major());
        out.number("minor", value.minor());
        out.unsigned("rate", value.rate());
        out.leaveObject();
    }

    static void weightDeviceList(JsonSink out, String name, List<WeightDevice> values) throws IOException {
        if (values.isEmpty()) {
            return;
        }
        out.name(name);
        out.enterArray();
        for (WeightDevice value : values) {
            weightDevice(out, value);
        }
        out.leaveArray();
    }

    static void throttleDeviceList(JsonSink out, String name, List<ThrottleDevice> values) throws IOException {
        if (values.isEmpty()) {
            return;
        }
        out.name(name);
        out.enterArray();
        for (ThrottleDevice value : values) {
            throttleDevice(out, value);
        }
        out.leaveArray();
    }
}
