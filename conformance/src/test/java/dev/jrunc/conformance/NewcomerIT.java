package dev.jrunc.conformance;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The first things that go wrong on the command line of somebody new: each is one line that says what to do. */
@Conformance
final class NewcomerIT {
    @BeforeEach
    void adviceIsExpected(World world) {
        Advice.assume(world);
    }

    @Test
    void noRoot(World world) {
        world.container(world.bundle().args("/bin/true")).beginning("run");
        Path bundle = world.dir().resolve("bundle1");
        Host.run("chmod", "-R", "a+rX", world.dir().toString());
        Advice.expect(
                world.runtime()
                        .call("run", "--bundle", bundle.toString(), "x")
                        .through("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups")
                        .run(),
                "permission denied",
                "containers are made by root, or by a user with a user namespace");
    }

    @Test
    void noConfig(World world) throws IOException {
        Path empty = Files.createDirectory(world.dir().resolve("empty"));
        Advice.expect(
                world.call("run", "--bundle", empty.toString(), "x").run(),
                "config.json not found",
                " writes one into the current directory");
        Files.delete(empty);
    }

    @Test
    void noBundle(World world) {
        Advice.expect(
                world.call("run", "--bundle", "/no/such/bundle", "x").run(),
                "chdir /no/such/bundle",
                "--bundle names the directory that holds config.json");
    }

    @Test
    void noTerminal(World world) {
        Result result = world.container(world.bundle().args("/bin/true").set("/process/terminal", true))
                .by(call -> call.through("setsid", "--wait"))
                .run();
        Advice.expect(result, "/dev/tty", "set process.terminal to false");
    }

    /** A path alone does not say which of several options it came with. */
    @ParameterizedTest
    @ValueSource(strings = {"--pid-file", "--pidfd-socket"})
    void aPathIsNamedWithItsOption(String option, World world) {
        Container container = world.container(world.bundle().args("/bin/true"));
        Advice.expect(
                container.beginning("run", option, "/no/such/place").run(),
                option + ": ",
                "/no/such/place: no such file or directory");
        Advice.expect(
                world.call("--log", "/no/such/log", "state", "x").run(), "--log: open /no/such/log: no such file");
    }

    @Test
    void aStateInTheWay(World world) {
        Container container = world.running();
        Advice.expect(container.call("delete"), "is not stopped: running", "kill it first");
        Advice.expect(container.call("resume"), "container not paused: it is running");
        Advice.expect(container.call("exec"), "process args cannot be empty", "the command stands behind the id");
        Advice.expect(
                world.call("state", "nobody").run(),
                "container does not exist",
                "there is no \\\"nobody\\\" in " + world.stateRoot());
    }

    /** What is in a file of its own, or on the command line, is not looked for in config.json. */
    @Test
    void whereAValueOfAnExecOrUpdateIs(World world) throws IOException {
        Container container = world.running();
        Path file = world.dir().resolve("p.json");
        Files.writeString(file, "{\"args\":[\"/nope\"],\"cwd\":\"/\"}");
        Advice.expect(
                world.call("exec", "--process", file.toString(), container.id()).run(),
                "stat /nope: no such file or directory",
                "(--process " + file + ": /args/0)");
        Files.writeString(file, "{\"cpu\":{\"cpus\":\"9999\"}}");
        Advice.expect(
                world.call("update", "--resources", file.toString(), container.id())
                        .run(),
                "cannot set cpuset.cpus to 9999",
                "(--resources " + file + ": /cpu/cpus)");
        for (String[] call : new String[][] {
            {"exec", container.id(), "/nope"},
            {"exec", "--cwd", "/nope", container.id(), "/guest"},
            {"exec", "--preserve-fds", "4000", container.id(), "/guest"},
            {"update", "--cpuset-cpus", "9999", container.id()},
            {"update", "--blkio-weight", "5", container.id()}
        }) {
            Result result = world.call(call).run();
            Advice.expect(result);
            assertFalse(result.err().contains("config.json:"), result.toString());
            assertFalse(result.err().contains("adding pid"), result.toString());
        }
    }

    /** The table of the runtime and the program that it hands over to are two. */
    @Test
    void whatBundleCanDoIsWhatShellsOffer(World world) {
        String help =
                world.runtime().call("bundle", "--help").run().expectSuccess().out();
        String script =
                world.runtime().call("completion", "bash").run().expectSuccess().out();
        String commands = help.substring(help.indexOf("COMMANDS:"), help.indexOf("OPTIONS:"));
        List<String> names = commands.lines()
                .filter(line -> line.matches("  \\w.*"))
                .flatMap(line -> Stream.of(line.strip().split("  ", 2)[0].split(", ")))
                .sorted()
                .toList();
        assertTrue(names.contains("unpack"), help);
        assertTrue(script.contains(" first='" + String.join(" ", names) + "' "), names.toString());
    }
}
