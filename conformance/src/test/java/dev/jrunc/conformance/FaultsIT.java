package dev.jrunc.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What breaks beside or under the runtime: afterwards state, list and delete --force work, and nothing is left. */
@Conformance
final class FaultsIT {
    private static final int KILLS = Integer.getInteger("conformance.kills", 40) / 2;

    @ParameterizedTest
    @ValueSource(strings = {"run", "start", "kill", "delete", "exec", "exec again", "update", "pause", "resume"})
    @Tag("slow")
    void commandKilledAtAnyMomentIsFollowedByForcedDelete(String command, World world) throws InterruptedException {
        long seed = System.nanoTime();
        System.out.println("FaultsIT: seed " + seed);
        SplittableRandom random = new SplittableRandom(seed);
        Traces traces = Traces.now(world.cgroups(), world.dir());
        boolean slow = List.of("run", "exec", "update").contains(command);
        long longest = slow ? 60_000_000 : 4_000_000;
        for (int round = 0; round < KILLS; round++) {
            String id = command.replace(' ', '-') + round;
            Container container = world.container(world.bundle().guest("hold"), id);
            if (!command.equals("run")) {
                prepare(command, container, world);
            }
            Invocation victim = switch (command) {
                case "run" -> container.beginning("run");
                case "kill" -> world.call("kill", id, "KILL");
                case "exec", "exec again" -> world.call("exec", id, "/bin/true");
                case "update" -> world.call("update", "--pids-limit", "100", id);
                default -> world.call(command, id);
            };
            Running running = victim.start();
            TimeUnit.NANOSECONDS.sleep(random.nextLong(longest)); // a random moment is the point of this test
            Kernel.killIfAlive(running.pid(), Kernel.SIGKILL);
            running.process().waitFor();
            running.close();
            container.delete("--force").expectSuccess();
            world.call("state", container.id()).run().expectFailure("does not exist");
            assertEquals(List.of(), traces.leftNow(), "round " + round + " of seed " + seed);
            container.forget();
        }
    }

    /** What the command finds. */
    private static void prepare(String command, Container container, World world) {
        container.create().expectSuccess();
        if (!command.equals("start")) {
            container.start().expectSuccess();
        }
        switch (command) {
            case "delete" -> container.stop();
            case "exec again" ->
                world.call("exec", container.id(), "/bin/true").run().expectSuccess();
            case "resume" -> container.call("pause").expectSuccess();
            default -> {}
        }
    }

    @Test
    @Tag("slow")
    void helperThatIsKilledFailsTheCreateOrDoesNotMatter(World world) throws InterruptedException {
        long seed = System.nanoTime();
        System.out.println("FaultsIT: seed " + seed);
        SplittableRandom random = new SplittableRandom(seed);
        Traces traces = Traces.now(world.cgroups(), world.dir());
        List<Long> before = Host.processes();
        for (int round = 0; round < KILLS; round++) {
            Container container = world.container(world.bundle().guest("hold"), "helper" + round);
            Running create = container.beginning("create").start();
            TimeUnit.NANOSECONDS.sleep(random.nextLong(60_000_000)); // a random moment is the point of this test
            List<Long> helpers = Host.processes();
            helpers.removeAll(before);
            helpers.remove(create.pid());
            if (!helpers.isEmpty()) {
                Kernel.killIfAlive(helpers.get(random.nextInt(helpers.size())), Kernel.SIGKILL);
            }
            Result result = create.awaitDetached();
            create.close();
            String what = "round " + round + " of seed " + seed + ": " + result;
            assertTrue(result.exit() == 0 || !result.err().isBlank(), what);
            container.delete("--force").expectSuccess();
            assertEquals(List.of(), traces.leftNow(), what);
            container.forget();
        }
    }

    @Test
    void processThatDiesBeforeStartIsAStoppedContainer(World world) {
        Container container = world.container(world.bundle().guest("hold"));
        container.create().expectSuccess();
        Kernel.kill(container.pid(), Kernel.SIGKILL);
        container.awaitEnd();
        assertEquals("stopped", container.status());
        container.start().expectFailure();
        container.delete().expectSilence();
    }

    @Test
    void stateRootThatCannotBeWrittenIsSaid(World world) throws IOException {
        Files.createDirectories(world.stateRoot());
        Host.run("mount", "-t", "tmpfs", "-o", "ro", "state", world.stateRoot().toString());
        try {
            world.container(world.bundle().guest("hold")).create().expectFailure("read-only file system");
        } finally {
            Host.run("umount", world.stateRoot().toString());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"size=4k,nr_inodes=100", "size=100k,nr_inodes=3", "size=8k", "nr_inodes=2"})
    void fullStateRootLeavesNothing(String limits, World world) throws IOException {
        Files.createDirectories(world.stateRoot());
        Host.run(
                "mount", "-t", "tmpfs", "-o", limits, "state", world.stateRoot().toString());
        try {
            Container container = world.container(
                    world.bundle().set("/annotations/large", "x".repeat(20_000)).guest("hold"));
            Result result = container.create();
            assertTrue(result.exit() != 0, result.toString());
            container.delete("--force").expectSuccess();
            assertEquals(java.util.Set.of(), Host.tree(world.stateRoot()));
        } finally {
            Host.run("umount", world.stateRoot().toString());
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {8, 12, 16, 24})
    void fewDescriptorsAreEnoughOrSaid(int limit, World world) {
        Container container = world.container(world.bundle())
                .by(call -> call.prepare("ulimit -n " + limit).bounded());
        container.run().expectEnd().expectRunOrRefusal();
    }

    @Test
    void hookThatFloodsItsOutputsDoesNotHang(World world) {
        Bundle bundle = world.bundle()
                .args("/bin/true")
                .json(
                        "/hooks/createRuntime/-",
                        "{'path':'/bin/sh','args':['sh','-c','head -c 200M /dev/zero; head -c 2M /dev/zero >&2']}");
        Result result = world.container(bundle).by(Invocation::bounded).run();
        assertEquals(0, result.exit(), result.toString());
    }

    @Test
    void hookThatLeavesAProcessBehindDoesNotHang(World world) {
        Bundle bundle = world.bundle()
                .args("/bin/true")
                .json(
                        "/hooks/createRuntime/-",
                        "{'path':'/bin/sh','args':['sh','-c','sleep 1000 & echo $! > " + world.dir()
                                + "/left'],'timeout':10}");
        world.own(() -> Kernel.killIfAlive(Long.parseLong(Host.read(world.dir() + "/left")), Kernel.SIGKILL));
        Result result = world.container(bundle).by(Invocation::bounded).run();
        result.expectEnd();
    }

    /** What is left of it shows when the test ends. */
    @Test
    void hookThatIsLateIsKilledWithItsChildren(World world) {
        Bundle bundle = world.bundle()
                .json(
                        "/hooks/createRuntime/-",
                        "{'path':'/bin/sh','args':['sh','-c','sleep 1000 & wait'],'timeout':1}");
        world.container(bundle).by(Invocation::bounded).run().expectEnd().expectFailure();
    }

    @Test
    void closedOutputsAreNoReasonToFail(World world) {
        Container container =
                world.container(world.bundle().shell("echo ran > /ran")).by(call -> call.prepare("exec 1<&- 2<&-"));
        container.run();
        assertEquals("ran\n", container.bundle().read("rootfs/ran"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"list", "--version", "--help", "features", "state ID", "ps ID"})
    void outputThatCannotBeWrittenIsSaid(String line, World world) {
        Container container = world.running();
        String[] words = line.replace("ID", container.id()).split(" ", -1);
        Result result = world.call(words).prepare("exec > /dev/full").run().expectFailure();
        assertEquals(1, result.err().strip().lines().count(), result.toString());
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void missingProcfsIsSaidInOneLine(boolean another, World world) {
        Container container = world.container(world.bundle().args("/bin/true"));
        container.beginning("create"); // writes config.json
        String none = "unshare --mount sh -c 'mount -t tmpfs none /proc; exec \"$@\"' sh \"$@\"";
        // That of another pid namespace, which has processes with the pids that come next here.
        String ofOthers =
                "for i in $(seq 150); do sleep 100 & all=\"$all $!\"; : ${first:=$!}; done; unshare --pid --fork sh -c"
                        + " \"echo $first > /proc/sys/kernel/ns_last_pid; \\\"\\$@\\\"\" sh \"$@\"; status=$?;"
                        + " kill $all; exit $status";
        Result result = world.call("run", "--bundle", container.bundle().dir().toString(), container.id())
                .through("sh", "-c", another ? ofOthers : none, "sh")
                .run();
        result.expectFailure("/proc");
        assertEquals(1, result.err().strip().lines().count(), result.toString());
    }

    /** A command of the same pid was killed while it wrote; in a container pids are few. */
    @Test
    void halfAPidFileOfACommandThatWasKilledIsInNobodysWay(World world) {
        Container container = world.container(world.bundle().guest("hold"));
        Path file = world.dir().resolve("pid");
        container.by(call -> call.prepare("echo half > " + world.dir() + "/.pid.$$"));
        container.create("--pid-file", file.toString()).expectSuccess();
        assertEquals(container.pid(), Long.parseLong(Host.read(file.toString()).strip()));
    }

    @Test
    void foreignFileInTheStateRootIsNoContainer(World world) throws IOException {
        Container container = world.container(world.bundle().guest("hold"));
        container.create().expectSuccess();
        Files.writeString(world.stateRoot().resolve("a-file"), "");
        Files.createDirectories(world.stateRoot().resolve("a-directory"));
        Result list = world.call("list", "-q").run().expectSuccess();
        assertTrue(list.out().lines().toList().contains(container.id()), list.toString());
        Files.delete(world.stateRoot().resolve("a-file"));
        Files.deleteIfExists(world.stateRoot().resolve("a-directory"));
    }

    /** A hook that says its pid, and that of a process it has started, to a fifo, and does not end by itself. */
    private static Bundle hanging(World world) {
        return world.bundle()
                .guest("hold")
                .json(
                        "/hooks/createRuntime/-",
                        "{'path':'/bin/sh','args':['sh','-c','sleep 1000 & echo pids $$ $! > " + world.dir()
                                + "/pids; exec sleep 1000']}");
    }

    /** The pids that the hook of a create has said. */
    private static List<Long> pids(Output said, World world) {
        List<Long> pids = new ArrayList<>();
        for (String word : said.awaitLine("pids ").substring("pids ".length()).split(" ", -1)) {
            long pid = Long.parseLong(word);
            world.own(() -> Kernel.killIfAlive(pid, Kernel.SIGKILL));
            pids.add(pid);
        }
        return pids;
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 9, 15})
    void createThatIsEndedDuringAHookTakesTheHookWithIt(int signal, World world) {
        Output said = world.fifo("pids");
        Container container = world.container(hanging(world));
        Running create = world.own(container.beginning("create").start());
        List<Long> hook = pids(said, world);
        Kernel.kill(create.pid(), signal);
        Result result = create.awaitDetached();
        assertTrue(result.exit() != 0, result.toString());
        for (long pid : hook) {
            assertTrue(Kernel.awaitEnd(pid, 5000), "of the hook lives on: " + Host.describe(pid));
        }
        if (signal != Kernel.SIGKILL) {
            world.call("state", container.id()).run().expectFailure("does not exist");
        }
        container.delete("--force").expectSuccess();
    }

    /** The hooks of the init stage, while a foreground run has all signals blocked. */
    @ParameterizedTest
    @ValueSource(strings = {"createContainer", "startContainer"})
    void runThatIsEndedDuringAHookOfTheStageLeavesNothing(String kind, World world) {
        Output said = world.fifo("said");
        String there = kind.equals("startContainer") ? "/told" : world.dir().toString();
        Bundle bundle = world.bundle().mount("/told", "bind", world.dir().toString(), "bind");
        bundle.json(
                "/hooks/" + kind,
                "[{'path':'/bin/sh','args':['sh','-c','echo hangs > " + there + "/said; sleep 1000']}]");
        Container container = world.container(bundle);
        Running run = world.own(container.startForeground());
        said.awaitLine("hangs");
        Kernel.kill(run.pid(), 15);
        run.await().expectFailure();
        world.call("state", container.id()).run().expectFailure("does not exist");
    }

    /** Who removes what has stopped would remove it. */
    @Test
    void whatIsBeingCreatedIsNotCalledStopped(World world) {
        Output said = world.fifo("pids");
        Container container = world.container(hanging(world));
        Running create = world.own(container.beginning("create").start());
        pids(said, world);
        String id = container.id();
        Result list = world.call("list", "--format", "json").run().expectSuccess();
        assertEquals("creating", Json.parse(list.out()).path(0).path("status").asText(), list.toString());
        assertEquals(0, Json.parse(list.out()).path(0).path("pid").asInt(), list.toString());
        world.call("exec", id, "/bin/true").run().expectExit(255).expectFailure("still being created");
        world.call("checkpoint", id).run().expectFailure("cannot be checkpointed in creating state");
        world.call("events", "--stats", id).run().expectFailure("is not running");
        Kernel.kill(create.pid(), Kernel.SIGKILL);
        create.awaitDetached();
        list = world.call("list", "--format", "json").run().expectSuccess();
        assertEquals("stopped", Json.parse(list.out()).path(0).path("status").asText(), list.toString());
        container.delete("--force").expectSuccess();
    }

    @Test
    @Tag("slow")
    void noCommandWaitsForEverForACreateThatHangs(World world) {
        Output said = world.fifo("pids");
        Container container = world.container(hanging(world));
        Running create = world.own(container.beginning("create").start());
        pids(said, world);
        assertEquals("creating", container.status());
        List<Running> others = new ArrayList<>();
        for (String command : List.of("start", "delete")) {
            others.add(world.own(world.call(command, container.id()).bounded().start()));
        }
        for (Running other : others) {
            other.await().expectEnd().expectFailure();
        }
        Kernel.kill(create.pid(), Kernel.SIGKILL);
        create.awaitDetached();
        container.delete("--force").expectSuccess();
    }

    /** A create that is stopped itself does not hear SIGTERM. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    @Tag("slow")
    void createThatHangsIsEndedByAForcedDelete(boolean stopped, World world) {
        Output said = world.fifo("pids");
        Container container = world.container(hanging(world));
        Running create = world.own(container.beginning("create").start());
        List<Long> hook = pids(said, world);
        if (stopped) {
            Kernel.kill(create.pid(), 19);
        }
        world.call("delete", "--force", container.id()).bounded().run().expectSilence();
        Result result = create.awaitDetached();
        assertTrue(result.exit() != 0, result.toString());
        for (long pid : hook) {
            assertTrue(Kernel.awaitEnd(pid, 5000), "of the hook lives on: " + Host.describe(pid));
        }
        world.call("state", container.id()).run().expectFailure("does not exist");
    }

    @Test
    void manyForcedDeletesAtOnceAllSucceed(World world) {
        for (int round = 0; round < 5; round++) {
            Container container = world.running();
            List<Running> deletes = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                deletes.add(world.own(
                        world.call("delete", "--force", container.id()).start()));
            }
            for (Running delete : deletes) {
                delete.await().expectSuccess();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 8, 64})
    void limitOfFileSizesIsSaidAndKillsNobody(int blocks, World world) {
        Container container = world.container(world.bundle())
                .by(call -> call.prepare("ulimit -f " + blocks).bounded());
        Result result = container.run().expectEnd().expectRunOrRefusal();
        assertTrue(result.exit() < 128, result.toString());
    }

    @ParameterizedTest
    @ValueSource(ints = {100_000, 1_000_000, 1_600_000})
    void tooLittleAddressSpaceIsSaidInOneLine(int kilobytes, World world) {
        Container container = world.container(world.bundle())
                .by(call -> call.prepare("ulimit -v " + kilobytes).bounded());
        Result result = container.run().expectEnd().expectRunOrRefusal();
        assertTrue(result.exit() == 0 || result.err().strip().lines().count() == 1, result.toString());
    }

    @ParameterizedTest
    @CsvSource({"pids,pids.max,pids.max,5", "memory,memory.limit_in_bytes,memory.max,2097152"})
    void narrowCgroupOfTheCallerIsSaidInOneLine(
            String controller, String first, String second, String limit, World world) throws IOException {
        Path narrow =
                Files.createDirectories(Cgroups.dir(controller, world.cgroups().top() + "/narrow"));
        Path file = narrow.resolve(Cgroups.isV2() ? second : first);
        assumeTrue(Files.exists(file), "no " + file);
        Files.writeString(file, limit);
        Container container = world.container(world.bundle())
                .by(call ->
                        call.prepare("echo $$ > " + narrow + "/cgroup.procs").bounded());
        Result result = container.run().expectEnd();
        assertTrue(result.exit() == 0 || result.err().contains("cgroup"), result.toString());
        assertTrue(result.exit() == 0 || result.err().strip().lines().count() == 1, result.toString());
        Files.delete(narrow);
    }

    @ParameterizedTest
    @ValueSource(ints = {16, 32, 64, 128})
    void smallStackIsEnoughOrSaidInOneLine(int kilobytes, World world) {
        Container container = world.container(world.bundle())
                .by(call -> call.prepare("ulimit -s " + kilobytes).bounded());
        Result result = container.run().expectEnd().expectRunOrRefusal();
        assertTrue(result.exit() == 0 || kilobytes < 64, result.toString());
        assertTrue(result.exit() < 128, result.toString());
        assertTrue(result.exit() == 0 || result.err().strip().lines().count() == 1, result.toString());
    }

    @Test
    void whatIsMountedInTheStateDirectoryIsNotEmptied(World world) throws IOException {
        Container container = world.running();
        Path canary = Files.createFile(
                Files.createDirectory(world.dir().resolve("other")).resolve("canary"));
        Path point =
                Files.createDirectory(world.stateRoot().resolve(container.id()).resolve("point"));
        Host.run("mount", "--bind", canary.getParent().toString(), point.toString());
        try {
            Result delete = world.call("delete", "--force", container.id())
                    .bounded()
                    .run()
                    .expectEnd();
            assertTrue(Files.exists(canary), "emptied: " + delete);
            delete.expectFailure("mounted");
        } finally {
            Host.run("umount", point.toString());
        }
        container.delete("--force").expectSuccess();
    }
}
