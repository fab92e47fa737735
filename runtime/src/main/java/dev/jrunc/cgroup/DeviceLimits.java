package dev.jrunc.cgroup;

import dev.jrunc.plan.Errno;
import dev.jrunc.plan.Refusal;
import dev.jrunc.spec.DeviceRule;
import java.util.ArrayList;
import java.util.List;

/** The device cgroup: all denied, then the config's rules, then the runtime's own. */
final class DeviceLimits {
    private static final String WHAT = "cannot set device rules";

    private DeviceLimits() {}

    static void write(List<DeviceRule> config, CgroupPaths paths, LimitSink sink) throws Refusal {
        DeviceRules rules = new DeviceRules();
        for (int i = 0; i < config.size(); i++) {
            rules.add(config.get(i), "/linux/resources/devices/" + i);
        }
        rules.addDefaults();
        CgroupDirectory v1 = paths.pureV2() ? null : paths.find("devices");
        CgroupDirectory v2 = paths.unified();
        if (v1 != null) {
            writeV1(v1.path(), rules, sink);
        } else if (v2 != null) {
            writeV2(v2.path(), rules, sink);
        } else if (!rules.allowsAll()) {
            throw new Refusal(
                    WHAT + ": neither the cgroup v1 controller \"devices\" nor cgroup v2 is mounted on this host",
                    "/linux/resources/devices",
                    "mount one of them");
        }
    }

    private static void writeV1(String directory, DeviceRules rules, LimitSink sink) {
        sink.at("/linux/resources/devices", WHAT);
        sink.hint(
                Errno.EPERM,
                "it takes CAP_SYS_ADMIN (inside a container: docker run --privileged), and a parent cgroup that allows"
                        + " as much (its devices.list)");
        sink.hint(Errno.EINVAL, "the cgroup has children already");
        String byDefault = directory + (rules.allowByDefault() ? "/devices.allow" : "/devices.deny");
        String except = directory + (rules.allowByDefault() ? "/devices.deny" : "/devices.allow");
        sink.put(byDefault, 0, List.of("a"));
        List<String> lines = new ArrayList<>();
        for (DeviceRules.Entry one : rules.exceptions()) {
            lines.add(one.line());
        }
        if (!lines.isEmpty()) {
            sink.put(except, 0, lines);
        }
    }

    private static void writeV2(String directory, DeviceRules rules, LimitSink sink) {
        if (rules.allowsAll()) {
            return;
        }
        sink.at("/linux/resources/devices", WHAT);
        sink.hint(Errno.EPERM, "attaching a device program needs CAP_BPF or CAP_SYS_ADMIN in the first user namespace");
        sink.deviceProgram(directory, DeviceProgram.compile(rules));
    }
}
