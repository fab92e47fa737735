package dev.jrunc.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A command, one of its helpers or the process is killed at any moment: nothing is left in the way. */
@Conformance
final class KilledIT {
    private static final int KILLS = Integer.getInteger("conformance.kills", 40) / 2;

    @ParameterizedTest
    @ValueSource(strings = {"run", "start", "kill", "delete", "exec", "exec again", "update", "pause", "resume"})
    @Tag("slow")
    void commandKilledAtAnyMomentIsFollowedByForcedDelete(String command, World world) throws InterruptedException {
        long seed = System.nanoTime();
        System.out.println("KilledIT: seed " + seed);
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
        System.out.println("KilledIT: seed " + seed);
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
}
