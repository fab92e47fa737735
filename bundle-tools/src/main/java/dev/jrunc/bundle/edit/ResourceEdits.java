package dev.jrunc.bundle.edit;

import static dev.jrunc.bundle.edit.EditOption.clear;
import static dev.jrunc.bundle.edit.EditOption.flag;
import static dev.jrunc.bundle.edit.EditOption.number;
import static dev.jrunc.bundle.edit.EditOption.remove;
import static dev.jrunc.bundle.edit.EditOption.size;
import static dev.jrunc.bundle.edit.EditOption.text;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.jrunc.bundle.report.BundleException;
import dev.jrunc.spec.Pointer;
import java.util.ArrayList;
import java.util.List;

/** Changes to {@code linux.resources}: every leaf of config-linux.md#control-groups. */
final class ResourceEdits {
    private static final String RESOURCES = "/linux/resources";
    private static final String MEMORY = RESOURCES + "/memory/";
    private static final String CPU = RESOURCES + "/cpu/";
    private static final String BLOCK_IO = RESOURCES + "/blockIO/";

    private ResourceEdits() {}

    static List<EditOption> options() {
        List<EditOption> options = new ArrayList<>(List.of(
                clear("--linux-resources-clear", RESOURCES, "remove all limits and device rules"),
                clear("--linux-mem-clear", RESOURCES + "/memory", "no limits of memory"),
                clear("--linux-cpu-clear", RESOURCES + "/cpu", "no limits of processors"),
                clear("--linux-pids-clear", RESOURCES + "/pids", "no limit of tasks"),
                clear("--linux-blkio-clear", RESOURCES + "/blockIO", "no limits of block devices"),
                clear("--linux-network-clear", RESOURCES + "/network", "no class and no priorities"),
                clear("--linux-hugepage-limits-clear", RESOURCES + "/hugepageLimits", "no limits of huge pages"),
                clear("--linux-rdma-clear", RESOURCES + "/rdma", "no limits of RDMA"),
                clear("--linux-unified-clear", RESOURCES + "/unified", "set no file of cgroup v2"),
                remove(
                        "--linux-hugepage-limits-remove",
                        "SIZE",
                        RESOURCES + "/hugepageLimits",
                        "pageSize",
                        "remove one"),
                remove(
                        "--linux-network-priorities-remove",
                        "NAME",
                        RESOURCES + "/network/priorities",
                        "name",
                        "remove one"),
                EditOption.each(
                        "--linux-rdma-remove",
                        "DEVICE",
                        "remove one",
                        (config, key) -> config.remove(Pointer.child(RESOURCES + "/rdma", key))),
                EditOption.each(
                        "--linux-unified-remove",
                        "FILE",
                        "remove one",
                        (config, key) -> config.remove(Pointer.child(RESOURCES + "/unified", key))),
                size("--linux-mem-limit", MEMORY + "limit", "memory"),
                size("--linux-mem-reservation", MEMORY + "reservation", "soft limit"),
                size("--linux-mem-swap", MEMORY + "swap", "memory and swap together"),
                size("--linux-mem-kernel-limit", MEMORY + "kernel", "kernel memory (cgroup v1)"),
                size("--linux-mem-kernel-tcp", MEMORY + "kernelTCP", "buffers of TCP (cgroup v1)"),
                number("--linux-mem-swappiness", MEMORY + "swappiness", "0 to 100 (cgroup v1)"),
                flag("--linux-disable-oom-kill", MEMORY + "disableOOMKiller", "let tasks wait instead (cgroup v1)"),
                flag("--linux-mem-use-hierarchy", MEMORY + "useHierarchy", "count what is below (cgroup v1)"),
                flag("--linux-mem-check-before-update", MEMORY + "checkBeforeUpdate", "refuse limits below the use"),
                number("--linux-cpu-shares", CPU + "shares", "relative share"),
                number("--linux-cpu-quota", CPU + "quota", "microseconds a period"),
                number("--linux-cpu-period", CPU + "period", "its length in microseconds"),
                number("--linux-cpu-burst", CPU + "burst", "microseconds that may be saved up"),
                number("--linux-realtime-runtime", CPU + "realtimeRuntime", "microseconds a period (cgroup v1)"),
                number("--linux-realtime-period", CPU + "realtimePeriod", "its length (cgroup v1)"),
                text("--linux-cpus", "CPUS", CPU + "cpus", "as 0-3,7"),
                text("--linux-mems", "NODES", CPU + "mems", "memory nodes, as 0"),
                number("--linux-cpu-idle", CPU + "idle", "1: only when nobody else wants to run"),
                number("--linux-pids-limit", RESOURCES + "/pids/limit", "tasks; -1 is no limit"),
                number("--linux-blkio-weight", BLOCK_IO + "weight", "10 to 1000"),
                number("--linux-blkio-leaf-weight", BLOCK_IO + "leafWeight", "against its children (cgroup v1)"),
                device("--linux-blkio-leaf-weight-device", "weightDevice", "leafWeight", "against its children (v1)"),
                device("--linux-blkio-weight-device", "weightDevice", "weight", "weight for a device"),
                device("--linux-throttle-read-bps", "throttleReadBpsDevice", "rate", "bytes a second"),
                device("--linux-throttle-write-bps", "throttleWriteBpsDevice", "rate", "bytes a second"),
                device("--linux-throttle-read-iops", "throttleReadIOPSDevice", "rate", "operations a second"),
                device("--linux-throttle-write-iops", "throttleWriteIOPSDevice", "rate", "operations a second"),
                number("--linux-network-classid", RESOURCES + "/network/classID", "of net_cls (cgroup v1)")));
        options.add(EditOption.each(
                "--linux-network-priorities",
                "NAME:N",
                "priority of a device (cgroup v1); -1 for none",
                (config, value) -> {
                    if (value.endsWith(":-1")) {
                        String name = value.substring(0, value.length() - ":-1".length());
                        config.removeIf(
                                RESOURCES + "/network/priorities",
                                element -> element.path("name").asText().equals(name));
                        return;
                    }
                    named(config, "--linux-network-priorities", value, "/network/priorities", "name", "priority");
                }));
        options.add(EditOption.each(
                "--linux-hugepage-limits",
                "SIZE:BYTES",
                "as 2MB:1073741824",
                (config, value) ->
                        named(config, "--linux-hugepage-limits", value, "/hugepageLimits", "pageSize", "limit")));
        options.add(EditOption.each("--linux-rdma", "DEVICE:HANDLES:OBJECTS", "limits of RDMA", ResourceEdits::rdma));
        options.add(EditOption.each(
                "--linux-unified", "FILE=value", "a file of cgroup v2, as memory.high=1G", (config, value) -> {
                    String[] parts = Values.parts("--linux-unified", value, "=", 2, 2, "FILE=value");
                    config.set(Pointer.child(RESOURCES + "/unified", parts[0]), TextNode.valueOf(parts[1]));
                }));
        options.add(clear("--linux-device-rules-clear", RESOURCES + "/devices", "remove all device rules"));
        options.add(EditOption.each(
                "--linux-device-rule-add",
                "allow|deny:TYPE:MAJOR:MINOR:rwm",
                "add a rule; * stands for any number",
                ResourceEdits::rule));
        return options;
    }

    private static EditOption device(String name, String property, String value, String description) {
        return EditOption.each(name, "MAJOR:MINOR:N", description, (config, text) -> {
            String[] parts = Values.parts(name, text, ":", 3, 3, "MAJOR:MINOR:N");
            for (JsonNode each : config.at(BLOCK_IO + property)) {
                if (each instanceof ObjectNode there
                        && there.path("major").asText().equals(parts[0])
                        && there.path("minor").asText().equals(parts[1])) {
                    there.set(value, Values.number(name, parts[2]));
                    return;
                }
            }
            ObjectNode entry = Values.object();
            entry.set("major", Values.number(name, parts[0]));
            entry.set("minor", Values.number(name, parts[1]));
            entry.set(value, Values.number(name, parts[2]));
            config.append(BLOCK_IO + property, entry);
        });
    }

    private static void named(ConfigTree config, String option, String text, String array, String key, String value)
            throws BundleException {
        String[] parts = Values.parts(option, text, ":", 2, 2, "two values with a colon between");
        config.removeIf(RESOURCES + array, element -> element.path(key).asText().equals(parts[0]));
        config.append(
                RESOURCES + array, Values.object().put(key, parts[0]).set(value, Values.number(option, parts[1])));
    }

    private static void rdma(ConfigTree config, String text) throws BundleException {
        String option = "--linux-rdma";
        String[] parts = Values.parts(option, text, ":", 3, 3, "DEVICE:HANDLES:OBJECTS");
        ObjectNode limits = Values.object();
        limits.set("hcaHandles", Values.number(option, parts[1]));
        limits.set("hcaObjects", Values.number(option, parts[2]));
        config.set(Pointer.child(RESOURCES + "/rdma", parts[0]), limits);
    }

    private static void rule(ConfigTree config, String text) throws BundleException {
        String option = "--linux-device-rule-add";
        String[] parts = Values.parts(option, text, ":", 5, 5, "allow|deny:TYPE:MAJOR:MINOR:rwm");
        if (!parts[0].equals("allow") && !parts[0].equals("deny")) {
            throw new BundleException(option + " " + text + ": expected allow or deny first");
        }
        ObjectNode rule = Values.object().put("allow", parts[0].equals("allow")).put("type", parts[1]);
        if (!parts[2].equals("*")) {
            rule.set("major", Values.number(option, parts[2]));
        }
        if (!parts[3].equals("*")) {
            rule.set("minor", Values.number(option, parts[3]));
        }
        config.append(RESOURCES + "/devices", rule.put("access", parts[4]));
    }
}
