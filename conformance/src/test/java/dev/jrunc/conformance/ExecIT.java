package dev.jrunc.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** exec: one more process in a container. */
@Conformance
final class ExecIT {
    private static Report report(Container container, String... flags) {
        List<String> words = new ArrayList<>(List.of(flags));
        words.addAll(List.of("--", "/guest", "report"));
        return new Report(container.exec(words.toArray(new String[0])).run().json());
    }

    @ParameterizedTest
    @ValueSource(strings = {"cgroup", "time", "user"})
    void processIsInEveryNamespaceAndCgroupOfTheContainer(String another, World world) {
        Bundle bundle = another.equals("user")
                ? world.bundle().userNamespace()
                : world.bundle().namespace(another, "");
        Container container = world.container(bundle.guest("hold")).started();
        Report report = report(container);
        for (String file : List.of("mnt", "pid", "net", "ipc", "uts", "user", "cgroup", "time")) {
            assertEquals(Host.link("/proc/" + container.pid() + "/ns/" + file), report.namespace(file), file);
        }
        if (!another.equals("cgroup")) { // which shows paths that are its own
            assertEquals(Host.lines("/proc/" + container.pid() + "/cgroup"), report.list("cgroups"));
        }
        assertNotEquals(1, report.number("pid"));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 42, 255})
    void exitStatusIsTheProcesss(int status, World world) {
        world.running().exec("/guest", "exit", String.valueOf(status)).run().expectExit(status);
    }

    @ParameterizedTest
    @CsvSource({"9,137", "15,143", "6,134"})
    void deathBySignalIs128AndMore(String signal, int status, World world) {
        world.running().exec("/guest", "die", signal).run().expectExit(status);
    }

    @ParameterizedTest
    @CsvSource({
        "nosuchcommand,executable file not found in $PATH",
        "/no/such,no such file or directory",
        "/etc/passwd,permission denied"
    })
    void programThatCannotBeRunIs255(String program, String words, World world) {
        Result result = world.running().exec(program).run();
        assertTrue(
                result.expectExit(255).err().contains("exec failed")
                        && result.err().contains(words),
                result.toString());
        assertEquals(1, result.err().strip().lines().count());
    }

    @Test
    void unknownOrStoppedContainerIs255(World world) {
        world.call("exec", "nobody", "true").run().expectExit(255).expectFailure("container does not exist");
        Container container = world.running();
        container.stop();
        container.exec("/bin/true").run().expectExit(255).expectFailure("cannot exec in a stopped container");
    }

    /** As an engine's probe meets a container that the OOM killer has just hit. */
    @Test
    void execDuringTheEndSaysSo(World world) {
        for (int i = 0; i < 12; i++) {
            Container container = world.running();
            long pid = container.pid();
            Kernel.kill(pid, Kernel.SIGKILL);
            Result result = container.exec("/bin/true").run();
            if (result.exit() != 137 && result.exit() != 0) { // it got in before
                result.expectExit(255).expectFailure("cannot exec in a stopped container");
            }
            container.awaitEnd();
            container.delete().expectSuccess();
            container.forget();
        }
    }

    /** A process that SIGKILL does not end while it is frozen keeps its pid namespace, and so the first one, ending. */
    @Test
    void execWhileTheContainerEndsSaysSo(World world) throws IOException {
        assumeFalse(Cgroups.isV2(), "v2 kills what is frozen");
        Container container = world.running();
        long pid = container.pid();
        Path pidFile = world.dir().resolve("sleeper");
        container
                .exec("--detach", "--pid-file", pidFile.toString(), "--", "/bin/sleep", "1000")
                .runDetached()
                .expectSuccess();
        Path frozen =
                Files.createDirectory(Cgroups.dir("freezer", container.cgroup()).resolve("frozen"));
        Files.writeString(frozen.resolve("cgroup.procs"), Files.readString(pidFile));
        Files.writeString(frozen.resolve("freezer.state"), "FROZEN");
        try {
            Kernel.kill(pid, Kernel.SIGKILL);
            while (hasNamespaces(pid)) {
                Thread.onSpinWait();
            }
            container.exec("/bin/true").run().expectExit(255).expectFailure("cannot exec in a stopped container");
        } finally {
            Files.writeString(frozen.resolve("freezer.state"), "THAWED");
        }
        long sleeper = Long.parseLong(Files.readString(pidFile));
        Kernel.awaitEnd(sleeper, world.patience());
        Kernel.reap(sleeper); // it was our orphan
        container.awaitEnd();
    }

    private static boolean hasNamespaces(long pid) {
        try {
            Files.readSymbolicLink(Path.of("/proc/" + pid + "/ns/mnt"));
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    @Test
    void aCgroupBelowTheContainersIsJoined(World world) throws IOException {
        Container container = world.running();
        Path below =
                Files.createDirectory(Cgroups.dir("pids", container.cgroup()).resolve("below"));
        List<String> expected = new ArrayList<>(Host.lines("/proc/" + container.pid() + "/cgroup"));
        expected.replaceAll(line ->
                Cgroups.isV2() || line.contains(":pids:") ? line + (line.endsWith("/") ? "" : "/") + "below" : line);
        String flag = Cgroups.isV2() ? "below" : "pids:below";
        assertEquals(expected, report(container, "--cgroup", flag).list("cgroups"));
        Files.delete(below);
        container
                .exec("--cgroup", flag, "--", "/bin/true")
                .run()
                .expectExit(255)
                .expectFailure("/below/cgroup.procs: no such file or directory");
        container.stop();
    }

    /** cgroups(7): beside a threaded cgroup none is left that takes a process. */
    @Test
    void aCgroupThatTakesNoProcessIsNamed(World world) throws IOException {
        Container container = world.running();
        Path unified = null;
        for (Path hierarchy : Cgroups.hierarchies()) {
            Path cgroup = hierarchy.resolve(container.cgroup().substring(1));
            if (Files.exists(cgroup.resolve("cgroup.type"))) {
                unified = cgroup;
            }
            Files.createDirectory(cgroup.resolve("invalid"));
        }
        assumeTrue(unified != null, "the container is in no cgroup2");
        Files.writeString(Files.createDirectory(unified.resolve("threads")).resolve("cgroup.type"), "threaded");
        container
                .exec("--cgroup", "invalid", "--", "/bin/true")
                .run()
                .expectExit(255)
                .expectFailure("adding pid ", " to cgroups: ", "/invalid/cgroup.procs: operation not supported");
        container.stop();
    }

    @Test
    void createdContainerStaysCreated(World world) {
        Container container = world.container(world.bundle().guest("hold"));
        container.create().expectSuccess();
        assertEquals(
                "here\n",
                container.exec("/bin/echo", "here").run().expectSuccess().out());
        assertEquals("created", container.status());
    }

    @Test
    void wordsAfterTheIdBelongToTheProgram(World world) {
        assertEquals(
                "--user -t\n",
                world.running()
                        .exec("--", "/bin/echo", "--user", "-t")
                        .run()
                        .expectSuccess()
                        .out());
    }

    @Test
    void detachedProcessIsTheCallersOrphanAndInThePidFile(World world) throws IOException { // R1, R2
        world.own(Kernel.adoptOrphans());
        Container container = world.running();
        Path file = world.dir().resolve("pid");
        Running exec = world.own(container
                .exec("--detach", "--pid-file", file.toString(), "--", "/guest", "hold")
                .start());
        exec.awaitDetached().expectSuccess();
        long pid = Long.parseLong(Files.readString(file));
        exec.out().awaitLine("ready");
        assertNotEquals(container.pid(), pid);
        Expect.has("PPid:\t" + ProcessHandle.current().pid() + "\n", Host.read("/proc/" + pid + "/status"));
        Kernel.kill(pid, 15);
        Expect.ended(pid, world);
        assertEquals(0, Kernel.reap(pid));
        assertEquals("running", container.status());
    }

    @Test
    void failedExecLeavesNoPidFile(World world) { // R1: conmon takes its absence as the sign
        Path file = world.dir().resolve("pid");
        world.running()
                .exec("--detach", "--pid-file", file.toString(), "--", "/no/such")
                .run()
                .expectExit(255);
        Expect.gone(file);
    }

    @Test
    void descriptorsArePreservedOnDemand(World world) {
        Container container = world.running();
        Result result = container
                .exec("--preserve-fds", "1", "--", "/guest", "report")
                .prepare("exec 3</etc/passwd 4</etc/group")
                .run();
        assertEquals(Set.of("0", "1", "2", "3"), new Report(result.json()).fds());
    }

    @Test
    void terminalArrivesByTheConsoleSocket(World world) throws IOException {
        Container container = world.running();
        Path file = world.dir().resolve("pid");
        try (ConsoleSocket socket = new ConsoleSocket(world.dir().resolve("s"))) {
            Running exec = world.own(container
                    .exec(
                            "--tty",
                            "--detach",
                            "--pid-file",
                            file.toString(),
                            "--console-socket",
                            socket.path().toString(),
                            "--",
                            "/guest",
                            "lines")
                    .start());
            exec.await().expectSilence(); // R3: nothing of the caller's outputs is held
            Terminal terminal = world.own(socket.receive());
            terminal.output().awaitLine("ready");
            terminal.type("hello\n");
            terminal.output().awaitLine("got hello");
            terminal.type("exit 0\n");
        }
        long pid = Long.parseLong(Files.readString(file));
        Expect.ended(pid, world);
        Kernel.reap(pid); // while a zombie is in it the cgroup cannot be removed
    }

    @Test
    void foregroundExecForwardsSignals(World world) {
        Running exec = world.own(world.running().exec("/guest", "signals").start());
        exec.out().awaitLine("ready");
        Kernel.kill(exec.pid(), 10);
        exec.out().awaitLine("signal 10");
        Kernel.kill(exec.pid(), 15);
        exec.await().expectSuccess();
    }

    @ParameterizedTest
    @ValueSource(ints = {3, 4, 5, 6, 7, 8, 9, 10})
    void cwdInADescriptorDoesNotLeadOut(int fd, World world) throws IOException {
        Path canary = Files.writeString(world.dir().resolve("canary"), "of the host");
        Result result = world.running()
                .exec("--cwd", "/proc/self/fd/" + fd, "--", "/bin/cat", "../../../../../../../.." + canary)
                .run();
        assertFalse(result.out().contains("of the host"), result.toString());
    }

    @Test
    void pausedContainerIsRefusedUnlessAsked(World world) {
        Container container = world.running();
        container.call("pause").expectSilence();
        assertEquals("paused", container.status());
        container.exec("/bin/true").run().expectExit(255).expectFailure("cannot exec in a paused container");
        Running exec = waiting(container, world);
        container.call("resume").expectSilence();
        exec.await().expectSilence();
        assertEquals("running", container.status());
    }

    /** A command that has begun in a paused container, and is frozen as well. */
    private static Running waiting(Container container, World world) {
        Running exec =
                world.own(container.exec("--ignore-paused", "--", "/bin/true").start());
        while (exec.process().isAlive()
                && Cgroups.read("freezer", container.cgroup(), "cgroup.procs")
                                .lines()
                                .count()
                        < 2) {
            Thread.onSpinWait();
        }
        return exec;
    }

    @Test
    void commandThatWaitsInAPausedContainerCanBeEnded(World world) {
        Container container = world.running();
        container.call("pause").expectSilence();
        Running exec = waiting(container, world);
        Kernel.kill(exec.pid(), 15);
        exec.await().expectFailure();
        assertEquals("paused", container.status());
        assertEquals(
                String.valueOf(container.pid()),
                Cgroups.read("freezer", container.cgroup(), "cgroup.procs").strip());
    }
}
