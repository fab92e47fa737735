package dev.jrunc.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.util.List;
import jnr.unixsocket.UnixServerSocketChannel;
import jnr.unixsocket.UnixSocketAddress;
import jnr.unixsocket.UnixSocketChannel;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** config.md#process terminal and consoleSize: detached by --console-socket, in the foreground by the caller's terminal. */
@Conformance
final class TerminalIT {
    private static final int SIGTTOU = 22;

    private static Bundle withTerminal(World world) {
        return world.bundle().set("/process/terminal", true);
    }

    private static Terminal detached(World world, Container container) {
        try (ConsoleSocket socket = new ConsoleSocket(world.dir().resolve("console.sock"))) {
            container.create("--console-socket", socket.path().toString()).expectSilence();
            return world.own(socket.receive());
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static Terminal started(World world, Container container) {
        Terminal terminal = detached(world, container);
        container.start().expectSilence();
        terminal.output().awaitLine("ready");
        return terminal;
    }

    /** A foreground run whose three standard descriptors are a terminal, which is its controlling one. */
    private static Running inTerminal(Terminal terminal, Container container, String... flags) {
        ProcessBuilder.Redirect slave = ProcessBuilder.Redirect.to(new File(terminal.path()));
        return container
                .by(call -> call.through("setsid", "--ctty")
                        .stdin(ProcessBuilder.Redirect.from(new File(terminal.path())))
                        .outputs(slave)
                        .env("TERM", "dumb"))
                .startForeground(flags);
    }

    @Test
    void masterArrivesByTheConsoleSocket(World world) {
        Container container = world.container(withTerminal(world).guest("report-hold"));
        Terminal terminal = started(world, container);
        Report report = new Report(
                Json.parse(terminal.output().text().lines().findFirst().orElseThrow()));
        assertEquals(List.of("1", "1", "1"), report.list("tty"));
        assertEquals(1, report.number("controllingTerminal"));
        for (String fd : List.of("0", "1", "2")) {
            assertTrue(
                    report.json().at("/fds/" + fd).asText().startsWith("/dev/pts/"),
                    report.json().at("/fds").toString());
        }
        container.stop();
    }

    @Test
    void nothingOfTheCallersOutputsIsHeld(World world) {
        Container container = world.container(withTerminal(world).guest("hold"));
        Terminal terminal = detached(world, container); // engines' rule R3: go-runc reads to the end before it goes on
        container.out().awaitEnd();
        container.err().awaitEnd();
        container.start().expectSilence();
        terminal.output().awaitLine("ready");
        container.stop();
    }

    @ParameterizedTest
    @ValueSource(strings = {"[]", "[{'path':'/dev/console','type':'c','major':5,'minor':1}]"})
    void consoleDeviceIsTheTerminal(String devices, World world) {
        Container container = world.container(withTerminal(world)
                .json("/linux/devices", devices)
                .shell("echo to-the-console > /dev/console; echo ready; exec /guest hold"));
        Terminal terminal = detached(world, container);
        container.start().expectSilence();
        terminal.output().awaitLine("to-the-console");
        terminal.output().awaitLine("ready");
        container.stop();
    }

    /** That of the container, and that of an exec. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void terminalBelongsToTheUser(boolean userNamespace, World world) throws IOException {
        String owner = "stat -c 'owner %u' $(readlink /proc/self/fd/0); exec /guest hold";
        Bundle bundle = withTerminal(world)
                .json("/process/user", "{'uid':1000,'gid':1000}")
                .shell(owner);
        Container container = world.container(userNamespace ? bundle.userNamespace() : bundle);
        Terminal terminal = detached(world, container);
        container.start().expectSilence();
        assertEquals("owner 1000", terminal.output().awaitLine("owner").strip());
        terminal.output().awaitLine("ready");
        String id = container.id();
        try (ConsoleSocket socket = new ConsoleSocket(world.dir().resolve("exec"))) {
            String path = socket.path().toString();
            world.call("exec", "-t", "-d", "-u", "1001", "--console-socket", path, id, "/bin/sh", "-c", owner)
                    .runDetached()
                    .expectSilence();
            Terminal second = world.own(socket.receive());
            assertEquals("owner 1001", second.output().awaitLine("owner").strip());
        }
        container.stop();
    }

    @Test
    void consoleSizeIsSet(World world) {
        Container container = world.container(withTerminal(world)
                .json("/process/consoleSize", "{'height':33,'width':121}")
                .guest("hold"));
        assertEquals("33 121", detached(world, container).size());
    }

    @Test
    void consoleSizeIsIgnoredWithoutTerminal(World world) {
        world.report(world.bundle().json("/process/consoleSize", "{'height':33,'width':121}"));
    }

    @Test
    void engineMaySetTheSizeLater(World world) {
        Container container = world.container(withTerminal(world).guest("winch"));
        Terminal terminal = started(world, container);
        terminal.resize(20, 90);
        assertEquals("size 20 90", terminal.output().awaitLine("size").strip());
        container.stop();
    }

    @Test
    void whatIsTypedArrives(World world) {
        Container container = world.container(withTerminal(world).guest("lines"));
        Terminal terminal = started(world, container);
        terminal.type("hello\n");
        terminal.output().awaitLine("got hello");
        container.stop();
    }

    @Test
    void engineGetsLineEndsOfATerminal(World world) {
        Container container = world.container(withTerminal(world).shell("echo line; exec /guest hold"));
        Terminal terminal = started(world, container);
        assertTrue(
                terminal.output().text().startsWith("line\r\n"),
                terminal.output().text()); // docker -t shows it as is
        container.stop();
    }

    @ParameterizedTest
    @ValueSource(strings = {"create", "run"})
    void detachedTerminalNeedsASocket(String command, World world) {
        Container container = world.container(withTerminal(world).guest("hold"));
        Result result = command.equals("create") ? container.create() : container.runDetached();
        result.expectFailure("cannot allocate tty if", "without setting console socket");
    }

    @Test
    void socketWithoutTerminalIsRefused(World world) {
        Container container = world.container(world.bundle().guest("hold"));
        try (ConsoleSocket socket = new ConsoleSocket(world.dir().resolve("console.sock"))) {
            container
                    .create("--console-socket", socket.path().toString())
                    .expectFailure("cannot use console socket if");
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @Test
    void missingSocketIsRefused(World world) {
        world.container(withTerminal(world).guest("hold"))
                .create("--console-socket", "/no/such/socket")
                .expectFailure("no such file or directory");
    }

    @Test
    void foregroundProcessHasATerminalOfTheCallersSize(World world) {
        Terminal terminal = world.terminal();
        terminal.resize(17, 71);
        Running running =
                inTerminal(terminal, world.container(withTerminal(world).guest("report")));
        assertEquals(0, running.await().exit());
        String text = terminal.output().text();
        Report report = new Report(Json.parse(text.lines().findFirst().orElseThrow()));
        assertEquals(List.of("1", "1", "1"), report.list("tty"));
        assertEquals("17 71", report.number("rows") + " " + report.number("columns"));
    }

    @Test
    void foregroundFollowsTheCallersSize(World world) {
        Terminal terminal = world.terminal();
        terminal.resize(17, 71);
        Container container = world.container(withTerminal(world).guest("winch"));
        Running running = inTerminal(terminal, container);
        terminal.output().awaitLine("ready");
        terminal.resize(30, 100);
        assertEquals("size 30 100", terminal.output().awaitLine("size 30").strip());
        container.kill("TERM").expectSuccess();
        running.await().expectSuccess();
    }

    @Test
    void callersTerminalIsRawDuringTheRunAndRestoredAfterIt(World world) {
        Terminal terminal = world.terminal();
        String before = terminal.modes();
        Container container = world.container(withTerminal(world).guest("lines"));
        Running running = inTerminal(terminal, container);
        terminal.output().awaitLine("ready");
        assertFalse(terminal.modes().equals(before), "raw");
        terminal.type("hello\r");
        terminal.output().awaitLine("got hello");
        terminal.type("exit 5\r");
        running.await().expectExit(5);
        assertEquals(before, terminal.modes());
    }

    @Test
    void linesEndAsTheProcessWroteThem(World world) {
        Terminal terminal = world.terminal();
        Host.run("stty", "-F", terminal.path(), "-opost", "-onlcr");
        inTerminal(terminal, world.container(withTerminal(world).args("/bin/echo", "line")))
                .await()
                .expectSuccess();
        assertEquals("line\n", terminal.output().text()); // runc clears ONLCR: callers compare whole lines
    }

    private static boolean catches(String pid, int signal) {
        return Host.lines("/proc/" + pid + "/status").stream()
                .filter(line -> line.startsWith("SigCgt:"))
                .anyMatch(line -> (Long.parseUnsignedLong(line.substring(7).strip(), 16) >> (signal - 1) & 1) == 1);
    }

    /** Job control: what runs behind a shell's back leaves the shell its terminal. */
    @Test
    void jobInTheBackgroundDoesNotTakeTheTerminal(World world) {
        Terminal terminal = world.terminal();
        String before = terminal.modes();
        Container container = world.container(withTerminal(world).guest("hold"));
        File slave = new File(terminal.path());
        Running shell = container
                .by(call -> call.through("setsid", "--ctty", "sh", "-mc", "\"$@\" & echo job $!; read end", "sh")
                        .stdin(ProcessBuilder.Redirect.from(slave))
                        .outputs(ProcessBuilder.Redirect.to(slave)))
                .startForeground();
        String job = terminal.output().awaitLine("job").strip().substring("job ".length());
        String state = "";
        for (int left = world.patience(); !state.startsWith("T"); left--) {
            assertTrue(left > 0 && !Kernel.awaitEnd(Long.parseLong(job), 1), "the job has ended, or never stops");
            state = Host.read("/proc/" + job + "/stat").replaceFirst(".*\\) ", "");
            // Taken, or refused for ever: the kernel makes a process that catches the signal try again.
            assertEquals(before, terminal.modes());
            assertFalse(catches(job, SIGTTOU), "the job cannot be stopped");
        }
        assertEquals(before, terminal.modes());
        container.kill("KILL").expectSuccess();
        Kernel.kill(Long.parseLong(job), 9);
        terminal.type("\n");
        shell.await();
    }

    /** As when the program that shows the terminal is stopped. */
    @Test
    void terminalThatIsNotReadHoldsUpNoSignal(World world) {
        Terminal terminal = world.terminal();
        Container container = world.container(
                withTerminal(world).shell("trap 'exit 5' TERM; echo ready; (while :; do echo flood; done) & wait"));
        Running running = inTerminal(terminal, container);
        terminal.output().awaitLine("ready");
        container.pid();
        Kernel.kill(running.pid(), 15);
        container.awaitEnd();
        for (int left = world.patience(); left > 0 && !Kernel.awaitEnd(running.pid(), 1); left--) {
            terminal.output().text();
        }
        running.await().expectExit(5);
    }

    /** What is left to be shown holds up who shows it, and nobody else. */
    @Test
    void terminalThatIsNotReadHoldsUpNoEnd(World world) {
        Terminal terminal = world.terminal();
        Container container =
                world.container(withTerminal(world).shell("echo ready; read go; printf %018000d 0; exit 6"));
        Running running = inTerminal(terminal, container);
        terminal.output().awaitLine("ready");
        container.pid();
        terminal.type("go\n");
        container.awaitEnd();
        for (int left = world.patience(); left > 0 && !Kernel.awaitEnd(running.pid(), 1); left--) {
            Kernel.killIfAlive(running.pid(), 15); // one that comes before the end is the container's
        }
        running.await().expectExit(6);
    }

    @Test
    void allOutputArrivesBeforeTheEnd(World world) {
        Terminal terminal = world.terminal();
        Running running = inTerminal(
                terminal,
                world.container(withTerminal(world)
                        .shell("seq=0; while [ $seq -lt 2000 ]; do echo line $seq; seq=$((seq+1)); done; echo last")));
        terminal.output().awaitLine("last");
        running.await().expectSuccess();
        assertEquals(2001, terminal.output().text().lines().count());
    }

    @Test
    @Tag("slow")
    void consoleSocketThatNobodyAcceptsFromIsNotWaitedForForEver(World world) throws IOException {
        UnixSocketAddress address =
                new UnixSocketAddress(world.dir().resolve("full").toFile());
        UnixServerSocketChannel full = world.own(UnixServerSocketChannel.open());
        full.socket().bind(address, 0);
        world.own(UnixSocketChannel.open(address));
        Container container =
                world.container(world.bundle().set("/process/terminal", true).guest("hold"));
        Result result = container
                .beginning("create", "--console-socket", address.path())
                .bounded()
                .runDetached()
                .expectEnd()
                .expectFailure();
        assertEquals(1, result.err().strip().lines().count(), result.toString());
        world.call("state", container.id()).run().expectFailure("does not exist");
    }
}
