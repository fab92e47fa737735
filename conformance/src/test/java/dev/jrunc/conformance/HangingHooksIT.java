package dev.jrunc.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Hooks that do not end, leave somebody behind or flood their outputs, and whoever waits for them. */
@Conformance
final class HangingHooksIT {
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
}
