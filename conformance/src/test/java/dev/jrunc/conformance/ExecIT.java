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
import java.util.Collections;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** exec: one more process in a container. */
@Conformance
final class ExecIT {
    private static Container running(World world) {
        return world.container(world.bundle().guest("hold")).started();
    }

    /** exec with flags before the id and the program after it; a "--" in the list stands for the id. */
    private static Invocation exec(World world, Container container, String... words) {
        List<String> args = new ArrayList<>(List.of("exec"));
        boolean placed = false;
        for (String word : words) {
            args.add(word.equals("--") ? container.id() : word);
            placed |= word.equals("--");
        }
        if (!placed) {
            args.add(1, container.id());
        }
        return world.call(args.toArray(new String[0]));
    }

    private static Report report(World world, Container container, String... flags) {
        List<String> words = new ArrayList<>();
        Collections.addAll(words, flags);
        words.addAll(List.of("--", "/guest", "report"));
        return new Report(
                exec(world, container, words.toArray(new String[0])).run().json());
    }

    @ParameterizedTest
    @ValueSource(strings = {"cgroup", "time", "user"})
    void processIsInEveryNamespaceAndCgroupOfTheContainer(String another, World world) {
        Bundle bundle = another.equals("user")
                ? world.bundle().userNamespace()
                : world.bundle().namespace(another, "");
        Container container = world.container(bundle.guest("hold")).started();
        Report report = report(world, container);
        for (String file : List.of("mnt", "pid", "net", "ipc", "uts", "user", "cgroup", "time")) {
            assertEquals(Host.link("/proc/" + container.pid() + "/ns/" + file), report.namespace(file), file);
        }
        if (!another.equals("cgroup")) { // which shows paths that are its own
            assertEquals(Host.lines("/proc/" + container.pid() + "/cgroup"), report.list("cgroups"));
        }
        assertNotEquals(1, report.number("pid"));
    }

    @Test
    void userEnvironmentLimitsAndPrivilegesAreTheConfigs(World world) {
        Bundle bundle = world.bundle()
                .json("/process/user", "{'uid':1000,'gid':1001,'additionalGids':[5]}")
                .set("/process/env/-", "OWN=value")
                .set("/process/cwd", "/tmp")
                .set("/process/oomScoreAdj", 321)
                .guest("hold")
                .json(
                        "/linux/seccomp",
                        "{'defaultAction':'SCMP_ACT_ALLOW','syscalls':[{'names':['sync'],'action':'SCMP_ACT_ERRNO'}]}");
        Report report = report(world, world.container(bundle).started());
        assertEquals(
                "1000 1001",
                report.list("uids").get(0) + " " + report.list("gids").get(0));
        assertTrue(
                report.list("groups").contains("5") && report.list("env").contains("OWN=value"),
                report.list("env").toString());
        assertEquals("/tmp", report.text("cwd"));
        assertEquals(List.of("321"), report.list("oomScoreAdj"));
        assertEquals(List.of(1024L, 1024L), report.rlimit("NOFILE"));
        assertEquals(
                "0000000020000420 1 2",
                report.status("CapBnd") + " " + report.status("NoNewPrivs") + " " + report.status("Seccomp"));
        assertEquals("0000000000000000", report.status("CapInh")); // CVE-2022-29162
        assertEquals(Set.of("0", "1", "2"), report.fds());
    }

    @Test
    void flagsChangeThem(World world) {
        Bundle bundle = world.bundle()
                .guest("hold")
                .set("/process/noNewPrivileges", false)
                .json("/process/user/additionalGids", "[5]");
        String flags =
                "--env A=b --cwd /etc --user 1000:1002 --no-new-privs --additional-gids 100 --additional-gids 65534";
        Report report = report(world, world.container(bundle).started(), flags.split(" ", -1));
        assertTrue(report.list("env").contains("A=b"), report.list("env").toString());
        assertEquals(
                "/etc 1000 1002",
                report.text("cwd") + " " + report.list("uids").get(0) + " "
                        + report.list("gids").get(0));
        assertTrue(
                report.list("groups").containsAll(List.of("5", "100", "65534")),
                report.list("groups").toString());
        assertEquals("1", report.status("NoNewPrivs"));
    }

    @Test
    void userWithoutAGroupLeavesTheGroup(World world) {
        Bundle bundle = world.bundle().guest("hold").json("/process/user", "{'uid':1000,'gid':1001}");
        Report report = report(world, world.container(bundle).started(), "--user", "7");
        assertEquals(
                "7 1001", report.list("uids").get(0) + " " + report.list("gids").get(0));
    }

    @Test
    void capabilityIsAddedButNeverInheritable(World world) {
        Report report = report(world, running(world), "--cap", "CAP_CHOWN");
        assertEquals(
                "0000000020000421 0000000020000421 0000000000000000",
                report.status("CapBnd") + " " + report.status("CapEff") + " " + report.status("CapInh"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"4294967296", "4294967297:5", "-1", "1000x", "1000:", ":5", "root", "1000:x", "1:2:3"})
    void oddUserIsRefused(String user, World world) {
        exec(world, running(world), "--user", user, "--", "/guest", "exit", "0")
                .run()
                .expectExit(255);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 42, 255})
    void exitStatusIsTheProcesss(int status, World world) {
        exec(world, running(world), "/guest", "exit", String.valueOf(status))
                .run()
                .expectExit(status);
    }

    @ParameterizedTest
    @CsvSource({"9,137", "15,143", "6,134"})
    void deathBySignalIs128AndMore(String signal, int status, World world) {
        exec(world, running(world), "/guest", "die", signal).run().expectExit(status);
    }

    @ParameterizedTest
    @CsvSource({
        "nosuchcommand,executable file not found in $PATH",
        "/no/such,no such file or directory",
        "/etc/passwd,permission denied"
    })
    void programThatCannotBeRunIs255(String program, String words, World world) {
        Result result = exec(world, running(world), program).run();
        assertTrue(
                result.expectExit(255).err().contains("exec failed")
                        && result.err().contains(words),
                result.toString());
        assertEquals(1, result.err().strip().lines().count());
    }

    @Test
    void unknownOrStoppedContainerIs255(World world) {
        world.call("exec", "nobody", "true").run().expectExit(255).expectFailure("container does not exist");
        Container container = running(world);
        container.stop();
        exec(world, container, "/bin/true").run().expectExit(255).expectFailure("cannot exec in a stopped container");
    }

    /** As an engine's probe meets a container that the OOM killer has just hit. */
    @Test
    void execDuringTheEndSaysSo(World world) {
        for (int i = 0; i < 12; i++) {
            Container container = running(world);
            long pid = container.pid();
            Kernel.kill(pid, Kernel.SIGKILL);
            Result result = exec(world, container, "/bin/true").run();
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
        Container container = running(world);
        long pid = container.pid();
        Path pidFile = world.dir().resolve("sleeper");
        exec(world, container, "--detach", "--pid-file", pidFile.toString(), "--", "/bin/sleep", "1000")
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
            exec(world, container, "/bin/true")
                    .run()
                    .expectExit(255)
                    .expectFailure("cannot exec in a stopped container");
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
        Container container = running(world);
        Path below =
                Files.createDirectory(Cgroups.dir("pids", container.cgroup()).resolve("below"));
        List<String> expected = new ArrayList<>(Host.lines("/proc/" + container.pid() + "/cgroup"));
        expected.replaceAll(line ->
                Cgroups.isV2() || line.contains(":pids:") ? line + (line.endsWith("/") ? "" : "/") + "below" : line);
        String flag = Cgroups.isV2() ? "below" : "pids:below";
        assertEquals(expected, report(world, container, "--cgroup", flag).list("cgroups"));
        Files.delete(below);
        exec(world, container, "--cgroup", flag, "--", "/bin/true")
                .run()
                .expectExit(255)
                .expectFailure("/below/cgroup.procs: no such file or directory");
        container.stop();
    }

    /** cgroups(7): beside a threaded cgroup none is left that takes a process. */
    @Test
    void aCgroupThatTakesNoProcessIsNamed(World world) throws IOException {
        Container container = running(world);
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
        exec(world, container, "--cgroup", "invalid", "--", "/bin/true")
                .run()
                .expectExit(255)
                .expectFailure("adding pid ", " to cgroups: ", "/invalid/cgroup.procs: operation not supported");
        container.stop();
    }

    @Test
    void schedulingPersonalityAndUmaskAreTheConfigs(World world) {
        Bundle bundle = world.bundle()
                .guest("hold")
                .json("/process/scheduler", "{'policy':'SCHED_BATCH','nice':5}")
                .json("/process/ioPriority", "{'class':'IOPRIO_CLASS_BE','priority':3}")
                .json("/process/user", "{'uid':0,'gid':0,'umask':63}")
                .json("/linux/personality", "{'domain':'LINUX32'}");
        Container container = world.container(bundle).started();
        String script = "cut -d' ' -f19,41 /proc/self/stat; ionice; umask; uname -m";
        String[] seen = exec(world, container, "/bin/sh", "-c", script)
                .run()
                .expectSuccess()
                .out()
                .split("\n", -1);
        String narrow = System.getProperty("os.arch").equals("aarch64") ? "armv8l" : "i686";
        assertEquals("5 3|best-effort: prio 3|0077|" + narrow, String.join("|", seen[0], seen[1], seen[2], seen[3]));
    }

    @Test
    void memoryPolicyIsTheConfigs(World world) {
        Bundle bundle = world.bundle().guest("hold").json("/linux/memoryPolicy", "{'mode':'MPOL_BIND','nodes':'0'}");
        Container container = world.container(bundle).started();
        String maps = exec(world, container, "/bin/cat", "/proc/self/numa_maps")
                .run()
                .expectSuccess()
                .out();
        assertTrue(maps.contains(" bind:0 "), maps);
    }

    @Test
    void affinityIsThatForExec(World world) {
        Bundle bundle = world.bundle().guest("hold").json("/process/execCPUAffinity", "{'initial':'0','final':'0'}");
        Container container = world.container(bundle).started();
        assertEquals(1, report(world, container).number("cpus"));
    }

    /** What a --process file leaves out is as for the container. */
    @Test
    void processFileIsCompletedFromTheConfig(World world) {
        Container container = world.container(world.bundle()
                        .guest("hold")
                        .json("/process/scheduler", "{'policy':'SCHED_BATCH'}")
                        .json("/process/rlimits", "[{'type':'RLIMIT_NOFILE','soft':100,'hard':100}]"))
                .started();
        Path file = container
                .bundle()
                .file("process.json", "{\"cwd\":\"/\",\"args\":[\"/guest\",\"report\"]}", "rw-r--r--");
        Report report = new Report(world.call("exec", "--process", file.toString(), container.id())
                .run()
                .json());
        assertEquals(List.of(100L, 100L), report.rlimit("NOFILE"));
        assertEquals("0000000020000420", report.status("CapBnd"));
    }

    @Test
    void createdContainerStaysCreated(World world) {
        Container container = world.container(world.bundle().guest("hold"));
        container.create().expectSuccess();
        assertEquals(
                "here\n",
                exec(world, container, "/bin/echo", "here")
                        .run()
                        .expectSuccess()
                        .out());
        assertEquals("created", container.status());
    }

    @Test
    void wordsAfterTheIdBelongToTheProgram(World world) {
        assertEquals(
                "--user -t\n",
                exec(world, running(world), "--", "/bin/echo", "--user", "-t")
                        .run()
                        .expectSuccess()
                        .out());
    }

    @Test
    void processFileIsTaken(World world) throws IOException {
        Path file = Files.writeString(
                world.dir().resolve("process.json"),
                "{\"args\":[\"/guest\",\"report\"],\"cwd\":\"/tmp\",\"env\":[\"X=y\"],\"user\":{\"uid\":7,\"gid\":8}}");
        Report report = report(
                exec(world, running(world), "--process", file.toString(), "--").run());
        assertEquals(
                "/tmp 7 8",
                report.text("cwd") + " " + report.list("uids").get(0) + " "
                        + report.list("gids").get(0));
        assertTrue(report.list("env").contains("X=y"));
    }

    private static Report report(Result result) {
        return new Report(result.json());
    }

    @Test
    void detachedProcessIsTheCallersOrphanAndInThePidFile(World world) throws IOException { // R1, R2
        world.own(Kernel.adoptOrphans());
        Container container = running(world);
        Path file = world.dir().resolve("pid");
        Running exec =
                world.own(exec(world, container, "--detach", "--pid-file", file.toString(), "--", "/guest", "hold")
                        .start());
        exec.awaitDetached().expectSuccess();
        long pid = Long.parseLong(Files.readString(file));
        exec.out().awaitLine("ready");
        assertNotEquals(container.pid(), pid);
        assertTrue(Host.read("/proc/" + pid + "/status")
                .contains("PPid:\t" + ProcessHandle.current().pid() + "\n"));
        Kernel.kill(pid, 15);
        assertTrue(Kernel.awaitEnd(pid, world.patience()));
        assertEquals(0, Kernel.reap(pid));
        assertEquals("running", container.status());
    }

    @Test
    void failedExecLeavesNoPidFile(World world) { // R1: conmon takes its absence as the sign
        Path file = world.dir().resolve("pid");
        exec(world, running(world), "--detach", "--pid-file", file.toString(), "--", "/no/such")
                .run()
                .expectExit(255);
        assertFalse(Files.exists(file));
    }

    @Test
    void descriptorsArePreservedOnDemand(World world) {
        Container container = running(world);
        Result result = exec(world, container, "--preserve-fds", "1", "--", "/guest", "report")
                .prepare("exec 3</etc/passwd 4</etc/group")
                .run();
        assertEquals(Set.of("0", "1", "2", "3"), report(result).fds());
    }

    @Test
    void terminalArrivesByTheConsoleSocket(World world) throws IOException {
        Container container = running(world);
        Path file = world.dir().resolve("pid");
        try (ConsoleSocket socket = new ConsoleSocket(world.dir().resolve("s"))) {
            Running exec = world.own(exec(
                            world,
                            container,
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
        assertTrue(Kernel.awaitEnd(pid, world.patience()));
        Kernel.reap(pid); // while a zombie is in it the cgroup cannot be removed
    }

    @Test
    void foregroundExecForwardsSignals(World world) {
        Running exec =
                world.own(exec(world, running(world), "/guest", "signals").start());
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
        Result result = exec(
                        world,
                        running(world),
                        "--cwd",
                        "/proc/self/fd/" + fd,
                        "--",
                        "/bin/cat",
                        "../../../../../../../.." + canary)
                .run();
        assertFalse(result.out().contains("of the host"), result.toString());
    }

    @Test
    void pausedContainerIsRefusedUnlessAsked(World world) {
        Container container = running(world);
        container.call("pause").expectSilence();
        assertEquals("paused", container.status());
        exec(world, container, "/bin/true").run().expectExit(255).expectFailure("cannot exec in a paused container");
        container.call("resume").expectSilence();
        assertEquals("running", container.status());
        exec(world, container, "/bin/true").run().expectSilence();
    }

    @Test
    void pauseAndResumeRefuseWhatDoesNotFit(World world) {
        Container container = running(world);
        container.call("resume").expectFailure("container not paused");
        container.call("pause").expectSilence();
        container.call("pause").expectFailure("container not running");
        container.delete("--force").expectSuccess();
        world.call("pause", "nobody").run().expectFailure("container does not exist");
    }

    @Test
    void processFileThatIsAFifoDoesNotHang(World world) {
        Container container = running(world);
        Path fifo = world.dir().resolve("fifo");
        Host.run("mkfifo", fifo.toString());
        world.call("exec", "--process", fifo.toString(), container.id())
                .bounded()
                .run()
                .expectEnd()
                .expectFailure();
    }
}
