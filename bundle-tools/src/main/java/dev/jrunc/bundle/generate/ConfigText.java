package dev.jrunc.bundle.generate;

import java.util.List;
import java.util.Map;

/** The text of a new config.json: the defaults with the user's options applied. */
public final class ConfigText {
    private ConfigText() {}

    /** Ends without a line feed, as the file of {@code runc spec} does. */
    public static String of(ConfigOptions options) {
        JsonText json = new JsonText();
        json.open('{').field("ociVersion", Defaults.OCI_VERSION);
        process(json, options);
        json.open("root", '{').field("path", options.rootPath());
        if (options.readonlyRoot()) {
            json.field("readonly", true);
        }
        json.close('}').field("hostname", options.hostname());
        mounts(json, options);
        if (!options.annotations().isEmpty()) {
            json.open("annotations", '{');
            for (Map.Entry<String, String> annotation : options.annotations().entrySet()) {
                json.field(annotation.getKey(), annotation.getValue());
            }
            json.close('}');
        }
        linux(json, options);
        return json.close('}').text();
    }

    private static void process(JsonText json, ConfigOptions options) {
        json.open("process", '{');
        if (options.terminal()) {
            json.field("terminal", true);
        }
        json.open("user", '{').field("uid", options.uid()).field("gid", options.gid());
        if (!options.additionalGids().isEmpty()) {
            json.open("additionalGids", '[');
            for (long gid : options.additionalGids()) {
                json.element(gid);
            }
            json.close(']');
        }
        json.close('}');
        json.field("args", options.args()).field("env", options.env()).field("cwd", options.cwd());
        json.open("capabilities", '{');
        for (String set : Defaults.CAPABILITY_SETS) {
            json.field(set, Defaults.CAPABILITIES);
        }
        json.close('}').open("rlimits", '[').open('{').field("type", "RLIMIT_NOFILE");
        json.field("hard", Defaults.OPEN_FILES).field("soft", Defaults.OPEN_FILES);
        json.close('}').close(']').field("noNewPrivileges", true).close('}');
    }

    private static void mounts(JsonText json, ConfigOptions options) {
        boolean rootless = options.rootless();
        json.open("mounts", '[');
        for (String[] mount : Defaults.MOUNTS) {
            mount(json, rootless && mount[0].equals("/sys") ? Defaults.ROOTLESS_SYS : mount, rootless);
        }
        for (String volume : options.volumes()) {
            String[] tmpfs = {volume, "tmpfs", "tmpfs", "nosuid", "nodev", "tmpcopyup"};
            mount(json, tmpfs, rootless);
        }
        json.close(']');
    }

    private static void mount(JsonText json, String[] mount, boolean rootless) {
        json.open('{').field("destination", mount[0]).field("type", mount[1]).field("source", mount[2]);
        if (mount.length > 3) {
            json.open("options", '[');
            for (int i = 3; i < mount.length; i++) {
                // A user namespace with one id has no group 5.
                if (!rootless || !(mount[i].startsWith("gid=") || mount[i].startsWith("uid="))) {
                    json.element(mount[i]);
                }
            }
            json.close(']');
        }
        json.close('}');
    }

    private static void linux(JsonText json, ConfigOptions options) {
        json.open("linux", '{');
        maps(json, "uidMappings", options.uidMaps());
        maps(json, "gidMappings", options.gidMaps());
        if (!options.rootless()) {
            json.open("resources", '{').open("devices", '[').open('{');
            json.field("allow", false)
                    .field("access", "rwm")
                    .close('}')
                    .close(']')
                    .close('}');
        }
        json.open("namespaces", '[');
        for (String type : Defaults.NAMESPACES) {
            if (!options.rootless() || !type.equals("network")) {
                namespace(json, type);
            }
        }
        if (options.cgroupNamespace()) {
            namespace(json, "cgroup");
        }
        if (!options.uidMaps().isEmpty() || !options.gidMaps().isEmpty()) {
            namespace(json, "user");
        }
        json.close(']');
        json.field("maskedPaths", Defaults.MASKED_PATHS).field("readonlyPaths", Defaults.READONLY_PATHS);
        json.close('}');
    }

    private static void namespace(JsonText json, String type) {
        json.open('{').field("type", type).close('}');
    }

    private static void maps(JsonText json, String name, List<IdMap> maps) {
        if (maps.isEmpty()) {
            return;
        }
        json.open(name, '[');
        for (IdMap map : maps) {
            json.open('{').field("containerID", map.container());
            json.field("hostID", map.host()).field("size", map.size()).close('}');
        }
        json.close(']');
    }
}
