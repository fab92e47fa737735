package dev.jrunc.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** runtime.md: the operations in every status; StatusMatrixIT has the words that callers look for. */
@Conformance
final class LifecycleIT {
    private static Container created(World world) {
        Container container = world.container(world.bundle().guest("hold"));
        container.create().expectSilence();
        return container;
    }

    private static Container stopped(World world) {
        Container container = world.running();
        container.stop();
        return container;
    }

    private static Container in(String status, World world) {
        return switch (status) {
            case "created" -> created(world);
            case "running" -> world.running();
            default -> stopped(world);
        };
    }

    @Test
    void wholeLife(World world) {
        Container container = created(world);
        container.pid();
        assertEquals("created", container.status());
        container.start().expectSilence();
        container.out().awaitLine("ready");
        assertEquals("running", container.status());
        container.kill("TERM").expectSilence();
        container.out().awaitLine("terminated");
        container.awaitEnd();
        assertEquals("stopped", container.status());
        assertEquals(0, container.stateJson().path("pid").asLong());
        container.delete().expectSilence();
        container.state().expectFailure();
    }

    /** Or is seen under another path: what is done, is done to the container that is there. */
    @Test
    void theStateRootMayBeMoved(World world) throws IOException {
        Container container = created(world);
        Path moved = Files.move(world.stateRoot(), world.dir().resolve("moved"));
        Files.createDirectories(world.stateRoot());
        String root = moved.toString();
        RuntimeBinary runtime = world.runtime();
        JsonNode state = runtime.call("--root", root, "state", container.id())
                .run()
                .expectSuccess()
                .json();
        assertEquals("created", state.get("status").asText());
        runtime.call("--root", root, "start", container.id()).run().expectSilence();
        container.out().awaitLine("ready");
        runtime.call("--root", root, "delete", "--force", container.id()).run().expectSuccess();
        Expect.gone(moved.resolve(container.id()));
    }

    @Test
    void processDoesNotRunBeforeStart(World world) {
        Bundle bundle = world.bundle().shell("echo ran > /ran");
        Container container = world.container(bundle);
        container.create().expectSuccess();
        assertEquals("", bundle.read("rootfs/ran"));
        container.pid();
        container.start().expectSuccess();
        container.awaitEnd();
        assertEquals("ran\n", bundle.read("rootfs/ran"));
    }

    @Test
    void startReturnsWhenTheProcessHasBeenExecuted(World world) {
        Container container = created(world);
        container.start().expectSuccess();
        assertEquals("guest", Host.read("/proc/" + container.pid() + "/comm"));
        container.stop();
    }

    @Test
    void startOfARunningContainerIsRefused(World world) {
        Container container = world.running();
        container.start().expectFailure();
        assertEquals("running", container.status());
        container.stop();
    }

    @Test
    void startOfAStoppedContainerIsRefused(World world) {
        stopped(world).start().expectFailure();
    }

    @Test
    void killOfACreatedContainerWorks(World world) {
        Container container = created(world);
        container.pid();
        container.kill("KILL").expectSilence();
        container.awaitEnd();
        assertEquals("stopped", container.status());
    }

    @Test
    void killOfAStoppedContainerIsRefused(World world) {
        stopped(world).kill("TERM").expectFailure();
    }

    @Test
    void deleteOfARunningContainerIsRefused(World world) {
        Container container = world.running();
        container.delete().expectFailure();
        assertEquals("running", container.status());
        container.stop();
    }

    @Test
    void deleteOfACreatedContainerKillsIt(World world) {
        Container container = created(world); // the spec would refuse; every peer does this, and engines rely on it
        container.pid();
        container.delete().expectSilence();
        container.awaitEnd();
    }

    @ParameterizedTest
    @ValueSource(strings = {"created", "running", "stopped"})
    void forcedDeleteWorksInEveryStatus(String status, World world) {
        Container container = in(status, world);
        container.pid();
        container.delete("--force").expectSilence();
        container.awaitEnd();
        container.state().expectFailure();
    }

    @ParameterizedTest
    @ValueSource(strings = {"created", "running", "stopped"})
    void secondCreateIsRefusedAndDoesNoHarm(String status, World world) {
        Container container = in(status, world);
        String before = container.state().out();
        world.container(world.bundle(), container.id()).create().expectFailure();
        assertEquals(before, container.state().out());
    }

    @ParameterizedTest
    @ValueSource(strings = {"state", "start", "kill", "delete"})
    void unknownContainerIsAnError(String command, World world) {
        world.call(command, "nobody").run().expectFailure();
    }

    @Test
    void forcedDeleteOfAnUnknownContainerSucceeds(World world) {
        world.call("delete", "--force", "nobody").run().expectSilence(); // engines' rule R13
    }

    @Test
    void containersOfAnotherRootAreUnknown(World world) {
        Container container = created(world);
        world.runtime()
                .call("--root", world.dir().resolve("other").toString(), "state", container.id())
                .run()
                .expectFailure();
        Host.removeTree(world.dir().resolve("other"));
    }

    @Test
    void endedProcessThatNobodyHasReapedIsStopped(World world) {
        world.own(Kernel.adoptOrphans());
        Container container = stopped(world);
        assertTrue(Host.isZombie(container.pid()), "no zombie: " + Host.describe(container.pid()));
        assertEquals("stopped", container.status());
        assertEquals(container.state().out(), container.state().out());
    }

    /** proc_pid_stat(5), field 22. */
    private static String startOf(long pid) {
        return Host.read("/proc/" + pid + "/stat").replaceFirst(".*\\) ", "").split(" ", -1)[19];
    }

    @Test
    void processThatGotThePidIsNotTheContainers(World world) throws IOException {
        world.own(Kernel.adoptOrphans());
        Container container = stopped(world);
        String start = startOf(container.pid());
        Kernel.reap(container.pid());
        Process other = null;
        // The JVM starts threads of its own at times; and a start time counts in hundredths of a second.
        for (int tries = 0; tries < 100 && other == null; tries++) {
            Files.writeString(Path.of("/proc/sys/kernel/ns_last_pid"), "" + (container.pid() - 1));
            Process next = new ProcessBuilder("sleep", "1000").start();
            world.own(next::destroyForcibly);
            if (next.pid() == container.pid() && !startOf(next.pid()).equals(start)) {
                other = next;
            } else {
                next.destroyForcibly().onExit().join();
            }
        }
        assumeTrue(other != null, "the pid is not to be had");
        assertEquals("stopped", container.status());
        container.kill("KILL").expectFailure();
        container.delete("--force").expectSilence();
        assertTrue(other.isAlive(), "the other process of that pid was killed");
    }

    @Test
    void laterChangesOfTheConfigHaveNoEffect(World world) {
        Container container = created(world);
        container.bundle().writeRaw("{}".getBytes(java.nio.charset.StandardCharsets.UTF_8));
        container.start().expectSilence();
        container.out().awaitLine("ready");
        container.stop();
        container.delete().expectSilence();
    }

    @Test
    void idMayBeUsedAgainAfterDelete(World world) {
        Container container = stopped(world);
        container.delete().expectSilence();
        Container again = world.container(world.bundle(), container.id());
        assertEquals(1, new Report(again.run().json()).number("pid"));
    }

    @Test
    void stateIsWhatTheSpecAsksFor(World world) {
        Container container =
                world.container(world.bundle().guest("hold").json("/annotations", "{'com.example.a':'1','b':''}"));
        container.create().expectSilence();
        JsonNode state = container.stateJson();
        assertTrue(state.path("ociVersion").asText().matches("1\\.\\d+\\.\\d+.*"), state.toString());
        assertEquals(container.id(), state.path("id").asText());
        assertEquals("created", state.path("status").asText());
        assertEquals(container.bundle().dir().toString(), state.path("bundle").asText());
        assertEquals(Json.parse("{'com.example.a':'1','b':''}"), state.path("annotations"));
        assertTrue(state.path("pid").isIntegralNumber() && container.pid() > 0, state.toString());
    }

    @Test
    void stateHasWhatCallersReadBeside(World world) {
        Container container = world.container(world.bundle().guest("hold"));
        Instant before = Instant.now().truncatedTo(ChronoUnit.SECONDS);
        container.create().expectSilence();
        Instant after = Instant.now();
        JsonNode state = container.stateJson();
        assertEquals(
                container.bundle().rootfs().toString(), state.path("rootfs").asText());
        Instant created = Instant.parse(state.path("created").asText());
        assertTrue(!created.isBefore(before) && !created.isAfter(after), state.toString());
    }

    @Test
    void pidIsTheContainersProcess(World world) {
        Container container = world.running();
        assertEquals("/guest", Host.link("/proc/" + container.pid() + "/exe").replaceAll(".*(/guest)", "$1"));
        container.stop();
    }

    @Test
    void deleteTouchesNothingOfTheBundle(World world) {
        Container container = stopped(world);
        container.delete().expectSilence();
        Expect.there(container.bundle().rootfs().resolve("guest"));
        Expect.nothingMounted(container.bundle().dir());
    }

    /** It may be paused before it starts; start does not wait for somebody to resume it. */
    @Test
    void createdContainerCanBePausedAndStartsWhenItIsResumed(World world) {
        Container container = world.container(world.bundle().guest("hold"));
        container.create().expectSuccess();
        container.call("pause").expectSilence();
        assertEquals("paused", container.status());
        container.call("pause").expectFailure();
        world.call("start", container.id()).bounded().run().expectEnd().expectFailure();
        assertEquals("paused", container.status());
        container.call("resume").expectSilence();
        assertEquals("created", container.status());
        container.start().expectSuccess();
        assertEquals("running", container.status());
    }

    @Test
    void containerPausedBeforeItsStartIsDeletedByForce(World world) {
        Container container = world.container(world.bundle().guest("hold"));
        container.create().expectSuccess();
        container.call("pause").expectSilence();
        container.delete("--force").expectSuccess();
        container.state().expectFailure();
    }
}
