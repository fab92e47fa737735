package dev.jrunc.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** run: in the foreground like a program of one's own, or detached. */
@Conformance
final class RunIT {
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 7, 127, 255})
    void exitStatusIsTheProcesss(int status, World world) {
        world.run(world.bundle().guest("exit", String.valueOf(status))).expectExit(status);
    }

    @ParameterizedTest
    @CsvSource({"9,137", "15,143", "6,134", "1,129"})
    void deathBySignalIs128AndMore(String signal, int status, World world) {
        world.run(world.bundle().withoutNamespace("pid").guest("die", signal)).expectExit(status);
    }

    @Test
    void deathOfTheFirstProcessByFaultIs139(World world) {
        world.run(world.bundle().guest("die", "11")).expectExit(139);
    }

    @Test
    void outputsAreKeptApartAndComplete(World world) {
        Result result =
                world.run(world.bundle().shell("echo out; echo err >&2; head -c 300000 /dev/zero | tr '\\0' x"));
        assertEquals("out\n" + "x".repeat(300_000), result.expectSuccess().out());
        assertEquals("err\n", result.err());
    }

    @Test
    void inputReachesTheProcess(World world) throws IOException {
        Container container =
                world.container(world.bundle().guest("lines")).by(call -> call.stdin(ProcessBuilder.Redirect.PIPE));
        Running running = container.startForeground();
        running.out().awaitLine("ready");
        OutputStream input = running.process().getOutputStream();
        input.write("one\n".getBytes(StandardCharsets.UTF_8));
        input.flush();
        running.out().awaitLine("got one");
        input.close();
        running.out().awaitLine("eof");
        running.await().expectSuccess();
    }

    @ParameterizedTest
    @CsvSource({"1", "2", "3", "10", "12", "18"})
    void signalsAreForwarded(int signal, World world) {
        Running running = world.container(world.bundle().guest("signals")).startForeground();
        running.out().awaitLine("ready");
        Kernel.kill(running.pid(), signal);
        running.out().awaitLine("signal " + signal);
        Kernel.kill(running.pid(), 15);
        running.await().expectSuccess();
    }

    @Test
    void nothingIsLeftAfterTheRun(World world) {
        Container container = world.container(world.bundle().args("/bin/true"));
        container.run().expectSilence();
        container.state().expectFailure("does not exist");
    }

    @Test
    void keepLeavesAStoppedContainer(World world) {
        Container container = world.container(world.bundle().guest("exit", "3"));
        container.run("--keep").expectExit(3);
        assertEquals("stopped", container.status());
        container.delete().expectSilence();
    }

    @Test
    void detachedRunReturnsWhileTheProcessRuns(World world) {
        Container container = world.container(world.bundle().guest("hold"));
        container.runDetached().expectSuccess();
        container.out().awaitLine("ready");
        assertEquals("running", container.status());
        container.stop();
        container.delete().expectSilence();
    }

    @Test
    void flagsMayStandAfterTheId(World world) {
        Container container = world.running();
        world.call("delete", container.id(), "--force").run().expectSilence();
    }

    @Test
    void orphansOfTheProcessAreEndedWithThePidNamespace(World world) {
        Result result = world.run(world.bundle().shell("(sleep 1000 > /dev/null 2>&1 &) ; echo done"));
        assertEquals("done\n", result.expectSuccess().out());
    }

    /** Without a pid namespace, whose first process they would go to. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void orphansGoToTheForegroundRuntimeUnlessAskedOtherwise(boolean subreaper, World world) {
        Container container = world.container(world.bundle()
                .withoutNamespace("pid")
                .shell("(sleep 1000 & echo orphan $!); echo ready; exec /guest hold"));
        Running running = subreaper ? container.startForeground() : container.startForeground("--no-subreaper");
        String orphan = running.out().awaitLine("orphan ").substring("orphan ".length());
        running.out().awaitLine("ready");
        String parent = "PPid:\t" + running.pid() + "\n";
        assertEquals(subreaper, Host.read("/proc/" + orphan + "/status").contains(parent));
        Kernel.kill(Long.parseLong(orphan), Kernel.SIGKILL);
        container.kill("TERM").expectSilence();
        running.await().expectSuccess();
    }

    @Test
    void stateIsRunningDuringTheRun(World world) {
        Container container = world.container(world.bundle().guest("hold"));
        Running running = container.startForeground();
        running.out().awaitLine("ready");
        assertEquals("running", container.status());
        container.kill("TERM").expectSilence();
        running.await().expectSuccess();
    }

    @Test
    void pidFileOfARunHoldsTheProcess(World world) throws IOException {
        Container container = world.container(world.bundle().guest("hold"));
        var file = world.dir().resolve("pid");
        container.runDetached("--pid-file", file.toString()).expectSuccess();
        assertEquals(String.valueOf(container.pid()), java.nio.file.Files.readString(file));
        container.stop();
        java.nio.file.Files.delete(file);
    }

    /** Whoever waits for a foreground container does not keep others from working on it. */
    @Test
    void foregroundContainerCanBeUpdatedAndDeleted(World world) {
        Container container = world.container(world.bundle().guest("signals"));
        Running run = container.startForeground();
        run.out().awaitLine("ready");
        container.call("pause").expectSilence();
        container.call("resume").expectSilence();
        world.call("update", "--pids-limit", "50", container.id())
                .bounded()
                .run()
                .expectEnd()
                .expectSuccess();
        world.call("delete", "--force", container.id())
                .bounded()
                .run()
                .expectEnd()
                .expectSuccess();
        run.await().expectExit(137);
        container.state().expectFailure("does not exist");
    }
}
