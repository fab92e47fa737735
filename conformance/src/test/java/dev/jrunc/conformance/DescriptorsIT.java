package dev.jrunc.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which descriptors reach the process: runtime-linux.md#file-descriptors and --preserve-fds. */
@Conformance
final class DescriptorsIT {
    private static Report report(World world, String prepare, String... flags) {
        Container container = world.container(world.bundle().guest("report")).by(call -> call.prepare(prepare));
        return new Report(container.run(flags).json());
    }

    @Test
    void onlyTheStandardOnesByDefault(World world) {
        assertEquals(
                Set.of("0", "1", "2"),
                report(world, "exec 3</dev/null 5</etc/passwd 9</").fds());
    }

    @Test
    void preservedOnesKeepTheirNumbers(World world) {
        Report report = report(world, "exec 3</etc/passwd 4</etc/group 5</etc/hosts", "--preserve-fds", "2");
        assertEquals(Set.of("0", "1", "2", "3", "4"), report.fds());
        assertTrue(
                report.json().at("/fds/3").asText().endsWith("passwd")
                        && report.json().at("/fds/4").asText().endsWith("group"),
                report.json().at("/fds").toString());
    }

    @Test
    void preservingOneThatIsNotOpenIsRefused(World world) {
        world.container(world.bundle())
                .by(call -> call.prepare("exec 3</dev/null 4<&-"))
                .run("--preserve-fds", "2")
                .expectFailure();
    }

    @Test
    void socketActivationPassesItsDescriptors(World world) {
        Container container = world.container(world.bundle().guest("report"))
                .by(call -> call.prepare("exec 3</etc/passwd 4</etc/group; export LISTEN_FDS=1 LISTEN_PID=$$"));
        Report report = new Report(container.run().json());
        assertEquals(Set.of("0", "1", "2", "3"), report.fds());
        assertTrue(
                report.list("env").contains("LISTEN_FDS=1")
                        && report.list("env").contains("LISTEN_PID=1"),
                report.list("env").toString());
    }

    /** sd_listen_fds(3): the variables may be inherited from a service that kept its descriptors to itself. */
    @ParameterizedTest
    @ValueSource(strings = {"1", "many"})
    void socketActivationOfAnotherProcessIsNotOurs(String count, World world) {
        Container container = world.container(world.bundle().guest("report"))
                .by(call -> call.prepare("exec 3</etc/passwd; export LISTEN_PID=1 LISTEN_FDS=" + count));
        Report report = new Report(container.run().json());
        assertEquals(Set.of("0", "1", "2"), report.fds());
        assertTrue(
                report.list("env").stream().noneMatch(entry -> entry.startsWith("LISTEN_")),
                report.list("env").toString());
    }

    @Test
    void startHoldsNothingThatBelongsToTheHost(World world) {
        Container container = world.running();
        String[] names = new java.io.File("/proc/" + container.pid() + "/fd").list();
        assertEquals(Set.of("0", "1", "2"), Set.of(names == null ? new String[0] : names));
        container.stop();
    }

    @Test
    void createdContainerHoldsNoFileOfTheHostsFilesystem(World world) {
        Container container = world.container(world.bundle().guest("hold"));
        container.create().expectSuccess();
        String base = "/proc/" + container.pid() + "/fd/";
        for (String name : new java.io.File(base).list()) {
            String target = Host.link(base + name);
            boolean known =
                    target.matches("(pipe|socket|anon_inode|/memfd):?.*|.*/exec\\.fifo|/|/proc|/dev/null|/dev/pts/.*");
            assertTrue(known, name + " is " + target);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"0<&-", "1>&-", "2>&-", "0<&- 1>&- 2>&-"})
    void closedStandardDescriptorsAreNoReasonToFail(String closed, World world) {
        Container container = world.container(
                        world.bundle().shell("readlink /proc/self/fd/[3-9] > /ran; echo ran >> /ran"))
                .by(call -> call.prepare("exec " + closed));
        container.run().expectSuccess();
        assertEquals("ran\n", container.bundle().read("rootfs/ran"));
    }

    /** CVE-2024-21626 and kin: what the caller left open, and what the runtime has open itself, is nobody else's. */
    @Test
    void hooksAndExecGetTheStandardOnesOnly(World world) {
        Bundle bundle = world.bundle().guest("hold");
        Path guest = bundle.rootfs().resolve("guest");
        List<String> kinds = List.of("prestart", "createRuntime", "poststart", "poststop");
        for (String kind : kinds) {
            Path script = bundle.script(kind, "exec " + guest + " report > " + bundle.dir() + "/" + kind + ".json\n");
            bundle.json("/hooks/" + kind, "[{'path':'" + script + "'}]");
        }
        Container container = world.container(bundle).by(call -> call.prepare("exec 7</etc/passwd 9</"));
        container.started();
        Result exec = world.call("exec", container.id(), "/guest", "report")
                .prepare("exec 7</etc/passwd 9</")
                .run();
        assertEquals(Set.of("0", "1", "2"), new Report(exec.json()).fds());
        container.stop();
        container.delete().expectSuccess();
        for (String kind : kinds) {
            assertEquals(Set.of("0", "1", "2"), new Report(Json.parse(bundle.read(kind + ".json"))).fds(), kind);
        }
    }

    @Test
    void pidfdOfTheProcessIsSent(World world) throws IOException {
        String help = world.runtime().call("create", "--help").run().out();
        assumeTrue(help.contains("--pidfd-socket"), "the runtime has no --pidfd-socket");
        Container container = world.container(world.bundle().guest("hold"));
        try (DescriptorSocket socket = new DescriptorSocket(world.dir().resolve("socket"), world.patience())) {
            container.create("--pidfd-socket", socket.path().toString()).expectSilence();
            assertPidfd("standard", Long.toString(container.pid()), socket.receive());
        }
        container.start();
        Path pidFile = world.dir().resolve("pid");
        try (DescriptorSocket socket = new DescriptorSocket(world.dir().resolve("exec-socket"), world.patience())) {
            world.own(container
                            .exec(
                                    "--detach",
                                    "--pidfd-socket",
                                    socket.path().toString(),
                                    "--pid-file",
                                    pidFile.toString(),
                                    "--",
                                    "/guest",
                                    "hold")
                            .start())
                    .awaitDetached()
                    .expectSuccess();
            assertPidfd("setns", Files.readString(pidFile), socket.receive());
        }
    }

    private static void assertPidfd(String text, String pid, DescriptorSocket.Received received) {
        assertEquals(text, received.text());
        List<String> info = Host.lines("/proc/self/fdinfo/" + received.descriptor());
        Kernel.C.close(received.descriptor());
        assertTrue(info.contains("Pid:\t" + pid), info.toString());
    }
}
