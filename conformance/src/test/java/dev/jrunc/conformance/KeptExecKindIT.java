package dev.jrunc.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The first exec in a container, from the plan that was kept of those in two others of its kind: there is no Java any more. */
@Conformance
final class KeptExecKindIT {
    private static final String WHERE = "hostname; echo $NAME; cat /proc/self/cgroup; readlink /proc/self/ns/pid";

    private Path tree;
    private RuntimeBinary runtime;
    private World world;
    private Bundle bundle;
    private String cgroup;

    @BeforeEach
    void install(World newWorld) {
        world = newWorld;
        tree = Installation.copy(world);
        runtime = new RuntimeBinary(tree.resolve("bin/jrunc"));
        bundle = world.bundle().guest("hold");
        bundle.set("/root/path", bundle.rootfs().toString());
        cgroup = bundle.config().at("/linux/cgroupsPath").asText();
    }

    private static String id(String digit) {
        return (digit + "123").repeat(16);
    }

    private void start(String id) throws IOException {
        start(id, id.substring(0, Math.min(id.length(), 12)));
    }

    /** As engines configure it: the id in the host name, a path, the cgroup and an annotation. */
    private void start(String id, String hostname) throws IOException {
        Path own = Files.createDirectories(world.dir().resolve(id));
        bundle.set("/hostname", hostname).set("/annotations/id", id).set("/linux/cgroupsPath", cgroup + "-" + id);
        Files.writeString(own.resolve("config.json"), bundle.config().toString());
        AutoCloseable end = () -> world.call("delete", "--force", id).run().expectSuccess();
        world.own(end);
        world.call("run", "--detach", "--bundle", own.toString(), id)
                .outputs(ProcessBuilder.Redirect.DISCARD) // which the container keeps open
                .run()
                .expectSuccess();
    }

    private Invocation exec(String... words) {
        List<String> args = new ArrayList<>(List.of("--root", world.stateRoot().toString(), "exec"));
        args.addAll(List.of(words));
        return runtime.call(args.toArray(new String[0])).env("JRUNC_KEPT", kept().toString());
    }

    private Path kept() {
        return world.dir().resolve("kept");
    }

    private Result execIn(String id) {
        return exec("--env", "NAME=" + id, id, "/bin/sh", "-c", WHERE).run();
    }

    /** Two containers with an exec each; then nobody answers questions any more. */
    private void learn() throws IOException {
        for (String digit : List.of("a", "b")) {
            start(id(digit));
            execIn(id(digit)).expectSuccess();
        }
        start(id("c"));
        Installation.withoutJava(tree);
    }

    private String pidNamespace(String id) throws IOException {
        String state = world.call("state", id).run().expectSuccess().out();
        String pid = Json.MAPPER.readTree(state).get("pid").asText();
        return Files.readSymbolicLink(Path.of("/proc", pid, "ns/pid")).toString();
    }

    @Test
    void aContainerOfAKnownKindNeedsNoEngine() throws IOException {
        learn();
        String said = execIn(id("c")).expectSuccess().out();
        assertTrue(said.startsWith("c123c123c123\n" + id("c") + "\n"), said);
        assertTrue(said.contains("-" + id("c") + "\n"), said);
        assertTrue(said.endsWith(pidNamespace(id("c")) + "\n"), said);
        assertTrue(!said.contains("a123") && !said.contains("b123"), said);
    }

    /** The words of engines: a process file, which tells the short name, too. */
    @Test
    void aProcessFileMaySayTheName() throws IOException {
        String process =
                "{\"args\": [\"/bin/sh\", \"-c\", \"%s\"], \"env\": [\"NAME=%s\"], \"cwd\": \"/\", \"user\": {\"uid\": 0, \"gid\": 0}}";
        for (String digit : List.of("a", "b", "c")) {
            start(id(digit));
            if (digit.equals("c")) {
                Installation.withoutJava(tree);
            }
            Path file = world.dir().resolve("process-" + digit);
            Files.writeString(
                    file, process.formatted(WHERE + "; echo " + digit, id(digit).substring(0, 12)));
            Path pid = world.dir().resolve("pid-" + digit);
            String said = exec("--process", file.toString(), "--pid-file", pid.toString(), id(digit))
                    .run()
                    .expectSuccess()
                    .out();
            assertTrue(said.startsWith((digit + "123").repeat(3) + "\n" + (digit + "123").repeat(3) + "\n"), said);
            assertTrue(said.endsWith(pidNamespace(id(digit)) + "\n" + digit + "\n"), said);
        }
    }

    /** The same id once more, which is no name of a kind. */
    @Test
    void anIdMayBeUsedAgain() throws IOException {
        for (int i = 0; i < 3; i++) {
            start("again");
            if (i == 2) {
                Installation.withoutJava(tree);
            }
            String said = execIn("again").expectSuccess().out();
            assertTrue(said.endsWith(pidNamespace("again") + "\n"), said);
            world.call("delete", "--force", "again").run().expectSuccess();
        }
    }

    @Test
    void ofOneContainerAloneNothingIsKept() throws IOException {
        start(id("a"));
        execIn(id("a")).expectSuccess();
        start(id("b"));
        Installation.withoutJava(tree);
        execIn(id("b")).expectFailure(Installation.NO_JAVA);
    }

    static Stream<Arguments> changes() {
        return Stream.of(
                Arguments.of("/process/noNewPrivileges", false),
                Arguments.of("/process/rlimits", List.of()),
                Arguments.of("/process/env/0", "PATH=/bin"),
                Arguments.of("/annotations/more", "x"));
    }

    @ParameterizedTest
    @MethodSource("changes")
    void anotherConfigurationIsAnotherKind(String pointer, Object value) throws IOException {
        learn();
        bundle.set(pointer, value);
        start(id("d"));
        execIn(id("d")).expectFailure(Installation.NO_JAVA);
        execIn(id("c")).expectSuccess();
    }

    /** A host name that begins as the id does, but for its last digit, is a word. */
    @Test
    void aNameThatStandsElsewhereIsAnotherKind() throws IOException {
        learn();
        start(id("d"), "d123d123d124");
        execIn(id("d")).expectFailure(Installation.NO_JAVA);
    }

    @Test
    void whatWasUpdatedIsAnotherKind() throws IOException {
        learn();
        world.call("update", "--pids-limit", "77", id("c")).run().expectSuccess();
        execIn(id("c")).expectFailure(Installation.NO_JAVA);
    }

    @Test
    void otherWordsAreAnotherKind() throws IOException {
        learn();
        exec("--cwd", "/tmp", "--env", "NAME=x", id("c"), "/bin/true").run().expectFailure(Installation.NO_JAVA);
        exec("--env", "NAME=" + id("a"), id("c"), "/bin/true").run().expectFailure(Installation.NO_JAVA);
    }

    /** One whose process has ended is told of as it is, not taken for one that has the process of another. */
    @Test
    void theStatusIsThatOfNow() throws IOException {
        learn();
        world.call("pause", id("c")).run().expectSuccess();
        execIn(id("c")).expectFailure("cannot exec in a paused container");
        world.call("resume", id("c")).run().expectSuccess();
        execIn(id("c")).expectSuccess();
    }

    @ParameterizedTest
    @ValueSource(strings = {"pid", "startTime"})
    void aStateOfAnotherFormIsTheEngines(String member) throws IOException {
        learn();
        Path state = world.stateRoot().resolve(id("c")).resolve("state.json");
        String text = Files.readString(state);
        Files.writeString(state, text.replace(",\"" + member + "\":", ", \"" + member + "\": "));
        execIn(id("c")).expectFailure(Installation.NO_JAVA);
        Files.writeString(state, text);
        assertEquals(0, execIn(id("c")).exit());
    }
}
