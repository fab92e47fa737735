package dev.jrunc.bundle.lint;

import dev.jrunc.spec.Config;
import dev.jrunc.spec.Cpu;
import dev.jrunc.spec.Hook;
import dev.jrunc.spec.Hooks;
import dev.jrunc.spec.Linux;
import dev.jrunc.spec.Mount;
import dev.jrunc.spec.Namespace;
import dev.jrunc.spec.Network;
import dev.jrunc.spec.Pointer;
import dev.jrunc.spec.Process;
import dev.jrunc.spec.Resources;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Compares a configuration with this machine: what it names must be here, and what it asks for be in the kernel. */
final class HostChecks {
    private static final String MOUNTS = "config.md#mounts";
    private static final String HOOKS = "config.md#posix-platform-hooks";
    private static final String LINUX = "config-linux.md";

    private final Findings findings;

    private HostChecks(Findings findings) {
        this.findings = findings;
    }

    static void check(Config config, Findings findings) {
        HostChecks checks = new HostChecks(findings);
        checks.mounts(config.mounts());
        Hooks hooks = config.hooks();
        if (hooks != null) {
            // startContainer's paths lie in the container.
            checks.hooks("prestart", hooks.prestart());
            checks.hooks("createRuntime", hooks.createRuntime());
            checks.hooks("createContainer", hooks.createContainer());
            checks.hooks("poststart", hooks.poststart());
            checks.hooks("poststop", hooks.poststop());
        }
        Process process = config.process();
        if (process != null) {
            checks.securityModules(process);
        }
        Linux linux = config.linux();
        if (linux != null) {
            checks.namespaces(linux.namespaces());
            for (String name : linux.netDevices().keySet()) {
                checks.exists("/sys/class/net/" + name, Pointer.child("/linux/netDevices", name), "no such device");
            }
            Resources resources = linux.resources();
            if (resources != null) {
                checks.controllers(resources);
            }
        }
    }

    private void mounts(List<Mount> mounts) {
        Set<String> known = filesystems();
        for (int i = 0; i < mounts.size(); i++) {
            Mount mount = mounts.get(i);
            String source = mount.source();
            if (mount.isBind()) {
                if (source != null && source.startsWith("/")) {
                    exists(source, "/mounts/" + i + "/source", source + " does not exist on this machine");
                }
            } else if (mount.type() != null && !known.isEmpty() && !known.contains(mount.type())) {
                findings.should(
                        "/mounts/" + i + "/type",
                        MOUNTS,
                        "this kernel has no filesystem " + mount.type() + " (/proc/filesystems)",
                        "it may be in a module that is not loaded: modprobe " + mount.type());
            }
        }
    }

    /** "cgroup" stands for either version, which the runtime finds out. */
    private static Set<String> filesystems() {
        Set<String> known = new HashSet<>();
        for (String line : lines("/proc/filesystems")) {
            known.add(line.substring(line.indexOf('\t') + 1));
        }
        if (known.contains("cgroup2")) {
            known.add("cgroup");
        }
        return known;
    }

    private void hooks(String kind, List<Hook> hooks) {
        for (int i = 0; i < hooks.size(); i++) {
            String path = hooks.get(i).path();
            String pointer = "/hooks/" + kind + "/" + i + "/path";
            if (!Files.exists(Path.of(path))) {
                findings.add(Level.MUST, pointer, HOOKS, path + " does not exist on this machine", null);
            } else if (!Files.isExecutable(Path.of(path)) || Files.isDirectory(Path.of(path))) {
                findings.add(Level.MUST, pointer, HOOKS, path + " is not executable", "chmod +x " + path);
            }
        }
    }

    private void securityModules(Process process) {
        if (isSet(process.apparmorProfile()) && !Files.isDirectory(Path.of("/sys/module/apparmor"))) {
            findings.add(
                    Level.MUST,
                    "/process/apparmorProfile",
                    LINUX,
                    "this kernel has no AppArmor",
                    "leave the profile out");
        }
        if (isSet(process.selinuxLabel()) && !Files.isDirectory(Path.of("/sys/fs/selinux"))) {
            findings.add(Level.MUST, "/process/selinuxLabel", LINUX, "SELinux is off here", "leave the label out");
        }
    }

    private static boolean isSet(@Nullable String value) {
        return value != null && !value.isEmpty();
    }

    private void namespaces(List<Namespace> namespaces) {
        for (int i = 0; i < namespaces.size(); i++) {
            Namespace namespace = namespaces.get(i);
            String path = namespace.path();
            if (path != null && !path.isEmpty()) {
                exists(path, "/linux/namespaces/" + i + "/path", path + " does not exist");
            } else {
                String file = namespace.type().equals("mount")
                        ? "mnt"
                        : namespace.type().equals("network") ? "net" : namespace.type();
                exists("/proc/self/ns/" + file, "/linux/namespaces/" + i, "this kernel has no such namespace");
            }
        }
    }

    private void controllers(Resources resources) {
        // The first is there only where version 2 is all there is.
        Set<String> known = controllers(lines("/sys/fs/cgroup/cgroup.controllers"), lines("/proc/cgroups"));
        needs(resources.memory() != null, "memory", "memory", known);
        Cpu cpu = resources.cpu();
        needs(cpu != null, "cpu", "cpu", known);
        needs(cpu != null && isSet(cpu.cpus()), "cpu/cpus", "cpuset", known);
        needs(cpu != null && isSet(cpu.mems()), "cpu/mems", "cpuset", known);
        needs(resources.pids() != null, "pids", "pids", known);
        needs(resources.blockIO() != null, "blockIO", "blkio", known);
        needs(!resources.hugepageLimits().isEmpty(), "hugepageLimits", "hugetlb", known);
        needs(!resources.rdma().isEmpty(), "rdma", "rdma", known);
        Network network = resources.network();
        if (network != null) {
            needs(network.classID() != null, "network/classID", "net_cls", known);
            needs(!network.priorities().isEmpty(), "network/priorities", "net_prio", known);
            for (int i = 0; i < network.priorities().size(); i++) {
                exists(
                        "/sys/class/net/" + network.priorities().get(i).name(),
                        "/linux/resources/network/priorities/" + i + "/name",
                        "no such device");
            }
        }
    }

    /** Those that a container can be limited by here, by their names of version 1. */
    static Set<String> controllers(List<String> unified, List<String> kernels) {
        Set<String> known = new HashSet<>();
        for (String line : unified) {
            for (String name : line.split(" ", -1)) {
                known.add(name.equals("io") ? "blkio" : name);
            }
        }
        if (known.isEmpty()) {
            for (String line : kernels) {
                // name, hierarchy (0: none of version 1), number of cgroups, enabled
                String[] fields = line.split("\t", -1);
                if (fields.length == 4 && !fields[1].equals("0") && fields[3].equals("1")) {
                    known.add(fields[0]);
                }
            }
        }
        return known;
    }

    private void needs(boolean asked, String property, String controller, Set<String> known) {
        if (asked && !known.isEmpty() && !known.contains(controller)) {
            findings.should(
                    "/linux/resources/" + property,
                    "config-linux.md#control-groups",
                    "there is no cgroup controller " + controller + " on this machine",
                    null);
        }
    }

    private void exists(String path, String pointer, String otherwise) {
        if (!Files.exists(Path.of(path))) {
            findings.add(Level.MUST, pointer, pointer.startsWith("/mounts") ? MOUNTS : LINUX, otherwise, null);
        }
    }

    private static List<String> lines(String file) {
        try {
            return Files.readAllLines(Path.of(file));
        } catch (IOException e) {
            return List.of();
        }
    }
}
