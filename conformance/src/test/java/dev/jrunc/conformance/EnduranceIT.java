package dev.jrunc.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The same again and again, at once, and interrupted: nothing may add up. */
@Conformance
@Tag("slow")
final class EnduranceIT {
    private static final int ROUNDS = 200;
    private static final int KILLS = Integer.getInteger("conformance.kills", 40);

    private static int openDescriptors() {
        String[] names = new java.io.File("/proc/self/fd").list();
        return names == null ? -1 : names.length;
    }

    /** After many rounds there is what there was after the first. */
    private static void assertNothingAddsUp(World world, Runnable round) {
        round.run();
        Traces traces = Traces.now(world.cgroups(), world.dir());
        int descriptors = openDescriptors();
        for (int i = 1; i < ROUNDS; i++) {
            round.run();
        }
        assertEquals(List.of(), traces.leftNow());
        assertEquals(descriptors, openDescriptors());
    }

    @Test
    void cyclesLeaveEverythingAsBefore(World world) {
        Bundle bundle = world.bundle().guest("hold");
        assertNothingAddsUp(world, () -> {
            Container container = world.container(bundle, "cycle");
            container.create().expectSilence();
            container.start().expectSilence();
            container.pid();
            container.kill("KILL").expectSilence();
            container.awaitEnd();
            container.delete().expectSilence();
            container.forget();
        });
    }

    @Test
    void runsLeaveEverythingAsBefore(World world) {
        Bundle bundle = world.bundle().args("/bin/true");
        assertNothingAddsUp(world, () -> {
            Container container = world.container(bundle, "run");
            container.run().expectSilence();
            container.forget();
        });
    }

    @Test
    void createKilledAtAnyMomentIsUndoneByForcedDelete(World world) throws InterruptedException {
        long seed = System.nanoTime();
        System.out.println("EnduranceIT: seed " + seed);
        SplittableRandom random = new SplittableRandom(seed);
        Traces traces = Traces.now(world.cgroups(), world.dir());
        long longest = 1;
        for (int round = 0; round < KILLS; round++) {
            Container container = world.container(world.bundle().guest("hold"), "killed" + round);
            long begin = System.nanoTime();
            Running create = container.beginning("create").start();
            if (round == 0) {
                create.awaitDetached();
                longest = System.nanoTime() - begin;
            } else {
                TimeUnit.NANOSECONDS.sleep(random.nextLong(longest)); // a random moment is the point of this test
                Kernel.killIfAlive(create.pid(), Kernel.SIGKILL);
                create.process().waitFor();
            }
            create.close();
            world.call("state", container.id()).run();
            container.delete("--force").expectSuccess();
            world.call("state", container.id()).run().expectFailure();
            assertEquals(List.of(), traces.leftNow(), "round " + round + " of seed " + seed);
            container.forget();
        }
        assertEquals("", world.call("list", "-q").run().expectSuccess().out());
    }

    @Test
    void oneOfManyCreatesOfTheSameIdWins(World world) {
        List<Running> creates = new ArrayList<>();
        Container last = null;
        for (int i = 0; i < 8; i++) {
            last = world.container(world.bundle().guest("hold"), "same");
            creates.add(world.own(last.beginning("create").start()));
        }
        int successes = 0;
        for (Running create : creates) {
            Result result = create.awaitDetached();
            successes += result.exit() == 0 ? 1 : 0;
            assertTrue(result.exit() == 0 || !result.err().isBlank(), result.toString());
        }
        assertEquals(1, successes);
        assertTrue(last != null, "no create has ended");
        assertEquals("created", last.status());
    }

    @Test
    void manyContainersLiveAtOnce(World world) {
        List<Container> containers = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            containers.add(world.running());
        }
        assertEquals(
                20, world.call("list", "-q").run().expectSuccess().out().lines().count());
        for (Container container : containers) {
            container.stop();
            container.delete().expectSilence();
        }
    }
}
