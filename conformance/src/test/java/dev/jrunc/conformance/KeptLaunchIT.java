package dev.jrunc.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A launch like two before it, from the plan that was kept of them: the installation has no Java any more. */
@Conformance
final class KeptLaunchIT {
    private Path tree;
    private RuntimeBinary runtime;
    private World world;

    @BeforeEach
    void install(World newWorld) {
        world = newWorld;
        tree = Installation.copy(world);
        runtime = new RuntimeBinary(tree.resolve("bin/jrunc"));
    }

    private Invocation call(String... words) {
        List<String> args = new ArrayList<>(List.of("--root", world.stateRoot().toString()));
        args.addAll(List.of(words));
        return runtime.call(args.toArray(new String[0])).env("JRUNC_KEPT", kept().toString());
    }

    private Path kept() {
        return world.dir().resolve("kept");
    }

    private Invocation run(Bundle bundle, String id) {
        return call("run", "--bundle", bundle.dir().toString(), id);
    }

    /** What the third one says, without an engine. */
    private String third(Bundle bundle, String... ids) {
        run(bundle, ids[0]).run().expectSuccess();
        run(bundle, ids[1]).run().expectSuccess();
        Installation.withoutJava(tree);
        return run(bundle, ids[2]).run().expectSuccess().out();
    }

    private void assertAsksTheEngine(Invocation invocation) {
        invocation.run().expectFailure(Installation.NO_JAVA);
    }

    private Bundle hello() {
        Bundle bundle = world.bundle().shell("echo hello");
        bundle.write();
        return bundle;
    }

    @Test
    void theThirdOfAKindNeedsNoEngine() {
        Bundle bundle = world.bundle()
                .set("/linux/cgroupsPath", "")
                .remove("/linux/resources")
                .shell("hostname; cat /proc/self/cgroup; grep Cap /proc/self/status; mount | wc -l; exit 3");
        bundle.write();
        Result first = run(bundle, "one").run().expectExit(3);
        run(bundle, "two").run().expectExit(3);
        Installation.withoutJava(tree);
        Result third = run(bundle, "three").run().expectExit(3);
        assertEquals(first.out().replace("/one", "/three"), third.out());
        assertEquals("", third.err());
    }

    @Test
    void anOrdinaryUsersAreInHisRuntimeDirectory() throws IOException {
        Bundle bundle = RootlessIT.bundle(world, RootlessIT.USER).shell("id -u");
        bundle.write();
        Path directory = Files.createDirectory(world.dir().resolve("user"));
        Host.run("chown", RootlessIT.USER + ":" + RootlessIT.USER, directory.toString());
        for (int i = 1; i <= 3; i++) {
            if (i == 3) {
                Installation.withoutJava(tree);
            }
            Invocation run = runtime.call("run", "--bundle", bundle.dir().toString(), "c" + i)
                    .env("XDG_RUNTIME_DIR", directory.toString());
            Result result = RootlessIT.asUser(run).run().expectSuccess();
            assertEquals("0\n", result.out());
        }
        Expect.there(directory.resolve("jrunc.kept"));
    }

    /** What containerd 2 asks for in each pod with a network: another namespace, of a name that is a UUID. */
    @Test
    void aSysctlOfANamespaceByPathDoesNotDependOnItsNumber() throws IOException {
        Bundle bundle = world.bundle()
                .json("/linux/sysctl", "{'net.ipv4.ip_unprivileged_port_start':'0'}")
                .shell("cat /proc/sys/net/ipv4/ip_unprivileged_port_start");
        for (int i = 1; i <= 3; i++) {
            String link = world.dir() + "/cni-1d649ba1-92cd-6ad3-da9b-561250ed121" + i;
            Files.createSymbolicLink(
                    Path.of(link), Path.of("/proc/" + world.running().pid() + "/ns/net"));
            bundle.namespace("network", link).write();
            if (i == 3) {
                Installation.withoutJava(tree);
            }
            assertEquals("0\n", run(bundle, "c" + i).run().expectSuccess().out());
        }
    }

    /** Each with its own id, pid file and time; the later commands find what they need. */
    @Test
    void itsWholeLifeIsThatOfAnyContainer() throws IOException {
        Bundle bundle = world.bundle()
                .guest("hold")
                .json(
                        "/hooks/createRuntime/-",
                        "{'path':'/bin/sh','args':['sh','-c','cat > " + world.dir() + "/hook.json']}");
        bundle.write();
        String created = "";
        for (String id : List.of("a", "bb", "c-3", "d")) {
            Path pidFile = world.dir().resolve(id + ".pid");
            call("create", "--bundle", bundle.dir().toString(), "--pid-file", pidFile.toString(), id)
                    .runDetached()
                    .expectSuccess();
            JsonNode state = call("state", id).run().expectSuccess().json();
            assertEquals(id, state.get("id").asText());
            assertEquals("created", state.get("status").asText());
            assertEquals(Files.readString(pidFile), state.get("pid").asText());
            assertNotEquals(created, state.get("created").asText());
            created = state.get("created").asText();
            assertEquals(
                    id,
                    Json.MAPPER
                            .readTree(Files.readString(world.dir().resolve("hook.json")))
                            .get("id")
                            .asText());
            call("start", id).run().expectSuccess();
            assertEquals(
                    "running",
                    call("state", id).run().expectSuccess().json().get("status").asText());
            call("delete", "--force", id).run().expectSuccess();
            if (id.equals("bb")) {
                Installation.withoutJava(tree);
            }
        }
        assertEquals(List.of(), names(world.stateRoot()));
    }

    /** What engines derive from the id: the cgroup, files of its own, the short host name, annotations. */
    @Test
    void namesMayBeOthersWhereverTheyStand() throws IOException {
        Bundle bundle = world.bundle();
        String cgroup = bundle.config().at("/linux/cgroupsPath").asText();
        bundle.set("/root/path", bundle.rootfs().toString())
                .mount("/hosts", "bind", "", "bind")
                .shell("hostname; cat /hosts; cat /proc/self/cgroup");
        String last = "/mounts/" + (bundle.config().get("mounts").size() - 1) + "/source";
        String said = "";
        for (String digit : List.of("a", "b", "c")) {
            String id = (digit + "123").repeat(16);
            Path own = Files.createDirectories(world.dir().resolve(id));
            Files.writeString(own.resolve("hosts"), "file of " + digit);
            bundle.set("/hostname", id.substring(0, 12))
                    .set("/annotations/id", id)
                    .set(last, own.resolve("hosts").toString())
                    .set("/linux/cgroupsPath", cgroup + "-" + id);
            Files.writeString(own.resolve("config.json"), bundle.config().toString());
            if (digit.equals("c")) {
                Installation.withoutJava(tree);
            }
            said = call("run", "--bundle", own.toString(), id)
                    .run()
                    .expectSuccess()
                    .out();
        }
        assertTrue(said.startsWith("c123c123c123\nfile of c"), said);
        assertTrue(said.contains("-" + "c123".repeat(16) + "\n"), said);
    }

    /** Where two names stood, one stands now: another container. */
    @Test
    void namesThatAreNoLongerTwoAreAnotherLaunch() throws IOException {
        Bundle bundle = world.bundle();
        bundle.shell("echo " + "a".repeat(64) + " " + "b".repeat(64)).write();
        third(bundle, "one", "two", "three");
        bundle.shell("echo " + "b".repeat(64) + " " + "a".repeat(64)).write();
        assertEquals(
                "b".repeat(64) + " " + "a".repeat(64) + "\n",
                run(bundle, "four").run().expectSuccess().out());
        bundle.shell("echo " + "c".repeat(64) + " " + "c".repeat(64)).write();
        assertAsksTheEngine(run(bundle, "five"));
    }

    /** Escapes hide a name, make one of what is none, or are a part of what looks like one. */
    @ParameterizedTest
    @CsvSource({
        "\\u00e9 + 60, \\u0041 + 60",
        "\\b + 63, f + 63",
        "\\u0061 + 63 + ' a' + 63, \\u0061 + 63 + ' b' + 63",
        "64 + ' ' + 64 + 0, other 64 + ' ' + 64 + 0"
    })
    void whatOnlyLooksLikeANameStaysWhatItIs(String then, String now) throws IOException {
        Bundle bundle = world.bundle().args("/bin/busybox", "echo", "WORD");
        String config = bundle.config().toString();
        List<String> ids = List.of("one", "two", "three", "four");
        for (int i = 0; i < ids.size(); i++) {
            String word = digits(i < 3 ? then : now);
            bundle.writeRaw(config.replace("WORD", word).getBytes(StandardCharsets.UTF_8));
            assertEquals(
                    Json.MAPPER.readTree('"' + word + '"').asText() + "\n",
                    run(bundle, ids.get(i)).run().expectSuccess().out());
        }
    }

    /** Of "\b + 63": the text, and that many digits. */
    private static String digits(String sum) {
        StringBuilder word = new StringBuilder();
        for (String part : sum.split(" \\+ ", -1)) {
            switch (part) {
                case "60", "63", "64" -> word.append("0123456789abcdef".repeat(4), 0, Integer.parseInt(part));
                case "other 64" -> word.append("fedcba9876543210".repeat(4));
                default -> word.append(part.replace("'", ""));
            }
        }
        return word.toString();
    }

    /** A number is no name, whatever its length. */
    @Test
    void aNumberWithManyZerosIsNoName() {
        Bundle bundle = hello();
        String zeros = "0".repeat(63);
        String[] words = {"run", "--bundle", bundle.dir().toString(), "--preserve-fds", zeros + "1", "one"};
        call(words).prepare("exec 3<&0 4<&0").run().expectSuccess();
        call(words).prepare("exec 3<&0 4<&0").run().expectSuccess();
        Installation.withoutJava(tree);
        call(words).prepare("exec 3<&0 4<&0").run().expectSuccess();
        words[4] = zeros + "2";
        assertAsksTheEngine(call(words).prepare("exec 3<&0 4<&0"));
    }

    /** Eight digits in a path of the command line, which the configuration turns out to have as a name. */
    @Test
    void aWordOfTheCommandLineStaysWhatItIs() throws IOException {
        String first = world.dir() + "/1a2b3c4d";
        Bundle bundle = world.bundle().set("/annotations/log", first).shell("true");
        bundle.write();
        String[] words = {
            "--root", first, "run", "--keep", "--bundle", bundle.dir().toString(), ""
        };
        for (String id : List.of("one", "two", "three")) {
            words[6] = id;
            if (id.equals("three")) {
                bundle.set("/annotations/log", world.dir() + "/5e6f7a8b").write();
            }
            runtime.call(words).env("JRUNC_KEPT", kept().toString()).run().expectSuccess();
        }
        assertEquals(List.of("one", "three", "two"), names(Path.of(first)));
        for (String id : List.of("one", "two", "three")) {
            runtime.call("--root", first, "delete", id).run().expectSuccess();
        }
    }

    @Test
    void whatItDependsOnMustBeTheSame() {
        Bundle bundle = hello();
        assertEquals("hello\n", third(bundle, "one", "two", "three"));
        assertEquals(
                "hello\n",
                run(bundle, "three").env("MORE", "x").run().expectSuccess().out());
        assertAsksTheEngine(run(bundle, "three").cwd(Path.of("/usr")));
        assertAsksTheEngine(run(bundle, "three").prepare("umask 077"));
        assertAsksTheEngine(run(bundle, "three").through("setpriv", "--bounding-set=-mknod"));
        assertAsksTheEngine(run(bundle, "three").env("NOTIFY_SOCKET", "/run/notify"));
        assertAsksTheEngine(run(bundle, "three").env("LISTEN_FDS", "1"));
        assertAsksTheEngine(run(bundle, "three").env("JRUNC_KEPT", "off"));
        assertAsksTheEngine(run(bundle, "x".repeat(65)));
        assertAsksTheEngine(call("run", "--keep", "--bundle", bundle.dir().toString(), "three"));
        assertAsksTheEngine(call("--debug", "run", "--bundle", bundle.dir().toString(), "three"));
        bundle.shell("echo other").write();
        assertAsksTheEngine(run(bundle, "three"));
    }

    @Test
    void anIdThatIsTakenIsRefusedInTheSameWords() {
        Bundle bundle = world.bundle().set("/linux/cgroupsPath", "").guest("hold");
        bundle.write();
        for (String id : List.of("one", "two", "three")) {
            call("run", "-d", "-b", bundle.dir().toString(), id).runDetached().expectSuccess();
        }
        String words = call("run", "-d", "-b", bundle.dir().toString(), "one")
                .run()
                .expectFailure("container with given ID already exists")
                .err();
        assertTrue(words.contains("delete \\\"one\\\" first"), words);
        for (String id : List.of("one", "two", "three")) {
            call("delete", "-f", id).run().expectSuccess();
        }
    }

    /** What engines launch once leaves nothing of its configuration. */
    @Test
    void oneIsNotKept() throws IOException {
        run(hello(), "one").run().expectSuccess();
        assertEquals(List.of("seen"), names(kept()));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"cut", "flip", "empty", "link", "fifo", "directory", "other-user", "open", "other-directory"})
    void whatIsNotAsItWasWrittenIsPassedOver(String damage) throws IOException {
        Bundle bundle = hello();
        run(bundle, "one").run().expectSuccess();
        run(bundle, "two").run().expectSuccess();
        Path directory = kept();
        Path kept = directory.resolve(names(directory).stream()
                .filter(name -> !name.equals("seen"))
                .findFirst()
                .orElseThrow());
        switch (damage) {
            case "open" -> Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxrwx---"));
            case "other-directory" -> Host.run("chown", "1000", directory.toString());
            default -> KeptDamage.apply(damage, kept, world.dir());
        }
        assertEquals("hello\n", run(bundle, "three").run().expectSuccess().out());
        Installation.withoutJava(tree);
        Invocation again = run(bundle, "four");
        if (List.of("open", "other-directory").contains(damage)) {
            assertAsksTheEngine(again); // nobody's but ours, or not at all
        } else {
            assertEquals("hello\n", again.run().expectSuccess().out());
        }
    }

    @Test
    void fifosInTheWayOfTheWriterAreNotWaitedFor() throws IOException {
        Files.createDirectory(
                kept(), PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        for (int i = 0; i < 64; i++) {
            Host.run("mkfifo", kept().resolve("kept." + i + ".new").toString());
        }
        Bundle bundle = hello();
        run(bundle, "one").bounded().run().expectSuccess();
        run(bundle, "two").bounded().run().expectSuccess();
        Installation.withoutJava(tree);
        assertEquals("hello\n", run(bundle, "three").run().expectSuccess().out());
    }

    private static List<String> names(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }
}
