package dev.jrunc.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** exec --exec-wait-fifo: a supervisor takes note of the process before its program begins. */
@Conformance
final class ExecFifoIT {
    private World world;
    private Path fifo;
    private Path pidFile;

    @BeforeEach
    void make(World newWorld) {
        world = newWorld;
        String help = world.runtime().call("exec", "--help").run().out();
        assumeTrue(help.contains("--exec-wait-fifo"), "the runtime has no --exec-wait-fifo");
        fifo = world.dir().resolve("fifo");
        pidFile = world.dir().resolve("pid");
        Host.run("mkfifo", "-m", "0600", fifo.toString());
    }

    private Invocation exec(Container container, String... words) {
        String[] all = new String[words.length + 2];
        all[0] = "--exec-wait-fifo";
        all[1] = fifo.toString();
        System.arraycopy(words, 0, all, 2, words.length);
        return container.exec(all);
    }

    private Invocation detached(Container container, String... words) {
        String[] all = new String[words.length + 4];
        all[0] = "--detach";
        all[1] = "--pid-file";
        all[2] = pidFile.toString();
        all[3] = "--";
        System.arraycopy(words, 0, all, 4, words.length);
        return exec(container, all);
    }

    private long pid() throws IOException {
        return Long.parseLong(Files.readString(pidFile));
    }

    private static String program(long pid) {
        return Host.read("/proc/" + pid + "/comm").strip();
    }

    /** Opens the reading end: what came. */
    private String read() {
        return Host.run("timeout", "60", "head", "-c", "1", fifo.toString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"container", "0:0", "1000:1000", "filtered"})
    void detachedProcessIsThereAndItsProgramNot(String user) throws IOException {
        Bundle bundle = world.bundle();
        if (user.equals("filtered")) { // as late as seccomp is loaded, nothing more than execve(2) may be needed
            bundle.json("/process/noNewPrivileges", "true")
                    .json(
                            "/linux/seccomp",
                            "{'defaultAction':'SCMP_ACT_ALLOW','syscalls':[{'names':['open','openat','poll'],"
                                    + "'action':'SCMP_ACT_ERRNO'}]}");
        }
        Container container = world.container(bundle.guest("hold")).started();
        String[] words = user.contains(":")
                ? new String[] {"--user", user, "--detach", "--pid-file", pidFile.toString(), "--", "/guest", "hold"}
                : new String[] {"--detach", "--pid-file", pidFile.toString(), "--", "/guest", "hold"};
        Running exec = world.own(exec(container, words).start());
        exec.awaitDetached().expectSuccess();
        long pid = pid();
        assertEquals(Host.link("/proc/" + container.pid() + "/ns/pid"), Host.link("/proc/" + pid + "/ns/pid"));
        assertEquals("jrunc:[init]", program(pid));
        assertEquals("0", read());
        exec.out().awaitLine("ready");
        assertEquals("guest", program(pid));
        Kernel.kill(pid, 15);
        exec.out().awaitEnd();
    }

    @Test
    void aReaderMayBeThereBefore() throws IOException {
        Result result = exec(world.running(), "--", "/guest", "exit", "7")
                .prepare("(head -c 1 " + fifo + " > /dev/null &)")
                .run();
        result.expectExit(7);
    }

    @Test
    void whatIsNoFifoIsRefusedBeforeThereIsAProcess() throws IOException {
        Container container = world.running();
        Files.delete(fifo);
        detached(container, "/guest", "hold")
                .run()
                .expectExit(255)
                .expectFailure("failed to open exec wait fifo: open " + fifo + ": no such file or directory");
        Files.writeString(fifo, "");
        detached(container, "/guest", "hold").run().expectExit(255).expectFailure(fifo + " is not a fifo");
        Expect.gone(pidFile);
    }

    @Test
    void programThatIsNotThereIsToldBeforeTheWait() {
        detached(world.running(), "/no/such").run().expectExit(255).expectFailure("no such file or directory");
        Expect.gone(pidFile);
    }

    @Test
    void whoeverWaitsInTheForegroundCanBeEnded() throws IOException {
        Container container = world.running();
        try (DescriptorSocket socket = new DescriptorSocket(world.dir().resolve("socket"), world.patience())) {
            Running exec =
                    world.own(exec(container, "--pidfd-socket", socket.path().toString(), "--", "/guest", "hold")
                            .start());
            Kernel.C.close(socket.receive().descriptor());
            Kernel.kill(exec.pid(), 15);
            exec.await().expectExit(255).expectFailure("container process ended before it could start");
        }
    }

    @Test
    void nothingIsLeftWaitingWhenTheContainerEnds() throws IOException {
        Container container = world.running();
        Running exec = world.own(detached(container, "/guest", "hold").start());
        exec.awaitDetached().expectSuccess();
        container.delete("--force").expectSuccess();
        Expect.ended(pid(), world);
        exec.out().awaitEnd(); // which whoever is left would hold open
        assertEquals("", exec.err().awaitEnd());
    }
}
