package dev.jrunc.spec.validate;

import dev.jrunc.spec.Device;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Checks the device nodes. */
final class DeviceChecks {
    private static final String ANCHOR = "config-linux.md#devices";
    private static final int MAJOR_MAX = 0xfff; // 12 and 20 bits, linux/kdev_t.h
    private static final int MINOR_MAX = 0xf_ffff;
    private static final long NO_ID = 0xffff_ffffL;

    private DeviceChecks() {}

    static void check(List<Device> devices, Report report) {
        Map<String, Integer> paths = new HashMap<>();
        Map<String, Integer> nodes = new HashMap<>();
        for (int i = 0; i < devices.size(); i++) {
            Device device = devices.get(i);
            String at = "/linux/devices/" + i;
            if (!device.path().startsWith("/")) {
                report.must(
                        at + "/path", ANCHOR, "the path of a device must be absolute, found \"" + device.path() + "\"");
            }
            numbers(device, at, report);
            owner(device.uid(), at + "/uid", report);
            owner(device.gid(), at + "/gid", report);
            Integer before = paths.putIfAbsent(device.path(), i);
            if (before != null) {
                again(device, devices.get(before), at, before, report);
            } else if (!device.type().equals("p")) {
                Integer same = nodes.putIfAbsent(device.type() + device.major() + ":" + device.minor(), i);
                if (same != null) {
                    report.should(at, ANCHOR, "the same device as " + same + " under another path");
                }
            }
        }
    }

    private static void numbers(Device device, String at, Report report) {
        switch (device.type()) {
            case "c", "b", "u" -> {
                number(device.major(), MAJOR_MAX, at + "/major", report);
                number(device.minor(), MINOR_MAX, at + "/minor", report);
            }
            case "p" -> {
                // a fifo has no numbers
            }
            default ->
                report.must(
                        at + "/type",
                        ANCHOR,
                        "invalid device type \"" + device.type() + "\"",
                        "known are c, b, u and p");
        }
    }

    private static void number(@Nullable Long number, int max, String at, Report report) {
        if (number == null) {
            report.must(at, ANCHOR, "the device number is missing");
        } else if (number < 0 || number > max) {
            report.must(at, "makedev(3)", "expected 0 to " + max + ", found " + number);
        }
    }

    private static void owner(@Nullable Long id, String at, Report report) {
        if (id != null && id == NO_ID) {
            report.must(at, ANCHOR, "4294967295 is no id");
        }
    }

    private static boolean isSame(Device device, Device other) {
        return device.type().equals(other.type())
                && Objects.equals(device.major(), other.major())
                && Objects.equals(device.minor(), other.minor());
    }

    private static void again(Device device, Device before, String at, int index, Report report) {
        String message = device.path() + " is there before as device " + index;
        if (isSame(device, before)) {
            report.warn(at + "/path", ANCHOR, message);
        } else {
            report.must(at + "/path", ANCHOR, message + ", and is another device there");
        }
    }
}
