package dev.jrunc.bundle.edit;

import static dev.jrunc.bundle.edit.EditOption.add;
import static dev.jrunc.bundle.edit.EditOption.clear;
import static dev.jrunc.bundle.edit.EditOption.flag;
import static dev.jrunc.bundle.edit.EditOption.remove;
import static dev.jrunc.bundle.edit.EditOption.set;
import static dev.jrunc.bundle.edit.EditOption.text;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.jrunc.bundle.report.BundleException;
import dev.jrunc.spec.Pointer;
import java.util.List;

/** Changes to {@code linux} beside its resources and its seccomp profile. */
final class LinuxEdits {
    private LinuxEdits() {}

    static List<EditOption> options() {
        return List.of(
                clear("--linux-namespace-remove-all", "/linux/namespaces", "share all namespaces"),
                remove("--linux-namespace-remove", "TYPE", "/linux/namespaces", "type", "share one"),
                EditOption.each(
                        "--linux-namespace-add",
                        "TYPE[:PATH]",
                        "a new one, or the one at a path",
                        LinuxEdits::namespace),
                clear("--linux-uidmappings-clear", "/linux/uidMappings", "map no user ids"),
                mappings("--linux-uidmappings", "/linux/uidMappings", "host id, container id, count"),
                clear("--linux-gidmappings-clear", "/linux/gidMappings", "map no group ids"),
                mappings("--linux-gidmappings", "/linux/gidMappings", "the same for groups"),
                clear("--linux-time-offset-clear", "/linux/timeOffsets", "leave the clocks as they are"),
                EditOption.each(
                        "--linux-time-offset", "CLOCK:SECS[:NANOS]", "boottime or monotonic", LinuxEdits::offset),
                text("--linux-cgroups-path", "PATH", "/linux/cgroupsPath", "path of the cgroup"),
                text(
                        "--linux-rootfs-propagation",
                        "MODE",
                        "/linux/rootfsPropagation",
                        "private, slave, shared or unbindable"),
                text("--linux-mount-label", "LABEL", "/linux/mountLabel", "SELinux label of the mounts"),
                clear("--linux-personality-clear", "/linux/personality", "leave the personality as it is"),
                text("--linux-personality", "DOMAIN", "/linux/personality/domain", "LINUX or LINUX32"),
                clear("--linux-devices-clear", "/linux/devices", "remove all device nodes"),
                remove("--linux-device-remove", "PATH", "/linux/devices", "path", "remove a device node"),
                EditOption.each(
                        "--linux-device-add",
                        "DEVICE",
                        "TYPE:MAJOR:MINOR:PATH[:fileMode=0660,uid=N,gid=N]",
                        LinuxEdits::device),
                clear("--linux-sysctl-clear", "/linux/sysctl", "remove all kernel parameters"),
                EditOption.each(
                        "--linux-sysctl-remove",
                        "KEY",
                        "remove one",
                        (config, key) -> config.remove(Pointer.child("/linux/sysctl", key))),
                EditOption.each("--linux-sysctl", "KEY=value", "set a kernel parameter", (config, value) -> {
                    String[] parts = Values.parts("--linux-sysctl", value, "=", 2, 2, "KEY=value");
                    config.set(Pointer.child("/linux/sysctl", parts[0]), TextNode.valueOf(parts[1]));
                }),
                clear("--linux-masked-paths-clear", "/linux/maskedPaths", "mask nothing"),
                remove("--linux-masked-paths-remove", "PATH", "/linux/maskedPaths", "", "do not mask a path"),
                add("--linux-masked-paths", "PATH", "/linux/maskedPaths", Values::text, "mask a path"),
                clear("--linux-readonly-paths-clear", "/linux/readonlyPaths", "make nothing read-only"),
                remove(
                        "--linux-readonly-paths-remove",
                        "PATH",
                        "/linux/readonlyPaths",
                        "",
                        "do not make a path read-only"),
                add("--linux-readonly-paths", "PATH", "/linux/readonlyPaths", Values::text, "make a path read-only"),
                clear("--linux-net-device-clear", "/linux/netDevices", "move no network device in"),
                EditOption.each("--linux-net-device", "HOST[:NAME]", "move a network device in", (config, value) -> {
                    String[] parts = value.split(":", 2);
                    ObjectNode device = Values.object();
                    if (parts.length > 1) {
                        device.put("name", parts[1]);
                    }
                    config.set(Pointer.child("/linux/netDevices", parts[0]), device);
                }),
                clear("--linux-memory-policy-clear", "/linux/memoryPolicy", "leave the memory policy as it is"),
                add(
                        "--linux-memory-policy-flag",
                        "FLAG",
                        "/linux/memoryPolicy/flags",
                        Values::text,
                        "as MPOL_F_STATIC_NODES"),
                text("--linux-memory-policy", "MODE", "/linux/memoryPolicy/mode", "as MPOL_BIND"),
                text("--linux-memory-policy-nodes", "NODES", "/linux/memoryPolicy/nodes", "as 0-1"),
                clear("--linux-intelrdt-clear", "/linux/intelRdt", "use no resctrl group"),
                text("--linux-intelrdt-l3-cache", "LINE", "/linux/intelRdt/l3CacheSchema", "as L3:0=f"),
                text("--linux-intelrdt-mem-bandwidth", "LINE", "/linux/intelRdt/memBwSchema", "as MB:0=50"),
                text("--linux-intelrdt-closid", "NAME", "/linux/intelRdt/closID", "group of the resctrl filesystem"),
                set("--linux-intelrdt-schemata", "LINE;…", "/linux/intelRdt/schemata", LinuxEdits::lines, "as L3:0=f"),
                flag("--linux-intelrdt-monitoring", "/linux/intelRdt/enableMonitoring", "a monitoring group"));
    }

    private static JsonNode lines(String option, String value) {
        ArrayNode lines = Values.NODES.arrayNode();
        for (String line : value.split(";", -1)) {
            lines.add(line);
        }
        return lines;
    }

    private static void namespace(ConfigTree config, String value) throws BundleException {
        String[] parts = value.split(":", 2);
        config.removeIf(
                "/linux/namespaces", element -> element.path("type").asText().equals(parts[0]));
        ObjectNode namespace = Values.object().put("type", parts[0]);
        if (parts.length > 1) {
            namespace.put("path", parts[1]);
        }
        config.append("/linux/namespaces", namespace);
    }

    /** Ids are mapped in a user namespace only, so that one is wanted. */
    private static EditOption mappings(String name, String pointer, String description) {
        return EditOption.each(name, "H:C:N", description, (config, value) -> {
            config.append(pointer, mapping(name, value));
            boolean mapped = false;
            for (JsonNode namespace : config.at("/linux/namespaces")) {
                mapped |= namespace.path("type").asText().equals("user");
            }
            if (!mapped) {
                namespace(config, "user");
            }
        });
    }

    private static JsonNode mapping(String option, String value) throws BundleException {
        String[] parts = Values.parts(option, value, ":", 3, 3, "HOST:CONTAINER:COUNT, as in 100000:0:65536");
        ObjectNode mapping = Values.object();
        mapping.set("containerID", Values.number(option, parts[1]));
        mapping.set("hostID", Values.number(option, parts[0]));
        mapping.set("size", Values.number(option, parts[2]));
        return mapping;
    }

    private static void offset(ConfigTree config, String value) throws BundleException {
        String option = "--linux-time-offset";
        String[] parts = Values.parts(option, value, ":", 2, 3, "CLOCK:SECS[:NANOS]");
        ObjectNode offset = Values.object();
        offset.set("secs", Values.number(option, parts[1]));
        if (parts.length > 2) {
            offset.set("nanosecs", Values.number(option, parts[2]));
        }
        config.set(Pointer.child("/linux/timeOffsets", parts[0]), offset);
    }

    /** Other tools take a decimal number here; nobody's is to be mistaken. */
    private static JsonNode mode(String option, String value) throws BundleException {
        if (!value.startsWith("0")) {
            throw new BundleException(
                    option + " fileMode=" + value + ": expected octal digits after a zero, as in 0660");
        }
        return Values.octal(option, value);
    }

    private static void device(ConfigTree config, String value) throws BundleException {
        String option = "--linux-device-add";
        String[] parts = Values.parts(option, value, ":", 4, 5, "TYPE:MAJOR:MINOR:PATH[:fileMode=0660,uid=N,gid=N]");
        ObjectNode device = Values.object().put("type", parts[0]).put("path", parts[3]);
        device.set("major", Values.number(option, parts[1]));
        device.set("minor", Values.number(option, parts[2]));
        if (parts.length > 4) {
            for (String each : parts[4].split("[,:]", -1)) {
                String[] pair = Values.parts(option, each, "=", 2, 2, "fileMode=, uid= or gid=");
                switch (pair[0]) {
                    case "fileMode" -> device.set("fileMode", mode(option, pair[1]));
                    case "uid", "gid" -> device.set(pair[0], Values.number(option, pair[1]));
                    default -> throw new BundleException(option + " " + each + ": expected fileMode=, uid= or gid=");
                }
            }
        }
        config.removeIf(
                "/linux/devices", element -> element.path("path").asText().equals(parts[3]));
        config.append("/linux/devices", device);
    }
}
