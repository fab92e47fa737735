package dev.jrunc.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Mounts of type cgroup and cgroup2, which the specification leaves to the runtime. */
@Conformance
final class CgroupMountsIT {
    @Test
    void cgroupMountIsReadonlyAndShowsTheController(World world) {
        Bundle bundle = world.bundle()
                .mount("/sys/fs/cgroup", "cgroup", "cgroup", "nosuid", "noexec", "nodev", "relatime", "ro");
        if (Cgroups.isV2()) { // where it shows the root of the process's namespace
            bundle.namespace("cgroup", "");
        }
        String made = Cgroups.isV2() ? "/sys/fs/cgroup/new" : "/sys/fs/cgroup/memory/new";
        assertEquals("EROFS", world.open(bundle, "d", made));
        String processes = Cgroups.isV2() ? "/sys/fs/cgroup/cgroup.procs" : "/sys/fs/cgroup/memory/cgroup.procs";
        assertEquals("1", world.shell(bundle, "head -n 1 " + processes));
    }

    /** Without a cgroup namespace the trees are shown by binds, with one they are mounted anew: what is seen is the same. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void cgroupMountHasEveryTreeAndShowsTheContainersOwn(boolean namespace, World world) {
        assumeFalse(Cgroups.isV2(), "one tree only");
        Bundle bundle = world.bundle().mount("/sys/fs/cgroup", "cgroup", "cgroup", "ro", "nosuid", "nodev", "noexec");
        if (namespace) {
            bundle.namespace("cgroup", "");
        }
        Report report = world.report(bundle);
        for (String line : Host.read("/proc/self/cgroup").lines().toList()) {
            String[] fields = line.split(":", 3);
            if (!fields[1].isEmpty()) {
                String tree = "/sys/fs/cgroup/" + fields[1].replace("name=", "");
                String mount = report.mount(tree);
                assertTrue(mount.contains(" ro,nosuid,nodev,noexec,relatime ") && mount.contains(" - cgroup "), mount);
                assertEquals("1", world.shell(bundle, "head -n 1 " + tree + "/cgroup.procs"));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void cgroup2MountIsThatTreeBesideOthersAsWell(boolean namespace, World world) {
        Bundle bundle = world.bundle().mount("/sys/fs/cgroup", "cgroup2", "cgroup2", "ro", "nosuid", "nodev", "noexec");
        if (namespace) {
            bundle.namespace("cgroup", "");
        }
        String mount = world.report(bundle).mount("/sys/fs/cgroup");
        assertTrue(mount.contains(" - cgroup2 "), mount);
        assertTrue(mount.contains(" ro,nosuid,nodev,noexec,relatime "), mount);
        assertEquals(
                namespace,
                world.shell(bundle, "if test -e /sys/fs/cgroup/cgroup.events; then echo own; fi")
                        .equals("own"));
    }

    /** In a peer group of the host's, what the container mounts there would cover cgroups that the runtime reads. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void cgroupMountIsNoPeerOfTheHosts(boolean namespace, World world) {
        Host.run("mount", "--make-rshared", "/sys/fs/cgroup");
        world.own(() -> Host.run("mount", "--make-rprivate", "/sys/fs/cgroup"));
        Bundle bundle = world.bundle()
                .mount("/sys/fs/cgroup", "cgroup", "cgroup", "ro")
                .set("/linux/rootfsPropagation", "shared");
        if (namespace) {
            bundle.namespace("cgroup", "");
        }
        String tree = Cgroups.isV2() ? "/sys/fs/cgroup" : "/sys/fs/cgroup/memory";
        assertEquals("", world.report(bundle).propagation(tree));
    }

    @Test
    void cgroupsThatMayBeWrittenAreTheContainersOwn(World world) {
        Bundle bundle = world.bundle()
                .namespace("cgroup", "")
                .mount("/sys/fs/cgroup", "cgroup", "cgroup", "rw", "nosuid", "nodev", "noexec");
        String below = Cgroups.isV2() ? "/sys/fs/cgroup/below" : "/sys/fs/cgroup/pids/below";
        assertEquals("made", world.shell(bundle, "mkdir " + below + " && echo made; rmdir " + below));
    }
}
