package dev.jrunc.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** mounts add and remove: the mounts of a container change while it runs, and nobody else's do. */
@Conformance
final class MountsCommandIT {
    @BeforeEach
    void onlyWhereThereIsSuchACommand(World world) {
        assumeTrue(
                world.runtime().call("mounts", "--help").run().exit() == 0,
                "the runtime has no command to change mounts");
    }

    private static Result mounts(World world, String what, Container container, String json) {
        Path file = container.bundle().file("mounts.json", json.replace('\'', '"'), "rw-r--r--");
        return world.call("mounts", what, container.id(), file.toString()).run();
    }

    private static String mountInfo(Container container) {
        return Host.read("/proc/" + container.pid() + "/mountinfo");
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void bindAndTmpfsComeAndGo(boolean userNamespace, World world) {
        Bundle bundle = world.bundle().guest("hold");
        if (userNamespace) {
            bundle.userNamespace();
        }
        Container container = world.container(bundle).started();
        Path source = bundle.dir().resolve("data");
        source.toFile().mkdirs();
        bundle.file("data/word", "from the host", "rw-r--r--");
        String host = Host.read("/proc/self/mountinfo");
        String before = mountInfo(container);
        String both = "[{'destination': '/mnt/a', 'source': '" + source + "', 'options': ['rbind', 'ro']},"
                + " {'destination': '/mnt/a2/t', 'type': 'tmpfs', 'source': 'tmpfs', 'options': ['nosuid', 'size=64k']}]";
        mounts(world, "add", container, both).expectSilence();
        assertEquals("from the host", container.readInside("/mnt/a/word"));
        String during = mountInfo(container);
        assertTrue(during.lines().anyMatch(line -> line.contains(" /mnt/a ") && line.contains(" ro,")), during);
        assertTrue(during.lines().anyMatch(line -> line.contains(" /mnt/a2/t ") && line.contains("nosuid")), during);
        assertEquals(host, Host.read("/proc/self/mountinfo"));
        mounts(world, "remove", container, both).expectSilence();
        assertEquals(before, mountInfo(container));
        container.stop();
    }

    /** On hosts of today every mount is shared: what the container mounts there must not show. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void sharedMountOfTheHostIsNoWayBack(boolean userNamespace, World world) {
        Bundle bundle = world.bundle().guest("hold");
        if (userNamespace) {
            bundle.userNamespace();
        }
        Container container = world.container(bundle).started();
        String source = world.dir().resolve("shared").toString();
        Host.run("mkdir", source);
        Host.run("mount", "-t", "tmpfs", "shared", source);
        try {
            Host.run("mount", "--make-shared", source);
            mounts(
                            world,
                            "add",
                            container,
                            "[{'destination': '/mnt/a', 'source': '" + source + "', 'options': ['rbind']}]")
                    .expectSilence();
            String added = mountInfo(container)
                    .lines()
                    .filter(line -> line.contains(" /mnt/a "))
                    .findFirst()
                    .orElseThrow();
            assertTrue(added.contains(" master:") && !added.contains(" shared:"), added);
        } finally {
            Host.run("umount", source);
        }
        container.stop();
    }

    /** mount_namespaces(7): what a more privileged namespace has set on a mount is locked, as at create. */
    @Test
    void mountThatIsReadonlyOnTheHostIsNotMadeWritable(World world) {
        Bundle bundle = world.bundle().userNamespace().capabilities("CAP_SYS_ADMIN");
        Container container = world.container(bundle.guest("hold")).started();
        String data = bundle.file("data/file", "kept", "rw-rw-rw-").getParent().toString();
        Host.run("mount", "--bind", data, data);
        world.own(() -> Host.run("umount", data));
        Host.run("mount", "-o", "remount,bind,ro,nosuid", data);
        String bind = "[{'destination': '/data', 'source': '" + data + "', 'options': ['bind'%s]}]";
        mounts(world, "add", container, bind.formatted(", 'rw'")).expectFailure("/mounts/0", "operation not permitted");
        mounts(world, "add", container, bind.formatted("")).expectSilence();
        assertEquals("kept", container.readInside("/data/file"));
        String remount = "mount -o remount,bind,nosuid,";
        String[] stricter = {"exec", container.id(), "/bin/sh", "-c", remount + "ro,noexec /data"};
        world.call(stricter).run().expectSuccess();
        String[] weaker = {"exec", container.id(), "/bin/sh", "-c", remount + "rw,noexec /data"};
        world.call(weaker).run().expectFailure();
        assertTrue(mountInfo(container).contains(" /data ro,nosuid,noexec,"), mountInfo(container));
        container.stop();
    }

    @Test
    void sourceThatTheContainersRootCannotReachWorks(World world) {
        Bundle bundle = world.bundle().userNamespace().guest("hold");
        Container container = world.container(bundle).started();
        String data = bundle.file("closed/data/file", "reached", "rw-r--r--")
                .getParent()
                .toString();
        Host.run("chmod", "700", bundle.dir().resolve("closed").toString());
        mounts(world, "add", container, "[{'destination': '/m', 'source': '" + data + "', 'options': ['bind']}]")
                .expectSilence();
        assertEquals("reached", container.readInside("/m/file"));
        container.stop();
    }

    @Test
    void linksOfTheContainerLeadNowhereElse(World world) {
        Bundle bundle = world.bundle()
                .mount("/mnt", "tmpfs", "tmpfs", "nosuid")
                .shell("ln -s /../../../../../../tmp /mnt/link; echo ready; exec /guest hold");
        Container container = world.container(bundle).started();
        String host = Host.read("/proc/self/mountinfo");
        mounts(world, "add", container, "[{'destination': '/mnt/link/in', 'type': 'tmpfs', 'source': 'tmpfs'}]")
                .expectSilence();
        assertEquals(host, Host.read("/proc/self/mountinfo"));
        assertTrue(mountInfo(container).contains(" /tmp/in "), mountInfo(container));
        Expect.gone(Path.of("/tmp/in"));
        container.stop();
    }

    @Test
    void failuresNameTheMount(World world) {
        Container container = world.container(world.bundle().guest("hold")).started();
        mounts(world, "add", container, "[{'destination': '/x', 'type': 'nofs', 'source': 'x'}]")
                .expectFailure("/x");
        mounts(world, "add", container, "[{'destination': '/x', 'source': '/no/such', 'options': ['bind']}]")
                .expectFailure("/no/such", "no such file or directory");
        mounts(world, "remove", container, "[{'destination': '/etc'}]").expectFailure("/etc");
        mounts(world, "add", container, "{'destination': '/x'}").expectFailure("mounts.json:1:1: expected an array");
        mounts(world, "add", container, "[{'destination': 5}]").expectFailure("mounts.json:1:18: /0/destination");
        mounts(world, "add", container, "[{'type': 'tmpfs'}]").expectFailure("/mounts/0/destination", "is missing");
        mounts(world, "add", container, "[{'destination': '/x', 'source': '/', 'options': ['bind', 'nosiud']}]")
                .expectFailure("/mounts/0/options/1");
        world.call("mounts", "change", container.id(), "/dev/null").run().expectFailure("add or remove");
        container.stop();
        mounts(world, "add", container, "[{'destination': '/x', 'type': 'tmpfs', 'source': 'tmpfs'}]")
                .expectFailure("not running");
    }
}
