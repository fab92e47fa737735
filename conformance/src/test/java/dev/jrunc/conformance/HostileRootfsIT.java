package dev.jrunc.conformance;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Images that try to reach the host through links; whether the run fails does not matter, the host's files do. */
@Conformance
final class HostileRootfsIT {
    private static final String SECRET = Canary.SECRET;

    private static void replaceByLink(Bundle bundle, String path, Path target) throws IOException {
        Path link = bundle.rootfs().resolve(path);
        Files.createDirectories(link.getParent());
        Host.run("rm", "-rf", link.toString());
        Files.createSymbolicLink(link, target);
    }

    private static Result runOrRefusal(World world, Bundle bundle) {
        return world.run(bundle).expectRunOrRefusal();
    }

    /** Without the tmpfs on /dev and what is mounted below it. */
    private static Bundle withoutDev(World world) {
        Bundle bundle = world.bundle();
        for (int i = 0; i < 4; i++) {
            bundle.remove("/mounts/1");
        }
        return bundle;
    }

    @ParameterizedTest
    @CsvSource({"tmpfs,/link", "tmpfs,/link/new", "tmpfs,/link/../x", "bind,/link/new/deep", "bind,/link"})
    void linkAsMountPointStaysInside(String type, String destination, World world) throws IOException {
        Canary canary = Canary.in(world);
        for (Path target :
                new Path[] {canary.dir(), Path.of("../../host/dir"), Path.of("../../../../../../../../" + canary.dir())
                }) {
            Bundle bundle = world.bundle().shell("cat /link/file; echo ran");
            bundle.file("data/own", "", "rw-r--r--");
            bundle.mount(
                    destination,
                    type,
                    type.equals("bind") ? "data" : "tmpfs",
                    type.equals("bind") ? new String[] {"bind"} : new String[0]);
            replaceByLink(bundle, "link", target);
            Expect.hasNot(SECRET, runOrRefusal(world, bundle).out());
            canary.assertUntouched();
        }
    }

    /** Where mount points and device nodes are made after the volume has been mounted: in a directory of the host's then. */
    @ParameterizedTest
    @ValueSource(strings = {"/dev", "..", "/etc/../dev"})
    void volumeIsNotPutWhereTheRuntimeMakesFiles(String target, World world) throws IOException {
        Bundle bundle = world.bundle().mount("/link", "bind", "data", "rbind").mount("/new/place", "tmpfs", "tmpfs");
        bundle.file("data/own", "", "rw-r--r--");
        replaceByLink(bundle, "link", Path.of(target));
        runOrRefusal(world, bundle);
        assertEquals(List.of("own"), names(bundle.dir().resolve("data")));
    }

    private static List<String> names(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(file -> file.getFileName().toString()).toList();
        }
    }

    @Test
    void linkAsMountPointOfAFileStaysInside(World world) throws IOException {
        Canary canary = Canary.in(world);
        Bundle bundle = world.bundle().mount("/link", "bind", "own", "bind");
        bundle.file("own", "mine", "rw-r--r--");
        replaceByLink(bundle, "link", canary.dir().resolve("not-yet"));
        runOrRefusal(world, bundle.shell("echo x > /link; echo ran"));
        canary.assertUntouched();
    }

    @ParameterizedTest
    @ValueSource(strings = {"dev", "proc", "sys", "etc", "dev/pts", "dev/shm"})
    void directoryOfTheImageThatIsALinkStaysInside(String name, World world) throws IOException {
        Canary canary = Canary.in(world);
        Bundle bundle =
                name.startsWith("dev/") ? withoutDev(world).mount("/" + name, "tmpfs", "tmpfs") : world.bundle();
        replaceByLink(bundle, name, canary.dir());
        runOrRefusal(world, bundle);
        canary.assertUntouched();
    }

    @Test
    void devThatIsALinkGetsNoNodesWithoutMounts(World world) throws IOException {
        Canary canary = Canary.in(world);
        Bundle bundle = withoutDev(world);
        replaceByLink(bundle, "dev", canary.dir());
        runOrRefusal(world, bundle);
        canary.assertUntouched();
    }

    @ParameterizedTest
    @ValueSource(strings = {"null", "zero", "console", "ptmx", "stdin", "fd", "tty"})
    void deviceOfTheImageThatIsALinkIsNotFollowed(String name, World world) throws IOException {
        Canary canary = Canary.in(world);
        Bundle bundle = withoutDev(world).json("/linux/maskedPaths", "['/secret']");
        bundle.file("rootfs/secret", "hidden", "rw-r--r--");
        replaceByLink(bundle, "dev/" + name, canary.file());
        Result result = runOrRefusal(world, bundle.shell("echo changed > /secret; cat /secret; echo ran"));
        assertFalse(result.out().contains(SECRET) || result.out().contains("hidden"), result.toString());
        canary.assertUntouched();
    }

    @Test
    void listedDeviceBehindALinkIsMadeInside(World world) throws IOException {
        Canary canary = Canary.in(world);
        Bundle bundle = world.bundle()
                .json("/linux/devices/-", "{'path':'/link/node','type':'c','major':1,'minor':3,'fileMode':438}");
        replaceByLink(bundle, "link", canary.dir());
        runOrRefusal(world, bundle);
        canary.assertUntouched();
    }

    @Test
    void consoleThatIsALinkIsNotFollowed(World world) throws IOException {
        Canary canary = Canary.in(world);
        Bundle bundle = withoutDev(world)
                .set("/process/terminal", true)
                .mount("/dev/pts", "devpts", "devpts", "newinstance", "ptmxmode=0666");
        replaceByLink(bundle, "dev/console", canary.dir().resolve("console"));
        Container container = world.container(bundle.guest("hold"));
        try (ConsoleSocket socket = new ConsoleSocket(world.dir().resolve("s"))) {
            container.create("--console-socket", socket.path().toString());
        }
        canary.assertUntouched();
    }

    @ParameterizedTest
    @ValueSource(strings = {"maskedPaths", "readonlyPaths"})
    void hiddenPathBehindALinkChangesNothingOutside(String property, World world) throws IOException {
        Canary canary = Canary.in(world);
        Bundle bundle = world.bundle().json("/linux/" + property, "['/link/file']");
        replaceByLink(bundle, "link", canary.dir());
        runOrRefusal(world, bundle);
        canary.assertUntouched();
        Files.writeString(canary.dir().resolve("still-writable"), "");
    }

    /** What covers a file is the host's null device, whose mode root inside could change. */
    @Test
    void maskOfAFileIsNotForTheContainerToChange(World world) throws IOException {
        Path device = world.dir().resolve("null");
        Host.run("mknod", "-m", "666", device.toString(), "c", "1", "3");
        Host.run("mount", "--bind", device.toString(), "/dev/null");
        world.own(() -> Host.run("umount", "/dev/null"));
        Bundle bundle = world.bundle().json("/linux/maskedPaths", "['/etc/group']");
        assertEquals("[]", world.shell(bundle, "chmod 600 /etc/group 2>&-; echo \"[$(cat /etc/group)]\""));
        assertEquals("rw-rw-rw-", PosixFilePermissions.toString(Files.getPosixFilePermissions(device)));
    }

    @Test
    void cwdBehindALinkIsInside(World world) throws IOException {
        Canary canary = Canary.in(world);
        Bundle bundle = world.bundle().set("/process/cwd", "/link/made");
        replaceByLink(bundle, "link", canary.dir());
        runOrRefusal(world, bundle);
        canary.assertUntouched();
    }

    @ParameterizedTest
    @ValueSource(ints = {3, 4, 5, 6, 7, 8, 9, 10, 12, 15, 20})
    void cwdInADescriptorOfTheRuntimeDoesNotLeadOut(int fd, World world) throws IOException {
        Canary.in(world);
        Bundle bundle = world.bundle().set("/process/cwd", "/proc/self/fd/" + fd);
        String up = "../../../../../../../../../..";
        Result result =
                runOrRefusal(world, bundle.shell("cat " + up + world.dir() + "/host/dir/file 2>/dev/null; pwd -P"));
        assertFalse(result.out().contains(SECRET), result.toString());
    }

    @Test
    void usersOfTheImageAreLookedUpInside(World world) throws IOException {
        Canary canary = Canary.in(world);
        Files.writeString(canary.file(), "x:x:1000:1000::/home/of-the-host:/bin/sh\n");
        Bundle bundle =
                world.bundle().json("/process/env", "['PATH=/bin']").json("/process/user", "{'uid':1000,'gid':1000}");
        replaceByLink(bundle, "etc/passwd", canary.file());
        Expect.hasNot("of-the-host", runOrRefusal(world, bundle).out());
    }

    @Test
    void numericUserOfTheImageIsNoName(World world) {
        Bundle bundle = world.bundle().json("/process/user", "{'uid':1000,'gid':1000}");
        bundle.file("rootfs/etc/passwd", "1000:x:0:0::/:/bin/sh\n", "rw-r--r--");
        assertEquals("1000", world.report(bundle).list("uids").get(0));
    }

    @ParameterizedTest
    @ValueSource(strings = {"fifo", "endless", "directory"})
    void oddPasswdDoesNotHang(String kind, World world) throws IOException {
        Bundle bundle = world.bundle().json("/process/env", "['PATH=/bin']");
        Path passwd = bundle.rootfs().resolve("etc/passwd");
        Files.delete(passwd);
        switch (kind) {
            case "fifo" -> Host.run("mkfifo", passwd.toString());
            case "endless" -> Files.createSymbolicLink(passwd, Path.of("/dev/zero"));
            default -> Files.createDirectory(passwd);
        }
        world.container(bundle).by(Invocation::bounded).run().expectEnd().expectRunOrRefusal();
    }

    @Test
    void programThatIsTheRuntimeItselfCannotReachIt(World world) throws IOException {
        Path binary = world.runtime().path();
        byte[] before = Files.readAllBytes(binary);
        Bundle bundle = world.bundle();
        bundle.file("rootfs/script", "#!/proc/self/exe\n", "rwxr-xr-x");
        Files.createSymbolicLink(bundle.rootfs().resolve("link"), Path.of("/proc/self/exe"));
        for (String program : new String[] {"/script", "/link", "/proc/self/exe"}) {
            Container container = world.container(bundle.args(program)).by(Invocation::bounded);
            container.run().expectEnd();
        }
        assertArrayEquals(before, Files.readAllBytes(binary), binary + " was written to");
    }

    @Test
    void processBeforeStartIsNotTheHostsBinary(World world) throws IOException {
        Container container = world.container(world.bundle().guest("hold"));
        container.create().expectSuccess();
        Path exe = Path.of("/proc/" + container.pid() + "/exe");
        assertFalse(Files.isSameFile(exe, world.runtime().path()), "a sealed copy, which nothing inside can rewrite");
    }

    /** Where it can be no copy in memory: sysctl/vm.rst, memfd_noexec. */
    @Test
    void processBeforeStartCannotBeWrittenTo(World world) {
        String sysctl = "/proc/sys/vm/memfd_noexec";
        assumeTrue(Files.exists(Path.of(sysctl)), "this kernel is older than Linux 6.3");
        Bundle bundle = world.bundle().guest("hold");
        bundle.write();
        String lines = "echo 2 > " + sysctl + "; runtime=$*; $runtime create -b " + bundle.dir()
                + " --pid-file pid c > /dev/null; trap '$runtime delete -f c' EXIT; ! true > /proc/$(cat pid)/exe";
        Result result = world.runtime()
                .call()
                .through("sh", "-ec", "cd " + world.dir() + "; " + lines, "sh")
                .through("unshare", "--pid", "--fork", "--kill-child", "--mount-proc")
                .run();
        assertTrue(result.expectSuccess().err().contains("Read-only file system"), result.toString());
    }

    @Test
    @Tag("slow")
    void mountPointThatIsSwappedAllTheTimeStaysInside(World world) throws IOException, InterruptedException {
        Canary canary = Canary.in(world);
        Bundle bundle = world.bundle().mount("/swap/a/m", "tmpfs", "tmpfs").mount("/swap/b/n", "bind", "own", "bind");
        bundle.file("own/x", "", "rw-r--r--");
        Path directory = Files.createDirectories(bundle.rootfs().resolve("swap"));
        Path link = Files.createSymbolicLink(bundle.rootfs().resolve("swapped"), canary.dir());
        AtomicBoolean stop = new AtomicBoolean();
        Thread swapper = new Thread(() -> {
            while (!stop.get()) {
                Kernel.exchange(directory.toString(), link.toString());
            }
        });
        swapper.start();
        try {
            for (int i = 0; i < 30; i++) {
                runOrRefusal(world, bundle.shell("echo ran"));
                canary.assertUntouched();
            }
        } finally {
            stop.set(true);
            swapper.join();
        }
        Expect.nothingMounted(canary.dir());
    }
}
