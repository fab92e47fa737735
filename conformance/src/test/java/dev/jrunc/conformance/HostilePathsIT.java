package dev.jrunc.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Paths of a config that lead round the image's corners, and things of the image that are not what they should be. */
@Conformance
final class HostilePathsIT {
    private static void replaceByLink(Bundle bundle, String path, Path target) throws IOException {
        Path link = bundle.rootfs().resolve(path);
        Files.createDirectories(link.getParent());
        Host.run("rm", "-rf", link.toString());
        Files.createSymbolicLink(link, target);
    }

    /** What is no file: a fifo, a link to nowhere, one to itself, one to an endless file. */
    private static void makeOdd(Path path, String kind) throws IOException {
        Files.createDirectories(path.getParent());
        Files.deleteIfExists(path);
        switch (kind) {
            case "fifo" -> Host.run("mkfifo", path.toString());
            case "dangling" -> Files.createSymbolicLink(path, Path.of("/no/such"));
            case "loop" -> Files.createSymbolicLink(path, path.getFileName());
            case "endless" -> Files.createSymbolicLink(path, Path.of("/dev/zero"));
            case "directory" -> Files.createDirectory(path);
            default -> throw new IllegalArgumentException(kind);
        }
    }

    private static Result bounded(World world, Bundle bundle) {
        return world.container(bundle).by(Invocation::bounded).run().expectEnd().expectRunOrRefusal();
    }

    /** CVE-2019-16884: procfs is what labels are written to. */
    @ParameterizedTest
    @CsvSource({
        "/link/self,/proc",
        "/link/sys/kernel,/proc",
        "/link,/proc/self",
        "/link,/proc/sys",
        "/link/sys,/sys/../proc",
        "/link/self,/etc/../proc",
        "//proc//self,-",
        "/./proc/./self/../self,-",
        "/proc/thread-self/attr,-",
        "/proc/../link/self,/proc",
        "/dev/../link/sys/kernel,/proc"
    })
    void mountInsideProcByAnyNameDoesNotCoverIt(String destination, String target, World world) throws IOException {
        for (String type : new String[] {"bind", "tmpfs"}) {
            Bundle bundle = world.bundle().mount(destination, type, type.equals("bind") ? "fake" : "tmpfs", type);
            if (type.equals("tmpfs")) {
                bundle.json("/mounts/" + (bundle.config().get("mounts").size() - 1) + "/options", "[]");
            }
            bundle.file("fake/attr/exec", "", "rw-rw-rw-");
            if (!target.equals("-")) {
                replaceByLink(bundle, "link", Path.of(target));
            }
            Result result = bounded(world, bundle.shell("cat /proc/self/mountinfo"));
            boolean covered = result.out()
                    .lines()
                    .anyMatch(line -> line.split(" ", -1)[4].matches("/proc/(\\d+|self|sys|.*attr).*")
                            && !line.contains(" - proc "));
            assertFalse(covered, result.toString());
        }
    }

    @Test
    void copyOfATmpfsTakesLinksForWhatTheyAre(World world) throws IOException {
        Canary canary = Canary.in(world);
        Bundle bundle = world.bundle().mount("/data", "tmpfs", "tmpfs", "tmpcopyup");
        Files.createDirectories(bundle.rootfs().resolve("data/sub"));
        replaceByLink(bundle, "data/file", canary.file());
        replaceByLink(bundle, "data/dir", canary.dir());
        replaceByLink(bundle, "data/sub/up", Path.of("../../../../host/dir"));
        Result result = bounded(
                world, bundle.shell("cat /data/file /data/dir/file /data/sub/up/file; echo x > /data/file; ls /data"));
        assertFalse(result.out().contains(Canary.SECRET), result.toString());
        canary.assertUntouched();
    }

    @Test
    void copyOfATmpfsBehindALinkIsNotTheHosts(World world) throws IOException {
        Canary canary = Canary.in(world);
        Bundle bundle = world.bundle().mount("/data/sub", "tmpfs", "tmpfs", "tmpcopyup");
        replaceByLink(bundle, "data", canary.dir().getParent());
        Files.createDirectories(canary.dir().resolveSibling("sub"));
        Files.writeString(canary.dir().resolveSibling("sub").resolve("file"), Canary.SECRET);
        Result result = bounded(world, bundle.shell("cat /data/sub/file"));
        assertFalse(result.out().contains(Canary.SECRET), result.toString());
        canary.assertUntouched();
    }

    @ParameterizedTest
    @ValueSource(strings = {"fifo", "endless"})
    void copyOfATmpfsWaitsForNoFile(String kind, World world) throws IOException {
        Bundle bundle = world.bundle().mount("/data", "tmpfs", "tmpfs", "tmpcopyup");
        makeOdd(bundle.rootfs().resolve("data/odd"), kind);
        bounded(world, bundle.shell("echo ran"));
    }

    @ParameterizedTest
    @CsvSource({
        "maskedPaths,fifo",
        "maskedPaths,dangling",
        "maskedPaths,loop",
        "readonlyPaths,fifo",
        "readonlyPaths,loop"
    })
    void hiddenPathOfAnyKindIsWaitedForByNobody(String property, String kind, World world) throws IOException {
        Bundle bundle = world.bundle().json("/linux/" + property, "['/odd']");
        makeOdd(bundle.rootfs().resolve("odd"), kind);
        bounded(world, bundle.shell("echo ran"));
    }

    @Test
    void maskedFifoShowsNothing(World world) throws IOException {
        Bundle bundle = world.bundle().json("/linux/maskedPaths", "['/odd']");
        makeOdd(bundle.rootfs().resolve("odd"), "fifo");
        assertEquals("empty", world.shell(bundle, "timeout 5 cat /odd && echo empty"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"fifo", "dangling", "loop"})
    void mountPointOfAnyKindIsWaitedForByNobody(String kind, World world) throws IOException {
        Bundle bundle = world.bundle().mount("/odd", "bind", "own", "bind");
        bundle.file("own", "mine", "rw-r--r--");
        makeOdd(bundle.rootfs().resolve("odd"), kind);
        bounded(world, bundle.shell("echo ran"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"fifo", "dangling", "loop", "directory"})
    void programOfAnyKindIsWaitedForByNobody(String kind, World world) throws IOException {
        Bundle bundle = world.bundle().args("/odd");
        makeOdd(bundle.rootfs().resolve("odd"), kind);
        bounded(world, bundle).expectFailure();
        Bundle inPath = world.bundle().args("odd").json("/process/env", "['PATH=/bin']");
        makeOdd(inPath.rootfs().resolve("bin/odd"), kind);
        bounded(world, inPath).expectFailure();
    }

    @ParameterizedTest
    @ValueSource(strings = {"fifo", "dangling", "loop", "endless"})
    void workingDirectoryOfAnyKindIsWaitedForByNobody(String kind, World world) throws IOException {
        Bundle bundle = world.bundle().set("/process/cwd", "/odd");
        makeOdd(bundle.rootfs().resolve("odd"), kind);
        bounded(world, bundle.shell("echo ran"));
    }

    /** Links that the kernel makes up do not care for the root. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "/proc/self/root/..",
                "/proc/1/root",
                "/proc/self/cwd/..",
                "/proc/thread-self/cwd",
                "/proc/self/task/../cwd"
            })
    void workingDirectoryBehindALinkOfTheKernelIsInside(String cwd, World world) throws IOException {
        Canary canary = Canary.in(world);
        Bundle bundle = world.bundle().set("/process/cwd", cwd);
        String up = "../../../../../../../../..";
        Result result = bounded(world, bundle.shell("cat " + up + canary.file() + " ./" + canary.file()));
        assertFalse(result.out().contains(Canary.SECRET), result.toString());
        Container container = world.running();
        Result exec = world.call("exec", "--cwd", cwd, container.id(), "/bin/cat", up + canary.file())
                .bounded()
                .run();
        assertFalse(exec.out().contains(Canary.SECRET), exec.toString());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/dev/../../../../../../../..%s/node",
                "/..%s/node",
                "/link/node",
                "/proc/node",
                "/dev/fd/../../..%s/node"
            })
    void pathOfADeviceStaysInside(String path, World world) throws IOException {
        Canary canary = Canary.in(world);
        Bundle bundle = world.bundle();
        replaceByLink(bundle, "link", canary.dir());
        bundle.json(
                "/linux/devices/-",
                "{'path':'" + path.formatted(canary.dir()) + "','type':'c','major':1,'minor':3,'fileMode':438}");
        bounded(world, bundle.shell("echo ran"));
        canary.assertUntouched();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/../../../../../../..%s/escaped",
                "../../../../../../..%s/escaped",
                "/a/../../../../../../..%s/escaped"
            })
    void cgroupOutsideOfTheHierarchyIsNotMade(String path, World world) throws IOException {
        Canary canary = Canary.in(world);
        Bundle bundle = world.bundle();
        bundle.set("/linux/cgroupsPath", path.formatted(canary.dir()));
        bounded(world, bundle);
        canary.assertUntouched();
    }
}
