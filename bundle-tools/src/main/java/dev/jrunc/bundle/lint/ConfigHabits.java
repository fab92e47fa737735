package dev.jrunc.bundle.lint;

import dev.jrunc.spec.Config;
import dev.jrunc.spec.Device;
import dev.jrunc.spec.Hook;
import dev.jrunc.spec.Hooks;
import dev.jrunc.spec.Linux;
import dev.jrunc.spec.Mount;
import dev.jrunc.spec.Pointer;
import dev.jrunc.spec.Process;
import dev.jrunc.spec.Root;
import dev.jrunc.spec.validate.Names;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What is allowed and yet seldom meant, or asked for by a SHOULD of the specification. */
final class ConfigHabits {
    private static final String MOUNTS = "config.md#mounts";
    /** File systems none of whose own options is near to one of the specification. */
    private static final Set<String> KNOWN_FILE_SYSTEMS = Set.of("devpts", "mqueue", "proc", "sysfs", "tmpfs");

    private static final String ANNOTATIONS = "config.md#annotations";

    private ConfigHabits() {}

    static void check(Config config, Findings findings) {
        Process process = config.process();
        if (process != null) {
            process(process, findings);
        }
        Root root = config.root();
        if (root != null && root.path().matches("/+")) {
            findings.may("/root/path", "config.md#root", "the root filesystem is this machine's own", null);
        }
        mounts(config.mounts(), findings);
        options(config.mounts(), findings);
        Linux linux = config.linux();
        if (linux != null) {
            devices(linux.devices(), findings);
            isolation(linux, findings);
            SeccompHabits.check(linux.seccomp(), findings);
        }
        Hooks hooks = config.hooks();
        if (hooks != null) {
            deprecated(hooks.prestart(), findings);
        }
        annotations(config.annotations(), findings);
    }

    private static void process(Process process, Findings findings) {
        if (!process.args().isEmpty() && process.args().get(0).isEmpty()) {
            findings.add(
                    Level.MUST,
                    "/process/args/0",
                    "config.md#posix-process",
                    "is empty, and no program has that name",
                    "execvp(3) fails with ENOENT");
        }
        Map<String, Integer> seen = new HashMap<>();
        for (int i = 0; i < process.env().size(); i++) {
            String variable = process.env().get(i);
            int equals = variable.indexOf('=');
            String name = equals < 0 ? variable : variable.substring(0, equals);
            Integer before = seen.put(name, i);
            if (before != null) {
                findings.may(
                        "/process/env/" + i,
                        "environ(7)",
                        name + " is set before, at /process/env/" + before,
                        "the last one wins; keep one");
            }
        }
    }

    /** A later mount covers an earlier one when it lands on or above it (config.md: mounted in the listed order). */
    private static void mounts(List<Mount> mounts, Findings findings) {
        for (int later = 1; later < mounts.size(); later++) {
            String above = slash(mounts.get(later).destination());
            if (changesOnly(mounts.get(later))) {
                continue;
            }
            for (int i = 0; i < later; i++) {
                String below = slash(mounts.get(i).destination());
                if (below.startsWith(above) && !changesOnly(mounts.get(i))) {
                    findings.should(
                            "/mounts/" + later + "/destination",
                            MOUNTS,
                            "hides the mount at " + mounts.get(i).destination() + " (/mounts/" + i + ")",
                            below.equals(above) ? "keep one of them" : "list it before the other");
                }
            }
        }
    }

    /** What is known to no runtime is the file system's, and mount(2) fails when it does not know it either. */
    private static void options(List<Mount> mounts, Findings findings) {
        for (int i = 0; i < mounts.size(); i++) {
            Mount mount = mounts.get(i);
            String type = mount.type() == null ? "" : mount.type();
            if (type.equals("bind") && !mount.isBind()) {
                findings.should(
                        "/mounts/" + i + "/options",
                        MOUNTS,
                        "the type \"bind\" alone makes no bind mount, the kernel has no such file system",
                        "add the option \"bind\" or \"rbind\"");
            }
            for (int j = 0;
                    KNOWN_FILE_SYSTEMS.contains(type) && j < mount.options().size();
                    j++) {
                String option = mount.options().get(j);
                String hint = Names.MOUNT_OPTIONS.hint(option);
                if (hint != null && !option.contains("=") && !Names.MOUNT_OPTIONS.knows(option)) {
                    findings.should(
                            "/mounts/" + i + "/options/" + j,
                            MOUNTS,
                            "\"" + option + "\" is no mount option, and " + type + " has none of this name",
                            hint);
                }
            }
        }
    }

    private static boolean changesOnly(Mount mount) {
        return mount.options().contains("remount");
    }

    private static String slash(String path) {
        String absolute = path.startsWith("/") ? path : "/" + path;
        return absolute.endsWith("/") ? absolute : absolute + "/";
    }

    private static void devices(List<Device> devices, Findings findings) {
        Map<String, Integer> seen = new HashMap<>();
        for (int i = 0; i < devices.size(); i++) {
            Device device = devices.get(i);
            if (device.type().equals("p")) {
                continue;
            }
            Integer before =
                    seen.put((device.type().equals("b") ? "b" : "c") + device.major() + ":" + device.minor(), i);
            if (before != null) {
                findings.may(
                        "/linux/devices/" + i,
                        "config-linux.md#devices",
                        "is the same device as " + devices.get(before).path() + " (/linux/devices/" + before + ")",
                        null);
            }
        }
    }

    /** Without these a container shares what most people think it has of its own. */
    private static void isolation(Linux linux, Findings findings) {
        for (String type : List.of("mount", "pid")) {
            if (linux.namespaces().stream()
                    .noneMatch(namespace -> namespace.type().equals(type))) {
                findings.may(
                        "/linux/namespaces",
                        "config-linux.md#namespaces",
                        "no " + type + " namespace: the container shares the caller's",
                        null);
            }
        }
    }

    private static void deprecated(List<Hook> prestart, Findings findings) {
        if (!prestart.isEmpty()) {
            findings.may(
                    "/hooks/prestart",
                    "config.md#prestart",
                    "prestart hooks are deprecated",
                    "use createRuntime, createContainer or startContainer");
        }
    }

    private static void annotations(Map<String, String> annotations, Findings findings) {
        for (String key : annotations.keySet()) {
            String pointer = Pointer.child("/annotations", key);
            if (key.startsWith("org.opencontainers.")
                    && !key.startsWith("org.opencontainers.image.")
                    && !key.startsWith("org.opencontainers.runc.")) {
                findings.should(
                        pointer, ANNOTATIONS, "keys below org.opencontainers belong to the specification", null);
            } else if (key.indexOf('.') < 0) {
                findings.should(
                        pointer,
                        ANNOTATIONS,
                        "is no reversed domain name",
                        "name it after a domain of yours, as in com.example." + key);
            }
        }
    }
}
