package dev.jrunc.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** kill: every way to write a signal, and whom it reaches. */
@Conformance
final class KillIT {
    @ParameterizedTest
    @CsvSource({
        "USR1,10",
        "SIGUSR1,10",
        "usr1,10",
        "sigusr1,10",
        "10,10",
        "HUP,1",
        "SIGINT,2",
        "QUIT,3",
        "USR2,12",
        "ALRM,14",
        "CONT,18",
        "WINCH,28",
        "64,64"
    })
    void signalArrives(String name, int number, World world) {
        Container container = world.container(world.bundle().guest("signals")).started();
        container.kill(name).expectSilence();
        container.out().awaitLine("signal " + number);
        container.stop();
    }

    @Test
    void defaultIsTerm(World world) {
        Container container = world.container(world.bundle().guest("signals")).started();
        container.pid();
        container.call("kill").expectSilence();
        container.out().awaitLine("signal 15");
        container.pid();
        container.awaitEnd();
    }

    /** What an unset variable of a script becomes. */
    @Test
    void emptyWordIsTheDefaultToo(World world) {
        Container container = world.container(world.bundle().guest("signals")).started();
        container.pid();
        container.kill("").expectSilence();
        container.out().awaitLine("signal 15");
        container.awaitEnd();
    }

    /** Its first process has no default dispositions in a pid namespace of its own (pid_namespaces(7)). */
    @ParameterizedTest
    @ValueSource(strings = {"TERM", "INT", "HUP", "QUIT"})
    void createdContainerEndsByTheSignal(String name, World world) {
        Container container = world.container(world.bundle().guest("hold"));
        container.create().expectSuccess();
        container.pid();
        container.kill(name).expectSilence();
        container.awaitEnd();
        assertEquals("stopped", container.status());
    }

    @Test
    void zeroOnlyAsks(World world) {
        Container container = world.running();
        container.kill("0").expectSilence();
        assertEquals("running", container.status());
        container.stop();
        container.kill("0").expectFailure();
    }

    @ParameterizedTest
    @ValueSource(strings = {"BOGUS", "SIG", "1000", "-1", "9x"})
    void unknownSignalIsRefused(String name, World world) {
        Container container = world.running();
        container.kill(name).expectFailure();
        assertEquals("running", container.status());
        container.stop();
    }

    @Test
    void unknownSignalIsNamed(World world) {
        Container container = world.running();
        container.kill("BOGUS").expectFailure("unknown signal", "BOGUS");
        container.stop();
    }

    /** Without a pid namespace the end of the first one ends nobody else. */
    @ParameterizedTest
    @ValueSource(strings = {"kill", "kill --all"})
    void withoutPidNamespaceKillReachesEveryProcess(String command, World world) {
        Bundle bundle = world.bundle().withoutNamespace("pid").shell("sleep 1000 & echo child $!; echo ready; wait");
        Container container = world.container(bundle).started();
        long child = Long.parseLong(container.out().awaitLine("child ").substring("child ".length()));
        world.call((command + " " + container.id() + " KILL").split(" ", -1))
                .run()
                .expectSilence();
        container.awaitEnd();
        Expect.ended(child, world);
    }

    /** What Podman and containerd send where processes outlive the first; runc from 1.2 on signals that one only. */
    @Test
    void killAllTakesAnySignal(World world) {
        Container container = world.container(world.bundle().shell("/guest signals & exec sleep 1000"));
        container.started();
        world.call("kill", "--all", container.id(), "USR1").run().expectSilence(); // which pid 1 does not get
        container.out().awaitLine("signal 10");
        container.stop();
        world.call("kill", "--all", container.id(), "9").run().expectSilence();
    }

    @ParameterizedTest
    @ValueSource(strings = {"kill", "kill --all"})
    void killEndsAPausedContainer(String command, World world) {
        Container container = world.running();
        container.call("pause").expectSuccess();
        world.call((command + " " + container.id() + " KILL").split(" ", -1))
                .run()
                .expectSilence();
        container.awaitEnd();
    }

    @Test
    void endOfTheFirstProcessEndsTheOthers(World world) {
        Container container = world.container(world.bundle().shell("sleep 1000 & echo ready; wait"))
                .started();
        container.stop();
        container.delete().expectSilence();
    }

    @Test
    void withoutPidNamespaceDeleteEndsWhatIsLeft(World world) {
        Container container = world.container(
                        world.bundle().withoutNamespace("pid").shell("sleep 1000 & echo ready; exec /guest hold"))
                .started();
        container.pid();
        world.call("delete", "--force", container.id()).run().expectSuccess();
    }
}
