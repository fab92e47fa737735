package dev.jrunc.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** sd_notify(3) through the runtime: a unit of Type=notify becomes ready when its container says so. */
@Conformance
final class NotifySocketIT {
    private static Container container(World world, NotifyServer server, String... words) {
        return world.container(world.bundle().guest(words)).by(call -> call.env("NOTIFY_SOCKET", server.address()));
    }

    private static Container saying(World world, NotifyServer server, String text) {
        return container(world, server, "notify-hold", text);
    }

    private static NotifyServer server(World world) {
        return world.own(new NotifyServer(world.dir().resolve("notify.sock").toString(), world.patience()));
    }

    private static Running start(World world, NotifyServer server, Container container) {
        return world.own(world.call("start", container.id())
                .env("NOTIFY_SOCKET", server.address())
                .start());
    }

    private static void expectReady(NotifyServer server, long mainPid) {
        assertEquals("READY=1", server.receive());
        assertEquals("MAINPID=" + mainPid, server.receive());
        assertEquals("BARRIER=1", server.receive());
    }

    private static void endByTerm(Container container, Running running) {
        running.out().awaitLine("ready"); // before that the first process of a pid namespace does not hear TERM
        container.kill("TERM").expectSuccess();
        running.await().expectSuccess();
    }

    private static void expectReached(NotifyServer server, Container container) {
        Running running = container.startForeground();
        assertEquals("READY=1", server.receive());
        endByTerm(container, running);
    }

    @Test
    void startWaitsForReadyAndNamesTheProcess(World world) {
        NotifyServer server = server(world);
        Container container = saying(world, server, "READY=1");
        container.create().expectSilence();
        long pid = container.pid();
        Running start = start(world, server, container);
        expectReady(server, pid);
        start.await().expectSilence();
        assertEquals("running", container.status());
        container.stop();
    }

    @Test
    void detachedRunWaitsForReady(World world) {
        NotifyServer server = server(world);
        Container container = saying(world, server, "READY=1");
        Running run = world.own(container.beginning("run", "--detach").start());
        assertEquals("READY=1", server.receive());
        assertEquals("MAINPID=" + container.pid(), server.receive());
        assertEquals("BARRIER=1", server.receive());
        run.awaitDetached().expectSuccess();
        container.stop();
    }

    @Test
    void foregroundRunNamesItself(World world) {
        NotifyServer server = server(world);
        Container container = saying(world, server, "READY=1");
        Running running = container.startForeground();
        expectReady(server, running.pid());
        endByTerm(container, running);
    }

    @Test
    void processThatEndsBeforeItIsReadyIsWaitedForNoLonger(World world) {
        NotifyServer server = server(world);
        Container container = container(world, server, "exit", "3");
        container.create().expectSilence();
        container.pid();
        start(world, server, container).await().expectSuccess();
        container.awaitEnd();
    }

    @Test
    void containerDoesNotChooseTheMainProcess(World world) {
        NotifyServer server = server(world);
        Container container = saying(world, server, "MAINPID=1\nREADY=1\nFDSTORE=1");
        container.create().expectSilence();
        long pid = container.pid();
        Running start = start(world, server, container);
        expectReady(server, pid);
        start.await().expectSuccess();
        container.stop();
    }

    @Test
    void abstractSocketsAreReached(World world) {
        String name = "@jrunc-notify-" + world.dir().getFileName() + "-"
                + ProcessHandle.current().pid();
        NotifyServer server = world.own(new NotifyServer(name, world.patience()));
        expectReached(server, saying(world, server, "READY=1"));
    }

    @Test
    void containerWithAUserNamespaceReachesItsSocket(World world) {
        NotifyServer server = server(world);
        Container container = world.container(world.bundle().userNamespace().guest("notify-hold", "READY=1"))
                .by(call -> call.env("NOTIFY_SOCKET", server.address()));
        expectReached(server, container);
    }

    /** A variable that somebody has inherited from a service that is gone. */
    @ParameterizedTest
    @ValueSource(strings = {"start", "run"})
    void managerWhoIsGoneIsNotWaitedFor(String command, World world) {
        Container container = world.container(world.bundle().guest("hold"))
                .by(call -> call.env("NOTIFY_SOCKET", world.dir() + "/gone").bounded());
        Result result = command.equals("run") ? container.runDetached() : container.create();
        if (command.equals("start")) {
            result = container.start();
        }
        result.expectEnd();
        assertEquals("running", container.status());
        container.stop();
    }

    @Test
    void stateAndDeleteDoNotWaitForReady(World world) {
        NotifyServer server = server(world);
        Container container = container(world, server, "hold");
        container.create().expectSilence();
        Running start = start(world, server, container);
        container.out().awaitLine("ready");
        // The process may be quicker than start, which then still has to take the fifo away.
        for (int i = 0; i < 1000 && container.status().equals("created"); i++) {
            Thread.onSpinWait();
        }
        assertEquals("running", container.status());
        container.delete("--force").expectSuccess();
        start.await().expectSuccess();
    }

    @Test
    void nothingIsAddedWithoutTheVariable(World world) {
        Report report = world.report(world.bundle().guest("report"));
        assertTrue(
                report.list("env").stream().noneMatch(entry -> entry.startsWith("NOTIFY_SOCKET")),
                report.list("env").toString());
    }
}
