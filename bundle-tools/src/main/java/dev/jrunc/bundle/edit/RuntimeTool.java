package dev.jrunc.bundle.edit;

import static java.util.Map.entry;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.jrunc.bundle.report.BundleException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What {@code oci-runtime-tool generate} has and the table has not: other names for the same, and shorter forms. */
public final class RuntimeTool {
    private static final List<String> HOOKS = List.of("prestart", "poststart", "poststop");

    private static final Map<String, List<String>> NAMES = Map.ofEntries(
            entry("--annotations", List.of("--label")),
            entry("--process-terminal", List.of("--process-tty")),
            entry("--process-rlimits-clear", List.of("--process-rlimits-remove-all")),
            entry("--mounts-clear", List.of("--mounts-remove-all")),
            entry("--mounts-cgroup", List.of("--mount-cgroups")),
            entry("--hooks-prestart-clear", List.of("--hooks-prestart-remove-all")),
            entry("--hooks-poststart-clear", List.of("--hooks-poststart-remove-all")),
            entry("--hooks-poststop-clear", List.of("--hooks-poststop-remove-all")),
            entry("--linux-devices-clear", List.of("--linux-device-remove-all")),
            entry("--linux-hugepage-limits", List.of("--linux-hugepage-limits-add")),
            entry("--linux-hugepage-limits-remove", List.of("--linux-hugepage-limits-drop")),
            entry("--linux-throttle-read-bps", List.of("--linux-blkio-read-bps-device")),
            entry("--linux-throttle-write-bps", List.of("--linux-blkio-write-bps-device")),
            entry("--linux-throttle-read-iops", List.of("--linux-blkio-read-iops-device")),
            entry("--linux-throttle-write-iops", List.of("--linux-blkio-write-iops-device")),
            entry("--linux-intelrdt-closid", List.of("--linux-intelRdt-closid")),
            entry("--linux-intelrdt-l3-cache", List.of("--linux-intelRdt-l3CacheSchema")));

    private static final Map<String, String> ELSEWHERE = Map.of(
            "--linux-device-cgroup-add",
            "write --linux-device-rule-add allow|deny:TYPE:MAJOR:MINOR:rwm",
            "--linux-device-cgroup-remove",
            "write --linux-device-rules-clear, or --unset /linux/resources/devices/N",
            "--process-username",
            "it is for Windows; write --process-uid N",
            "--os",
            "config.json has no platform since runtime-spec 1.0.0, its part \"linux\" says as much");

    private RuntimeTool() {}

    /** What else an option is called. */
    public static List<String> otherNames(String option) {
        return NAMES.getOrDefault(option, List.of());
    }

    /** Options that are not taken, and what to do in their place. */
    public static Map<String, String> elsewhere() {
        return ELSEWHERE;
    }

    static List<EditOption> options() {
        List<EditOption> options = new ArrayList<>(List.of(
                EditOption.add(
                        "--mount-bind", "SOURCE:DIR[:OPTION…]", "/mounts", RuntimeTool::bind, "add a bind mount"),
                EditOption.add("--tmpfs", "DIR[:OPTION,…]", "/mounts", RuntimeTool::tmpfs, "add a tmpfs")));
        for (String kind : HOOKS) {
            String name = "--hooks-" + kind;
            String pointer = "/hooks/" + kind;
            options.add(EditOption.add(name, "PATH[:ARG…]", pointer, RuntimeTool::hook, "add a " + kind + " hook"));
            options.add(EditOption.each(name + "-env", "PATH:NAME=value", "a variable of it", (config, value) -> {
                ObjectNode hook = find(config, name + "-env", value, pointer);
                hook.withArray("env").add(value.substring(value.indexOf(':') + 1));
            }));
            options.add(EditOption.each(name + "-timeout", "PATH:SECONDS", "its timeout", (config, value) -> {
                ObjectNode hook = find(config, name + "-timeout", value, pointer);
                hook.set("timeout", Values.number(name + "-timeout", value.substring(value.indexOf(':') + 1)));
            }));
        }
        return options;
    }

    private static JsonNode bind(String option, String value) throws BundleException {
        String[] parts = Values.parts(option, value, ":", 2, 3, "SOURCE:DIR[:OPTION…]");
        ObjectNode mount =
                mount(parts[1], "bind", parts[0], parts.length > 2 ? parts[2].split("[:,]", -1) : new String[0]);
        boolean bind = false;
        for (JsonNode each : mount.path("options")) {
            bind |= each.asText().equals("bind") || each.asText().equals("rbind");
        }
        if (!bind) {
            mount.withArray("options").insert(0, "bind");
        }
        return mount;
    }

    private static JsonNode tmpfs(String option, String value) throws BundleException {
        String[] parts = Values.parts(option, value, ":", 1, 2, "DIR[:OPTION,…]");
        String options = parts.length > 1 ? parts[1] : "nosuid,nodev,mode=755";
        return mount(parts[0], "tmpfs", "tmpfs", options.split(",", -1));
    }

    private static ObjectNode mount(String destination, String type, String source, String... options) {
        ObjectNode mount = Values.object()
                .put("destination", destination)
                .put("type", type)
                .put("source", source);
        ArrayNode list = mount.putArray("options");
        for (String each : options) {
            list.add(each);
        }
        return mount;
    }

    private static JsonNode hook(String option, String value) throws BundleException {
        String[] parts = value.split(":", -1);
        if (parts[0].isEmpty()) {
            throw new BundleException(option + " " + value + ": expected PATH[:ARG…]");
        }
        ObjectNode hook = Values.object().put("path", parts[0]);
        // args[0] is the name that the hook sees of itself (execv(3)).
        ArrayNode args = hook.putArray("args");
        for (String part : parts) {
            args.add(TextNode.valueOf(part));
        }
        return hook;
    }

    /** The hook that a value is about; of several with one path the last. */
    private static ObjectNode find(ConfigTree config, String option, String value, String pointer)
            throws BundleException {
        String[] parts = Values.parts(option, value, ":", 2, 2, "PATH:VALUE");
        ObjectNode found = null;
        for (JsonNode hook : config.at(pointer)) {
            if (hook instanceof ObjectNode object && hook.path("path").asText().equals(parts[0])) {
                found = object;
            }
        }
        if (found == null) {
            throw new BundleException(option + " " + value + ": there is no hook " + parts[0] + " in " + pointer);
        }
        return found;
    }
}
