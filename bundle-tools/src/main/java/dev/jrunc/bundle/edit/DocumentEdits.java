package dev.jrunc.bundle.edit;

import static dev.jrunc.bundle.edit.EditOption.add;
import static dev.jrunc.bundle.edit.EditOption.clear;
import static dev.jrunc.bundle.edit.EditOption.flag;
import static dev.jrunc.bundle.edit.EditOption.remove;
import static dev.jrunc.bundle.edit.EditOption.text;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.jrunc.bundle.report.BundleException;
import dev.jrunc.spec.Pointer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Changes to what every platform has: root, names, mounts, hooks, annotations; and any value by its pointer. */
final class DocumentEdits {
    private static final List<String> HOOKS =
            List.of("prestart", "createRuntime", "createContainer", "startContainer", "poststart", "poststop");

    private DocumentEdits() {}

    static List<EditOption> options() {
        List<EditOption> options = new ArrayList<>(List.of(
                text("--oci-version", "X.Y.Z", "/ociVersion", "version of the specification"),
                text("--rootfs-path", "DIR", "/root/path", "root filesystem"),
                flag("--rootfs-readonly", "/root/readonly", "keep the container from writing to it"),
                text("--hostname", "NAME", "/hostname", "host name"),
                text("--domainname", "NAME", "/domainname", "NIS domain name"),
                clear("--mounts-clear", "/mounts", "remove all mounts"),
                remove("--mounts-remove", "DESTINATION", "/mounts", "destination", "remove what is mounted there"),
                EditOption.each(
                        "--mounts-cgroup",
                        "ro|rw|no",
                        "whether the container sees its cgroup at /sys/fs/cgroup",
                        DocumentEdits::cgroupMount),
                add(
                        "--mounts-add",
                        "MOUNT",
                        "/mounts",
                        DocumentEdits::mount,
                        "SOURCE:DESTINATION[:TYPE[:OPTION,…]] (type bind: a bind mount), or JSON"),
                clear("--annotations-clear", "/annotations", "remove all annotations"),
                EditOption.each(
                        "--annotations-remove",
                        "KEY",
                        "remove an annotation",
                        (config, key) -> config.remove(Pointer.child("/annotations", key))),
                EditOption.each("--annotations", "KEY=value", "set an annotation", (config, value) -> {
                    String[] parts = Values.parts("--annotations", value, "=", 2, 2, "KEY=value");
                    config.set(Pointer.child("/annotations", parts[0]), TextNode.valueOf(parts[1]));
                }),
                clear("--hooks-clear", "/hooks", "remove all hooks")));
        for (String kind : HOOKS) {
            String name = "--hooks-" + kind.toLowerCase(Locale.ROOT);
            options.add(clear(name + "-clear", "/hooks/" + kind, "remove all " + kind + " hooks"));
            options.add(add(
                    name + "-add",
                    "HOOK",
                    "/hooks/" + kind,
                    DocumentEdits::hook,
                    "add one: PATH[:ARG,…[:NAME=value,…[:TIMEOUT]]], or JSON"));
        }
        return options;
    }

    /** Any value at all; done after everything else. */
    static List<EditOption> anything() {
        return List.of(
                EditOption.each("--unset", "POINTER", "remove any value, as /linux/seccomp", ConfigTree::remove),
                EditOption.each(
                        "--set", "POINTER=JSON", "set any value, as /process/args='[\"sh\"]'", (config, value) -> {
                            String[] parts = Values.parts("--set", value, "=", 2, 2, "POINTER=JSON");
                            config.set(parts[0], Values.json("--set " + parts[0], parts[1]));
                        }));
    }

    private static void cgroupMount(ConfigTree config, String value) throws BundleException {
        if (!List.of("ro", "rw", "no").contains(value)) {
            throw new BundleException("--mounts-cgroup " + value + ": expected ro, rw or no");
        }
        config.removeIf("/mounts", mount -> mount.path("type").asText().matches("cgroup2?"));
        if (!value.equals("no")) {
            config.append(
                    "/mounts",
                    mount("--mounts-cgroup", "cgroup:/sys/fs/cgroup:cgroup:nosuid,noexec,nodev,relatime," + value));
        }
    }

    private static JsonNode mount(String option, String value) throws BundleException {
        if (value.startsWith("{")) {
            return Values.json(option, value);
        }
        String[] parts = Values.parts(option, value, ":", 2, 4, "SOURCE:DESTINATION[:TYPE[:OPTION,…]]");
        ObjectNode mount = Values.object().put("destination", parts[1]);
        String type = parts.length > 2 && !parts[2].isEmpty() ? parts[2] : "bind";
        mount.put("type", type).put("source", parts[0]);
        ArrayNode options = mount.putArray("options");
        boolean bind = false;
        if (parts.length > 3) {
            for (String each : parts[3].split(",", -1)) {
                options.add(each);
                bind |= each.equals("bind") || each.equals("rbind");
            }
        }
        // config.md#mounts: it is the option that makes a bind mount, not the type.
        if (type.equals("bind") && !bind) {
            options.insert(0, "rbind");
        }
        return mount;
    }

    private static JsonNode hook(String option, String value) throws BundleException {
        if (value.startsWith("{")) {
            return Values.json(option, value);
        }
        String[] parts = Values.parts(option, value, ":", 1, 4, "PATH[:ARG,…[:NAME=value,…[:TIMEOUT]]]");
        ObjectNode hook = Values.object().put("path", parts[0]);
        if (parts.length > 1 && !parts[1].isEmpty()) {
            // args[0] is the name that the hook sees of itself (execv(3)).
            ArrayNode args = hook.putArray("args").add(parts[0]);
            for (String each : parts[1].split(",", -1)) {
                args.add(each);
            }
        }
        if (parts.length > 2 && !parts[2].isEmpty()) {
            ArrayNode env = hook.putArray("env");
            for (String each : parts[2].split(",", -1)) {
                env.add(each);
            }
        }
        if (parts.length > 3) {
            hook.set("timeout", Values.number(option, parts[3]));
        }
        return hook;
    }
}
