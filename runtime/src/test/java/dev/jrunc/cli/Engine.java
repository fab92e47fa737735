package dev.jrunc.cli;

import dev.jrunc.host.FakeHost;
import java.io.IOException;
import java.io.UncheckedIOException;

/** Runs whole commands against a fake host. */
final class Engine {
    static final String HYBRID_MOUNTS = """
            31 23 0:28 / /sys/fs/cgroup rw,relatime - tmpfs tmpfs rw,mode=755
            32 31 0:29 / /sys/fs/cgroup/cpu rw,relatime - cgroup cgroup rw,cpu
            34 31 0:31 / /sys/fs/cgroup/cpuset rw,relatime - cgroup cgroup rw,cpuset
            36 31 0:33 / /sys/fs/cgroup/devices rw,relatime - cgroup cgroup rw,devices
            37 31 0:34 / /sys/fs/cgroup/freezer rw,relatime - cgroup cgroup rw,freezer
            39 31 0:36 / /sys/fs/cgroup/pids rw,relatime - cgroup cgroup rw,pids
            41 31 0:38 / /sys/fs/cgroup/unified rw,relatime - cgroup2 cgroup2 rw
            """;
    static final String HYBRID_SELF = "8:pids:/\n6:freezer:/\n5:devices:/\n3:cpuset:/\n1:cpu:/\n0::/\n";
    static final String V2_MOUNTS = "31 23 0:28 / /sys/fs/cgroup rw,relatime - cgroup2 cgroup2 rw\n";
    static final String V2_SELF = "0::/user.slice/shell.scope\n";

    private Engine() {}

    /** A host with this layout of cgroups and a bundle in /b. */
    static FakeHost host(String mounts, String self, String config, String... arguments) {
        return new FakeHost(arguments)
                .directory("/b")
                .directory("/b/rootfs")
                .file("/b/config.json", config)
                .file("/proc/self/mountinfo", mounts)
                .file("/proc/self/cgroup", self);
    }

    /** What a systemd of this version answers whose units are in this cgroup; see ManagerFacts. */
    static String systemd(String version, String cgroup) {
        return property(version) + property(cgroup);
    }

    /** No error, and a variant that holds a string, each with its length in front; for less than 128 bytes. */
    private static String property(String value) {
        String variant = "\1s\0\0" + u32(value.length()) + value + "\0";
        return u32(0) + u32(variant.length()) + variant;
    }

    private static String u32(int small) {
        return (char) small + "\0\0\0";
    }

    /** The final plan of the command. */
    static String run(FakeHost host) {
        try {
            new FrontDoor(host).run();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return host.plan();
    }
}
