package dev.jrunc.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** An exec that was asked for before, from the plan that was kept of it: the installation has no Java any more. */
@Conformance
final class KeptExecIT {
    private static final String PROCESS =
            "{\"args\": [\"/bin/sh\", \"-c\", \"echo $A\"], \"env\": [\"A=%s\"], \"cwd\": \"/\", \"user\": {\"uid\": 0, \"gid\": 0}}";

    private Path tree;
    private RuntimeBinary runtime;
    private Container container;
    private World world;

    @BeforeEach
    void run(World newWorld) {
        world = newWorld;
        tree = Installation.copy(world);
        runtime = new RuntimeBinary(tree.resolve("bin/jrunc"));
        container = world.container(world.bundle().guest("hold")).started();
    }

    /** Words of the command line; "ID" stands for the container, "DIR" begins paths in the test's directory. */
    private Invocation exec(String... words) {
        List<String> args = new ArrayList<>(List.of("--root", world.stateRoot().toString(), "exec"));
        for (String word : words) {
            args.add(
                    word.equals("ID")
                            ? container.id()
                            : word.replace("DIR", world.dir().toString()));
        }
        return runtime.call(args.toArray(new String[0]));
    }

    private void assertAsksTheEngine(Invocation invocation) {
        invocation.run().expectFailure(Installation.NO_JAVA);
    }

    static Stream<List<String>> execs() {
        String id = "echo $(id -u) $(id -g) $(pwd) $A; cat /proc/self/cgroup; grep Cap /proc/self/status; exit 3";
        return Stream.of(
                List.of("ID", "/bin/sh", "-c", id),
                List.of("--user", "1000:100", "--cwd", "/tmp", "--env", "A=b", "ID", "/bin/sh", "-c", id),
                List.of("-u", "5", "--cap", "CAP_SYS_PTRACE", "--no-new-privs", "ID", "/bin/sh", "-c", id),
                List.of("-e", "A=--pid-file", "--ignore-paused", "ID", "/bin/sh", "-c", id),
                List.of("ID", "/bin/sh", "-c", "echo out; echo err >&2; kill -9 $$"),
                List.of("ID", "/no/such/program"));
    }

    @ParameterizedTest
    @MethodSource("execs")
    void doesTheSameWithoutTheEngine(List<String> words) {
        Result first = exec(words.toArray(new String[0])).run();
        Installation.withoutJava(tree);
        Result again = exec(words.toArray(new String[0])).run();
        assertEquals(first.exit(), again.exit());
        assertEquals(first.out(), again.out());
        assertEquals(withoutTime(first.err()), withoutTime(again.err()));
        assertAsksTheEngine(
                exec(Stream.concat(Stream.of("--cwd", "/"), words.stream()).toArray(String[]::new)));
    }

    private static String withoutTime(String log) {
        return log.replaceAll("time=\"[^\"]*\"", "");
    }

    /** As engines do it: each exec has a process file, a pid file and a log of its own. */
    @Test
    void pathsMayBeOthers() throws IOException {
        for (String name : List.of("1", "2", "3")) {
            Files.writeString(world.dir().resolve("process" + name), PROCESS.formatted("x"));
            Result result = runtime.call(
                            "--root",
                            world.stateRoot().toString(),
                            "--log",
                            world.dir() + "/log" + name,
                            "--log-format",
                            "json",
                            "exec",
                            "--process",
                            world.dir() + "/process" + name,
                            "--pid-file=" + world.dir() + "/pid" + name,
                            container.id())
                    .run()
                    .expectSuccess();
            assertEquals("x\n", result.out());
            assertTrue(Long.parseLong(Files.readString(world.dir().resolve("pid" + name))) > 1, name);
            Installation.withoutJava(tree);
        }
        Files.writeString(world.dir().resolve("process4"), PROCESS.formatted("y"));
        assertAsksTheEngine(exec("--process", "DIR/process4", "--pid-file=DIR/pid4", "ID"));
        Expect.gone(world.dir().resolve("pid4"));
    }

    /** Two health checks, as engines call them: their command lines differ in nothing but paths that are new each time. */
    @Test
    void processesThatTakeTurnsAreKeptBoth() throws IOException {
        for (int turn = 0; turn < 3; turn++) {
            for (String check : List.of("ready", "alive")) {
                String name = check + turn;
                Files.writeString(world.dir().resolve(name), PROCESS.formatted(check));
                Result result = exec("--process", "DIR/" + name, "--pid-file", "DIR/pid" + name, "ID")
                        .run()
                        .expectSuccess();
                assertEquals(check + "\n", result.out());
            }
            Installation.withoutJava(tree);
        }
    }

    /** The same words elsewhere mean themselves. */
    @Test
    void aPathThatTheProgramGetsTooIsTheProgramsOwn() {
        exec("--pid-file", "DIR/a", "ID", "/bin/echo", "DIR/a").run().expectSuccess();
        exec("--pid-file", "DIR/b", "--env", "A=DIR/b", "ID", "/bin/sh", "-c", "echo $A")
                .run()
                .expectSuccess();
        Installation.withoutJava(tree);
        assertEquals(
                world.dir() + "/a\n",
                exec("--pid-file", "DIR/c", "ID", "/bin/echo", "DIR/a")
                        .run()
                        .expectSuccess()
                        .out());
        Expect.there(world.dir().resolve("c"));
        assertEquals(
                world.dir() + "/b\n",
                exec("--pid-file", "DIR/d", "--env", "A=DIR/b", "ID", "/bin/sh", "-c", "echo $A")
                        .run()
                        .expectSuccess()
                        .out());
        Expect.there(world.dir().resolve("d"));
    }

    /** What somebody types once is like what somebody typed before. */
    @Test
    void theProgramMayBeAnother() {
        exec("ID", "/bin/echo", "one", "two").run().expectSuccess();
        Installation.withoutJava(tree);
        List<String> many = new ArrayList<>(List.of("/bin/echo"));
        many.addAll(Collections.nCopies(5000, "x"));
        for (List<String> words : List.of(
                List.of("/bin/echo", "a \"b\" \\\\n", "\u00e9"),
                List.of("/bin/sh", "-c", "echo $0; exit 0"),
                List.of("/bin/sh", "-c", ""),
                List.of("/bin/echo", "--user", "--"),
                List.of("/bin/pwd"),
                many)) {
            assertEquals(
                    reference(words),
                    exec(behindTheId(words)).run().expectSuccess().out(),
                    words.toString());
        }
        exec("ID", "nope", "a", "b").run().expectFailure("nope\\\": executable file not found in $PATH");
        assertAsksTheEngine(exec("ID", "", "one", "two"));
        assertAsksTheEngine(exec("--env", "A=b", "ID", "/bin/echo", "one", "two"));
    }

    private static String[] behindTheId(List<String> words) {
        return Stream.concat(Stream.of("ID"), words.stream()).toArray(String[]::new);
    }

    /** What the engine makes of them, of an installation that has one. */
    private String reference(List<String> words) {
        List<String> all = new ArrayList<>(List.of("exec", container.id()));
        all.addAll(words);
        return world.call(all.toArray(new String[0]))
                .env("JRUNC_KEPT", "off")
                .run()
                .expectSuccess()
                .out();
    }

    /** As `docker exec` and probes ask for it; what is not plain ASCII is the engine's to read. */
    @Test
    void theProgramOfAProcessFileMayBeAnother() throws IOException {
        String process =
                "{\"args\": [\"/bin/sh\", \"-c\", \"%s\"], \"cwd\": \"/\", \"user\": {\"uid\": 0, \"gid\": 0}}";
        Path file = world.dir().resolve("process");
        Files.writeString(file, process.formatted("echo one"));
        exec("--process", "DIR/process", "ID").run().expectSuccess();
        Installation.withoutJava(tree);
        Files.writeString(file, process.formatted("echo two \\u0026\\u0026 echo \\\"three\\\"\\n"));
        assertEquals(
                "two\nthree\n",
                exec("--process", "DIR/process", "ID").run().expectSuccess().out());
        for (String other : List.of("echo \u00e9", "echo \\u0000")) {
            Files.writeString(file, process.formatted(other));
            assertAsksTheEngine(exec("--process", "DIR/process", "ID"));
        }
    }

    /** The engine has a stand-in for the program, which is as long as it likes and on one line. */
    @Test
    void aFaultIsWhereTheProcessFileHasIt() throws IOException {
        Files.writeString(world.dir().resolve("process"), "{\"args\": [\n\"a\",\n\"b\"], \"cwd\": 1}");
        exec("--process", "DIR/process", "ID").run().expectFailure("process:3:14: /cwd: ");
    }

    /** He may see other cgroups the next time. */
    @Test
    void anOrdinaryUsersIsKept() throws IOException {
        Container his = world.container(
                        RootlessIT.bundle(world, RootlessIT.USER).guest("hold"))
                .by(RootlessIT::asUser)
                .started();
        String[] words = {"--root", world.stateRoot().toString(), "exec", his.id(), "/bin/sh", "-c", "id -u"};
        RootlessIT.asUser(runtime.call(words)).run().expectSuccess();
        Installation.withoutJava(tree);
        assertEquals(
                "0\n",
                RootlessIT.asUser(runtime.call(words)).run().expectSuccess().out());
        assertAsksTheEngine(RootlessIT.asUser(runtime.call(words)).env("XDG_RUNTIME_DIR", "/elsewhere"));
        assertAsksTheEngine(RootlessIT.asUser(runtime.call(words))
                .through("unshare", "--mount", "sh", "-ec", "umount -l /sys/fs/cgroup; exec \"$0\" \"$@\""));
        assertAsksTheEngine(runtime.call(words));
    }

    /** "-" is a file of that name, the first time as later. */
    @Test
    void aProcessFileIsNeverStandardInput() throws IOException {
        Files.writeString(world.dir().resolve("-"), PROCESS.formatted("x"));
        for (int turn = 0; turn < 2; turn++) {
            assertEquals(
                    "x\n",
                    exec("--process", "-", "ID")
                            .cwd(world.dir())
                            .run()
                            .expectSuccess()
                            .out());
        }
    }

    /** Its writer waits for one reader, and has another word each time. */
    @Test
    void aProcessFileMayBeAFifo() throws IOException {
        Host.run("mkfifo", world.dir().resolve("fifo").toString());
        for (String word : List.of("x", "y")) {
            Files.writeString(world.dir().resolve("process"), PROCESS.formatted(word));
            Invocation exec = exec("--process", "DIR/fifo", "ID")
                    .prepare("cat process > fifo & until [ \"$(cut -d ' ' -f 3 /proc/$!/stat)\" = S ]; do :; done")
                    .cwd(world.dir());
            assertEquals(word + "\n", exec.bounded().run().expectSuccess().out());
        }
    }

    /** It waits for somebody else, who names another fifo each time. */
    @Test
    void anExecThatWaitsAtAFifoIsNotKept() {
        Host.run("mkfifo", world.dir().resolve("fifo").toString());
        String[] words = {"--exec-wait-fifo", "DIR/fifo", "ID", "/bin/sh", "-c", "echo done"};
        for (int i = 0; i < 2; i++) {
            Result result = exec(words)
                    .prepare("(head -c 1 " + world.dir().resolve("fifo") + " > /dev/null &)")
                    .run()
                    .expectSuccess();
            assertEquals("done\n", result.out());
        }
        Installation.withoutJava(tree);
        assertAsksTheEngine(exec(words));
    }

    @Test
    void whatItDependsOnMustBeTheSame() {
        exec("ID", "/bin/true").run().expectSuccess();
        Installation.withoutJava(tree);
        exec("ID", "/bin/true").run().expectSuccess();
        exec("ID", "/bin/true").env("MORE", "x").run().expectSuccess();
        assertAsksTheEngine(exec("ID", "/bin/true").cwd(Path.of("/usr")));
        assertAsksTheEngine(exec("ID", "/bin/true").prepare("umask 077"));
        assertAsksTheEngine(exec("ID", "/bin/true").through("setpriv", "--bounding-set=-mknod"));
        assertAsksTheEngine(exec("--", "ID", "/bin/true"));
        assertAsksTheEngine(exec("ID", "/bin/true").env("JRUNC_KEPT", "off"));
        world.call("update", "--pids-limit", "77", container.id()).run().expectSuccess();
        assertAsksTheEngine(exec("ID", "/bin/true"));
    }

    @Test
    void theStatusIsThatOfNow() {
        exec("ID", "/bin/true").run().expectSuccess();
        Installation.withoutJava(tree);
        container.call("pause").expectSuccess();
        exec("ID", "/bin/true").run().expectFailure("cannot exec in a paused container");
        container.call("resume").expectSuccess();
        exec("ID", "/bin/true").run().expectSuccess();
    }

    /** The engine says so where the cgroup was found by the process (v2), which is gone. */
    @Test
    void aContainerThatHasStoppedHasNoExec() {
        exec("ID", "/bin/true").run().expectSuccess();
        container.stop();
        exec("ID", "/bin/true")
                .run()
                .expectFailure("cannot exec in a stopped container")
                .expectExit(255);
    }

    /** The same id, another container. */
    @Test
    void aContainerThatWasDeletedHasNoExec() {
        exec("ID", "/bin/true").run().expectSuccess();
        Installation.withoutJava(tree);
        container.stop();
        container.delete().expectSuccess();
        assertAsksTheEngine(exec("ID", "/bin/true"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"cut", "flip", "empty", "link", "fifo", "directory", "other-user"})
    void aFileThatIsNotAsItWasWrittenIsPassedOver(String damage) throws IOException {
        exec("ID", "/bin/echo", "kept").run().expectSuccess();
        KeptDamage.apply(damage, kept(), world.dir());
        assertEquals(
                "kept\n", exec("ID", "/bin/echo", "kept").run().expectSuccess().out());
        Installation.withoutJava(tree);
        assertEquals(
                "kept\n", exec("ID", "/bin/echo", "kept").run().expectSuccess().out());
    }

    private Path kept() throws IOException {
        try (Stream<Path> files = Files.list(world.stateRoot().resolve(container.id()))) {
            return files.filter(file -> file.getFileName().toString().matches("kept\\.\\d"))
                    .findFirst()
                    .orElseThrow();
        }
    }
}
