package dev.jrunc.conformance;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A container that lies in wait for the process that exec brings in. */
@Conformance
final class HostileExecIT {
    private static final String SECRET = "of the host";

    private static Path canary(World world) throws IOException {
        Path dir = Files.createDirectories(world.dir().resolve("host"));
        return Files.writeString(dir.resolve("file"), SECRET);
    }

    private static Result exec(Container container, String... words) {
        return container.exec(words).bounded().run();
    }

    private static void replaceByLink(Container container, String path, Path target) throws IOException {
        Path link = container.bundle().rootfs().resolve(path);
        Files.createDirectories(link.getParent());
        Files.deleteIfExists(link);
        Files.createSymbolicLink(link, target);
    }

    @Test
    void programThatIsTheRuntimeItselfCannotReachIt(World world) throws IOException { // CVE-2019-5736
        Path binary = world.runtime().path();
        byte[] before = Files.readAllBytes(binary);
        Container container = world.running();
        container.bundle().file("rootfs/script", "#!/proc/self/exe\n", "rwxr-xr-x");
        for (String program : new String[] {"/script", "/proc/self/exe", "/proc/thread-self/exe"}) {
            exec(container, program).expectEnd();
        }
        assertArrayEquals(before, Files.readAllBytes(binary));
    }

    @Test
    void processOnItsWayInIsClosedToTheContainer(World world) { // CVE-2016-9962
        Container container = world.running();
        String watch = "while :; do for p in /proc/[0-9]*; do e=$(readlink $p/exe) || continue;"
                + " case $e in /bin/*|/guest) ;; *) echo \"$p $e\" >> /seen; ls -l $p/fd $p/root >> /seen 2>&1 ;; esac;"
                + " done; done";
        exec(container, "/bin/sh", "-c", "(echo on > /watching; " + watch + ") >/dev/null 2>&1 &");
        for (int i = 0; i < 10; i++) {
            exec(container, "/bin/true").expectSuccess();
        }
        assertEquals("on\n", container.bundle().read("rootfs/watching"));
        assertEquals("", container.bundle().read("rootfs/seen"));
    }

    @Test
    void programNamedThroughADescriptorOfTheRuntimeIsNotTheHosts(World world) throws IOException { // CVE-2024-21626
        Path file = canary(world);
        Container container = world.running();
        for (int fd = 3; fd < 16; fd++) {
            String up = "/proc/self/fd/" + fd + "/../../../../../../..";
            Result result = exec(container, up + "/bin/cat", up + file);
            assertFalse(result.out().contains(SECRET), result.toString());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"etc/passwd", "etc/group", "dev/null", "dev/tty", "dev/console", "dev/ptmx", "tmp/cwd"})
    void linkThatIsLaidAfterTheStartIsNotFollowed(String name, World world) throws IOException {
        Path file = canary(world);
        Bundle bundle = world.bundle();
        for (int i = 0; i < 4; i++) {
            bundle.remove("/mounts/1"); // /dev and what is below it
        }
        Container container = world.container(bundle.guest("hold")).started();
        replaceByLink(container, name, name.equals("tmp/cwd") ? file.getParent() : file);
        Result result = world.call("exec", "--cwd", "/tmp", container.id(), "/bin/true")
                .bounded()
                .run();
        result.expectEnd();
        Result inside = world.call("exec", "--cwd", "/tmp/cwd", container.id(), "/bin/cat", "file")
                .bounded()
                .run();
        assertFalse(inside.out().contains(SECRET), inside.toString());
        assertEquals(SECRET, Files.readString(file));
        assertEquals(0, Files.getAttribute(file, "unix:uid"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"fifo", "endless", "directory"})
    void oddPasswdLaidAfterTheStartDoesNotHang(String kind, World world) throws IOException { // CVE-2026-47262 kin
        Container container = world.container(
                        world.bundle().json("/process/env", "['PATH=/bin']").guest("hold"))
                .started();
        for (String name : new String[] {"etc/passwd", "etc/group"}) {
            Path file = container.bundle().rootfs().resolve(name);
            Files.deleteIfExists(file);
            switch (kind) {
                case "fifo" -> Host.run("mkfifo", file.toString());
                case "endless" -> Files.createSymbolicLink(file, Path.of("/dev/zero"));
                default -> Files.createDirectory(file);
            }
        }
        exec(container, "/bin/true").expectEnd();
        world.call("exec", "--user", "1000:1000", container.id(), "/bin/true")
                .bounded()
                .run()
                .expectEnd();
    }

    /** The loader and libraries of the image, and a program that is the runtime: CVE-2019-5736 from the other end. */
    @Test
    void libraryOfTheImageIsNotLoadedIntoTheRuntime(World world) throws IOException {
        byte[] before = Files.readAllBytes(world.runtime().path());
        Container container = world.running();
        container.bundle().file("rootfs/evil.so", "not a library", "rwxr-xr-x");
        for (String name : new String[] {"LD_PRELOAD", "LD_AUDIT", "LD_LIBRARY_PATH", "GCONV_PATH"}) {
            Result result = world.call("exec", "--env", name + "=/evil.so", container.id(), "/bin/echo", "ran")
                    .bounded()
                    .run();
            assertEquals("ran", result.expectSuccess().out().strip());
        }
        for (int fd = 3; fd < 12; fd++) {
            exec(container, "/proc/self/fd/" + fd).expectEnd();
        }
        assertArrayEquals(before, Files.readAllBytes(world.runtime().path()));
    }

    @Test
    void procfsOfTheContainerIsNotBelieved(World world) { // CVE-2025-52881, CVE-2019-16884
        Bundle bundle = world.bundle().set("/process/oomScoreAdj", 321).capabilities("CAP_SYS_ADMIN");
        String fake = "mount -t tmpfs fake /proc && mkdir -p /proc/self/attr /proc/self/fd /proc/thread-self"
                + " && touch /proc/self/oom_score_adj /proc/self/attr/exec && echo ready && exec sleep 1000";
        Container container = world.container(bundle.shell(fake)).started();
        Result result = exec(container, "/bin/sh", "-c", "cat /proc/self/oom_score_adj /proc/self/attr/exec");
        assertEquals("", result.expectEnd().out(), "nothing may be written into the fake; exec may refuse");
    }

    @Test
    void processFileDoesNotShakeTheFilterOff(World world) throws IOException {
        Container container = world.container(
                        world.bundle()
                                .guest("hold")
                                .json(
                                        "/linux/seccomp",
                                        "{'defaultAction':'SCMP_ACT_ALLOW','syscalls':[{'names':['sync'],'action':'SCMP_ACT_ERRNO'}]}"))
                .started();
        Path file = Files.writeString(
                world.dir().resolve("process.json"), "{\"args\":[\"/guest\",\"report\"],\"cwd\":\"/\"}");
        Result result = world.call("exec", "--process", file.toString(), container.id())
                .bounded()
                .run();
        assertEquals("2", new Report(result.json()).status("Seccomp"));
    }

    @Test
    void environmentOfTheCallerStaysOutside(World world) {
        Container container = world.running();
        Result result = world.call("exec", container.id(), "/bin/sh", "-c", "env")
                .env("SECRET_OF_THE_CALLER", SECRET)
                .bounded()
                .run();
        assertFalse(result.out().contains(SECRET), result.toString());
        assertTrue(result.exit() == 0, result.toString());
    }
}
