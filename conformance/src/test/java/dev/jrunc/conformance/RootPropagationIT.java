package dev.jrunc.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** config-linux.md#rootfs-mount-propagation: which mounts the host and the container see of each other. */
@Conformance
final class RootPropagationIT {
    @ParameterizedTest
    @CsvSource({"private,''", "slave,''", "shared,shared", "unbindable,unbindable"})
    void rootfsPropagationIsTheConfigs(String name, String expected, World world) {
        Report report = world.report(world.bundle().set("/linux/rootfsPropagation", name));
        String seen = report.propagation("/");
        assertTrue(
                expected.isEmpty() ? seen.isEmpty() || seen.startsWith("master") : seen.startsWith(expected),
                "/ is \"" + seen + "\"");
    }

    private static Path sharedMount(World world) {
        Path shared = world.dir().resolve("shared");
        Host.run("mkdir", shared.toString());
        Host.run("mount", "-t", "tmpfs", "shared", shared.toString());
        world.own(() -> Host.run("umount", "-R", shared.toString()));
        Host.run("mount", "--make-shared", shared.toString());
        return shared;
    }

    /** "shared" is a peer group of its own: config-linux.md#rootfs-mount-propagation. */
    @ParameterizedTest
    @CsvSource({"slave,true", "rslave,true", "private,false", "rprivate,false", "shared,false", "unbindable,false"})
    void rootGetsTheMountsOfTheHostWhereItIsASlave(String name, boolean expected, World world) {
        Path shared = sharedMount(world);
        Bundle bundle = world.bundle().set("/linux/rootfsPropagation", name);
        String root = shared.resolve("rootfs").toString();
        Host.run("cp", "-a", bundle.rootfs().toString(), root);
        Host.run("mkdir", root + "/late");
        Container container = world.container(bundle.set("/root/path", root).guest("hold"));
        container.create().expectSuccess();
        Host.run("mount", "-t", "tmpfs", "late", root + "/late");
        String mounts = Host.read("/proc/" + container.pid() + "/mountinfo");
        assertEquals(expected, mounts.contains(" /late "), mounts);
    }

    @ParameterizedTest
    @ValueSource(strings = {"unbindable", "runbindable"})
    void unbindableRootHasReadonlyAndMaskedPaths(String name, World world) {
        Bundle bundle = world.bundle()
                .set("/linux/rootfsPropagation", name)
                .json("/linux/readonlyPaths", "['/etc','/proc/bus']")
                .json("/linux/maskedPaths", "['/secret']");
        bundle.file("rootfs/secret", "hidden", "rw-r--r--");
        assertEquals("refused", world.shell(bundle, "cat /secret; touch /etc/x 2> /dev/null || echo refused"));
    }

    @Test
    void mountsOfTheContainerDoNotReachTheHost(World world) {
        Bundle bundle = world.bundle().capabilities("CAP_SYS_ADMIN");
        var before = Host.mounts();
        assertEquals("mounted", world.shell(bundle, "mount -t tmpfs none /tmp && echo mounted"));
        assertEquals(before, Host.mounts());
    }

    /** What masks a file is the host's null device; it must be the container's own mount of it. */
    @Test
    void mountsOnAMaskDoNotReachTheHost(World world) {
        Path device = sharedMount(world).resolve("null");
        Host.run("mknod", device.toString(), "c", "1", "3");
        Host.run("mount", "--bind", device.toString(), "/dev/null");
        world.own(() -> Host.run("umount", "/dev/null"));
        Bundle bundle = world.bundle()
                .capabilities("CAP_SYS_ADMIN")
                .set("/linux/rootfsPropagation", "shared")
                .json("/linux/maskedPaths", "['/secret']");
        bundle.file("rootfs/secret", "hidden", "rw-r--r--");
        var before = Host.mounts();
        assertEquals("mounted", world.shell(bundle, "mount --bind /etc/passwd /secret && echo mounted"));
        assertEquals(before, Host.mounts());
    }

    @Test
    void hostsSharedMountsDoNotGetTheContainers(World world) {
        Path shared = sharedMount(world);
        Bundle bundle = world.bundle().mount("/shared", "bind", shared.toString(), "rbind");
        bundle.capabilities("CAP_SYS_ADMIN");
        var before = Host.mounts();
        assertEquals(
                "mounted", world.shell(bundle, "mkdir /shared/m && mount -t tmpfs none /shared/m && echo mounted"));
        assertEquals(before, Host.mounts());
    }

    /** As on a host with systemd, where "/" is shared. */
    @ParameterizedTest
    @ValueSource(strings = {"--no-pivot", "--no-new-keyring"})
    void sharedRootLeavesTheHostsMountsAsTheyWere(String pivot, World world) {
        Bundle bundle =
                world.bundle().set("/linux/rootfsPropagation", "rshared").shell("echo ran");
        String script = """
                mount --make-rshared /
                mount --bind rootfs rootfs
                cat /proc/self/mountinfo > before
                "$@"
                cat /proc/self/mountinfo > after
                """;
        Result run = world.container(bundle)
                .by(call -> call.cwd(bundle.dir())
                        .through("unshare", "-m", "--propagation", "private", "sh", "-ec", script, "sh"))
                .run(pivot)
                .expectSuccess();
        assertEquals("ran\n", run.out());
        assertEquals(bundle.read("before"), bundle.read("after"));
    }
}
