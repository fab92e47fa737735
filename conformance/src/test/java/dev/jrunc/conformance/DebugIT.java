package dev.jrunc.conformance;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The lines of --debug that runc's integration suite and readers of its logs look for. */
@Conformance
final class DebugIT {
    private static void assertHas(String log, String... lines) {
        for (String line : lines) {
            assertTrue(log.contains(line), log);
        }
    }

    private static Invocation debugged(World world, Container container, String... globals) {
        container.beginning("run"); // writes the bundle
        List<String> args = new ArrayList<>(List.of(globals));
        args.addAll(List.of("run", "-b", container.bundle().dir().toString(), container.id()));
        return world.call(args.toArray(new String[0]));
    }

    /** runc's debug.bats. */
    @Test
    void runTellsItsSteps(World world) {
        Container container = world.container(world.bundle().args("/bin/true"));
        Result result = debugged(world, container, "--debug").run().expectSuccess();
        assertHas(
                result.err(),
                "level=debug",
                "nsexec container setup",
                "child process in init()",
                "init: closing the pipe to signal completion");
    }

    /** runc's debug.bats: with a log nothing of it is on the outputs. */
    @ParameterizedTest
    @ValueSource(strings = {"text", "json"})
    void stepsGoToTheLog(String format, World world) throws IOException {
        Container container = world.container(world.bundle().args("/bin/true"));
        Path log = world.dir().resolve("log");
        debugged(world, container, "--log", log.toString(), "--log-format", format, "--debug")
                .run()
                .expectSilence();
        assertHas(
                Files.readString(log),
                format.equals("json") ? "\"level\":\"debug\"" : "level=debug",
                "nsexec container setup",
                "child process in init()",
                "init: closing the pipe to signal completion");
    }

    /** runc's exec.bats. */
    @Test
    void execTellsItsSteps(World world) {
        Container container = world.running();
        Result result =
                world.call("--debug", "exec", container.id(), "/bin/true").run().expectSuccess();
        assertHas(
                result.err(),
                "level=debug",
                "nsexec container setup",
                "child process in init()",
                "setns_init: about to exec");
        container.stop();
    }

    /** runc's seccomp.bats. */
    @Test
    void seccompFlagsAreTold(World world) {
        Bundle bundle = world.bundle()
                .args("/bin/true")
                .json(
                        "/linux/seccomp",
                        "{'defaultAction':'SCMP_ACT_ALLOW','flags':['SECCOMP_FILTER_FLAG_LOG'],"
                                + "'syscalls':[{'names':['sync'],'action':'SCMP_ACT_ERRNO'}]}");
        Result result =
                debugged(world, world.container(bundle), "--debug").run().expectSuccess();
        assertHas(result.err(), "\"seccomp filter flags: 2\"");
    }

    /** runc's cpu_affinity.bats. */
    @Test
    void initialAffinityOfExecIsTold(World world) {
        Container container = world.running();
        Path process = container
                .bundle()
                .file(
                        "process.json",
                        "{\"args\":[\"/bin/true\"],\"cwd\":\"/\",\"execCPUAffinity\":{\"initial\":\"0\"}}",
                        "rw-r--r--");
        Result result = world.call("--debug", "exec", "--process", process.toString(), container.id())
                .run()
                .expectSuccess();
        assertTrue(result.err().matches("(?s).*nsexec[^:]*: affinity: 0x1\\b.*"), result.toString());
        container.stop();
    }

    @Test
    void nothingIsToldUnasked(World world) {
        Container container = world.container(world.bundle().args("/bin/true"));
        Expect.hasNot("level=debug", container.run().expectSuccess().err());
    }
}
