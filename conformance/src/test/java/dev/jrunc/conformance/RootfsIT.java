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
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** config.md#root and the parts of config-linux.md that change the root filesystem. */
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
    void maskedFileReadsEmpty(World world) {
        Bundle bundle = world.bundle().json("/linux/maskedPaths", "['/secret','/secret-dir','/no/such']");
        bundle.file("rootfs/secret", "hidden", "rw-r--r--");
        bundle.file("rootfs/secret-dir/file", "hidden", "rw-r--r--");
        assertEquals("[][]", world.shell(bundle, "echo \"[$(cat /secret)][$(ls -A /secret-dir)]\""));
        assertEquals("EROFS", world.open(bundle, "c", "/secret-dir/new"));
    }

    @Test
    void maskCannotBeTakenOff(World world) {
        Bundle bundle = world.bundle().json("/linux/maskedPaths", "['/secret']");
        bundle.file("rootfs/secret", "hidden", "rw-r--r--");
        assertEquals("[]", world.shell(bundle, "umount /secret 2>/dev/null; echo \"[$(cat /secret)]\""));
    }

    @Test
    void readonlyPathsRefuseWrites(World world) {
        Bundle bundle = world.bundle().json("/linux/readonlyPaths", "['/fixed','/fixed-file','/proc/sys','/no/such']");
        bundle.file("rootfs/fixed/file", "", "rw-rw-rw-");
        bundle.file("rootfs/fixed-file", "", "rw-rw-rw-");
        JsonNode result = world.run(
                        bundle.guest("open", "w", "/fixed/file", "/fixed-file", "/proc/sys/kernel/domainname"))
                .json();
        result.forEach(error -> assertEquals("EROFS", error.asText(), result.toString()));
        assertEquals("", world.shell(bundle, "cat /fixed/file"));
    }

    /** A mount over the root would be seen by nobody. */
    @ParameterizedTest
    @ValueSource(strings = {"/", "/..", "/up", "/etc/.."})
    void rootMayBeAReadonlyPath(String path, World world) throws IOException {
        Bundle bundle = world.bundle().json("/linux/readonlyPaths", "['" + path + "']");
        bundle.file("rootfs/etc/file", "", "rw-r--r--");
        Files.createSymbolicLink(bundle.rootfs().resolve("up"), Path.of("/"));
        JsonNode result = world.run(bundle.guest("open", "c", "/new", "/etc/new", "/dev/new"))
                .json();
        assertEquals("EROFS", result.path("/new").asText());
        assertEquals("EROFS", result.path("/etc/new").asText());
        assertEquals("ok", result.path("/dev/new").asText());
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/up"})
    void rootIsNotMasked(String path, World world) throws IOException {
        Bundle bundle = world.bundle().json("/linux/maskedPaths", "['" + path + "']");
        Files.createSymbolicLink(bundle.rootfs().resolve("up"), Path.of("/"));
        world.run(bundle).expectFailure();
    }

    /** It is what the path leads to that is hidden or fixed. */
    @Test
    void linksOfTheRootAreFollowed(World world) throws IOException {
        Bundle bundle = world.bundle()
                .json("/linux/maskedPaths", "['/to-secret','/gone']")
                .json("/linux/readonlyPaths", "['/to-fixed']");
        bundle.file("rootfs/secret", "hidden", "rw-r--r--");
        bundle.file("rootfs/fixed/file", "", "rw-rw-rw-");
        Files.createSymbolicLink(bundle.rootfs().resolve("to-secret"), Path.of("/../secret"));
        Files.createSymbolicLink(bundle.rootfs().resolve("to-fixed"), Path.of("fixed"));
        Files.createSymbolicLink(bundle.rootfs().resolve("gone"), Path.of("/no/such"));
        assertEquals(
                "[] fixed",
                world.shell(bundle, "echo \"[$(cat /secret)]\" $(touch /fixed/x 2>/dev/null || echo fixed)"));
    }

    /** Only the mount of the path itself: what is mounted below it has its own. */
    @Test
    void mountsBelowAReadonlyPathStayAsTheyAre(World world) {
        Bundle bundle = world.bundle()
                .mount("/data", "tmpfs", "tmpfs")
                .mount("/data/open", "tmpfs", "tmpfs")
                .mount("/data/hidden", "tmpfs", "tmpfs")
                .json("/linux/readonlyPaths", "['/data']")
                .json("/linux/maskedPaths", "['/data/hidden']");
        JsonNode result = world.run(bundle.guest("open", "c", "/data/new", "/data/open/new", "/data/hidden/new"))
                .json();
        assertEquals("EROFS", result.path("/data/new").asText());
        assertEquals("ok", result.path("/data/open/new").asText());
        assertEquals("EROFS", result.path("/data/hidden/new").asText());
    }

    /** runc's mask.bats. */
    @Test
    void pathThatIsListedTwiceIsMaskedOnce(World world) {
        Bundle bundle = world.bundle().json("/linux/maskedPaths", "['/tmp','/tmp']");
        assertEquals("1", world.shell(bundle, "grep -c ' /tmp ' /proc/self/mountinfo"));
    }

    @Test
    void nodesOfAnyTypeAreMasked(World world) {
        Bundle bundle = world.bundle()
                .json("/linux/devices/-", "{'path':'/dev/c666','type':'c','major':10,'minor':666}")
                .json("/linux/devices/-", "{'path':'/dev/b666','type':'b','major':8,'minor':666}")
                .json("/linux/devices/-", "{'path':'/dev/pipe','type':'p'}")
                .json("/linux/maskedPaths", "['/dev/c666','/dev/b666','/dev/pipe']");
        assertEquals("[]", world.shell(bundle, "echo \"[$(cat /dev/c666 /dev/b666 /dev/pipe)]\""));
    }

    @Test
    void maskedAndReadonlyPathsWorkOnAReadonlyRoot(World world) {
        Bundle bundle = world.bundle().set("/root/readonly", true).json("/linux/maskedPaths", "['/secret']");
        bundle.file("rootfs/secret", "hidden", "rw-r--r--");
        assertEquals("[]", world.shell(bundle, "echo \"[$(cat /secret)]\""));
    }

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
