package dev.jrunc.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** config.md#root: what the container sees as its root, and what of it is there by default. */
@Conformance
final class RootfsIT {
    @Test
    void rootIsTheBundlesAndNothingElseOfTheHost(World world) {
        Bundle bundle = world.bundle();
        bundle.file("rootfs/mark", "mine", "rw-r--r--");
        assertEquals("mine", world.shell(bundle, "cat /../../mark"));
        String inside =
                world.shell(bundle, "ls /; cut -d' ' -f5 /proc/self/mountinfo 2>/dev/null || cat /proc/self/mountinfo");
        assertFalse(inside.contains(bundle.dir().toString() + " "), inside);
    }

    @Test
    void noMountOfTheHostIsLeftInside(World world) {
        for (String line : world.report(world.bundle()).list("mountinfo")) {
            String target = line.split(" ", -1)[4];
            assertTrue(
                    target.equals("/")
                            || target.startsWith("/proc")
                            || target.startsWith("/dev")
                            || target.startsWith("/sys"),
                    line);
        }
    }

    @Test
    void chrootEscapeFindsNoHost(World world) {
        Bundle bundle = world.bundle().capabilities("CAP_SYS_CHROOT");
        bundle.file("rootfs/mark", "mine", "rw-r--r--");
        assertEquals(
                "mine",
                world.shell(
                        bundle,
                        "mkdir -p /tmp/jail/bin; cp /bin/busybox /tmp/jail/bin/cat; cd /;"
                                + " chroot /tmp/jail /bin/cat ../../../../mark 2>/dev/null || cat /mark"));
    }

    @Test
    void relativeRootPathIsBelowTheBundle(World world) throws IOException {
        Bundle bundle = world.bundle().set("/root/path", "other");
        Files.move(bundle.rootfs(), bundle.dir().resolve("other"));
        world.report(bundle);
    }

    @Test
    void absoluteRootPathWorks(World world) {
        Bundle bundle = world.bundle();
        world.report(bundle.set("/root/path", bundle.rootfs().toString()));
    }

    @Test
    void rootMayBeTheBundle(World world) {
        Bundle bundle = world.bundle().set("/root/path", ".");
        Path rootfs = bundle.rootfs();
        Host.run("sh", "-c", "mv " + rootfs + "/* " + bundle.dir() + "/");
        Expect.has("config.json", world.shell(bundle, "ls /"));
    }

    @Test
    void bundleIsTheCallersDirectoryUnlessGiven(World world) {
        Bundle bundle = world.bundle();
        Container container = world.container(bundle);
        container.beginning("run"); // writes config.json
        Result result = world.call("run", container.id()).cwd(bundle.dir()).run();
        assertEquals(1, new Report(result.json()).number("pid"));
    }

    @Test
    void readonlyRootRefusesWrites(World world) {
        Bundle bundle = world.bundle().set("/root/readonly", true);
        JsonNode result = world.run(bundle.guest("open", "c", "/new", "/etc/new", "/dev/new"))
                .json();
        assertEquals("EROFS", result.path("/new").asText());
        assertEquals("EROFS", result.path("/etc/new").asText());
        assertEquals("ok", result.path("/dev/new").asText());
        Expect.has("ro", world.report(bundle).mountOptions("/"));
    }

    @Test
    void rootIsWritableUnlessAskedOtherwise(World world) throws IOException {
        Bundle bundle = world.bundle();
        world.shell(bundle, "echo text > /written");
        assertEquals("text\n", Files.readString(bundle.rootfs().resolve("written")));
    }

    @Test
    void noPivotGivesTheSameRoot(World world) {
        Bundle bundle = world.bundle();
        bundle.file("rootfs/mark", "mine", "rw-r--r--");
        assertEquals(
                "mine",
                world.container(bundle.shell("cat /mark"))
                        .run("--no-pivot")
                        .expectSuccess()
                        .out());
    }

    @ParameterizedTest
    @ValueSource(strings = {"missing", "file"})
    void rootThatIsNoDirectoryIsRefused(String kind, World world) {
        Bundle bundle = world.bundle().set("/root/path", kind);
        bundle.file("file", "", "rw-r--r--");
        world.run(bundle).expectFailure();
    }

    @Test
    void standardLinksAndDevicesAreThere(World world) {
        JsonNode dev = world.run(world.bundle()
                        .guest(
                                "stat",
                                "/dev/fd",
                                "/dev/stdin",
                                "/dev/stdout",
                                "/dev/stderr",
                                "/dev/ptmx",
                                "/dev/null",
                                "/dev/zero",
                                "/dev/full",
                                "/dev/random",
                                "/dev/urandom",
                                "/dev/tty"))
                .json();
        assertEquals("/proc/self/fd", dev.at("/~1dev~1fd/target").asText());
        assertEquals("/proc/self/fd/0", dev.at("/~1dev~1stdin/target").asText());
        assertEquals("/proc/self/fd/1", dev.at("/~1dev~1stdout/target").asText());
        assertEquals("/proc/self/fd/2", dev.at("/~1dev~1stderr/target").asText());
        assertTrue(dev.at("/~1dev~1ptmx/target").asText().endsWith("pts/ptmx"), dev.toString());
        assertDevice(dev, "null", 1, 3);
        assertDevice(dev, "zero", 1, 5);
        assertDevice(dev, "full", 1, 7);
        assertDevice(dev, "random", 1, 8);
        assertDevice(dev, "urandom", 1, 9);
        assertDevice(dev, "tty", 5, 0);
    }

    private static void assertDevice(JsonNode dev, String name, int major, int minor) {
        JsonNode node = dev.at("/~1dev~1" + name);
        assertEquals(
                "char " + major + ":" + minor + " mode " + 0666,
                node.path("type").asText() + " " + node.path("major") + ":" + node.path("minor") + " mode "
                        + node.path("mode"),
                name);
    }
}
