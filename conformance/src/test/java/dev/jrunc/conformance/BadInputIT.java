package dev.jrunc.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is wrong with the input is said in one line, with a status that is not zero, and nothing is left behind. */
@Conformance
final class BadInputIT {
    /** A mistake, and what the message must name. */
    record Mistake(String name, Consumer<Bundle> make, List<String> named) {
        @Override
        public String toString() {
            return name;
        }
    }

    private static Mistake config(String name, Consumer<Bundle> make, String... named) {
        return new Mistake(name, make, List.of(named));
    }

    private static Mistake text(String name, String text, String... named) {
        return new Mistake(name, bundle -> bundle.writeRaw(text.getBytes(StandardCharsets.UTF_8)), List.of(named));
    }

    static Stream<Mistake> mistakes() {
        return Stream.of(
                text("config.json is empty", ""),
                text("config.json is cut off", "{\"ociVersion\": \"1.0.2\", \"process\": {"),
                text("config.json is not JSON", "ociVersion: 1.0.2"),
                text("config.json is a list", "[]"),
                text("config.json is a number", "7"),
                text("a name holds NUL", "{\"ociVersion\":\"1.0.2\",\"linux\":{\"sysctl\":{\"a\\u0000b\":1}}}"),
                text("a value holds NUL", "{\"ociVersion\":\"1.0.2\",\"linux\":\"a\\u0000b\"}"),
                config("args is a string", b -> b.set("/process/args", "sh"), "args"),
                config("terminal is a string", b -> b.set("/process/terminal", "yes"), "terminal"),
                config("uid is a string", b -> b.set("/process/user/uid", "root"), "uid"),
                config("uid is negative", b -> b.set("/process/user/uid", -1), "uid"),
                config("uid is too large", b -> b.set("/process/user/uid", 1L << 32), "uid"),
                config("mounts is an object", b -> b.json("/mounts", "{}"), "mounts"),
                config("root is missing", b -> b.config().remove("root"), "root"),
                config("process is missing", b -> b.config().remove("process"), "process"),
                config("args is missing", b -> b.remove("/process/args"), "args"),
                config("args is empty", b -> b.json("/process/args", "[]"), "args"),
                config("cwd is missing", b -> b.remove("/process/cwd"), "wd"),
                config("cwd is relative", b -> b.set("/process/cwd", "tmp"), "wd"),
                config("cwd is a file", b -> b.set("/process/cwd", "/etc/passwd")),
                config(
                        "rootfs is missing",
                        b -> b.set("/root/path", "nowhere"),
                        "nowhere",
                        "no such file or directory"),
                config(
                        "rootfs is a file",
                        b -> b.set(
                                "/root/path", b.file("plain", "", "rw-r--r--").toString())),
                config(
                        "command is not in PATH",
                        b -> b.args("nosuchcommand"),
                        "nosuchcommand",
                        "executable file not found in $PATH"),
                config(
                        "command does not exist",
                        b -> b.args("/no/such/command"),
                        "/no/such/command",
                        "no such file or directory"),
                config("command is not executable", b -> b.args("/etc/passwd"), "/etc/passwd", "permission denied"),
                config("command is a directory", b -> b.args("/etc"), "/etc"),
                config(
                        "interpreter is missing",
                        b -> {
                            b.file("rootfs/script", "#!/no/such/interpreter\n", "rwxr-xr-x");
                            b.args("/script");
                        },
                        "/script",
                        "no such file or directory"),
                config(
                        "program has no known format",
                        b -> {
                            b.file("rootfs/program", "\u0001\u0002\u0003", "rwxr-xr-x");
                            b.args("/program");
                        },
                        "exec format error"),
                config("namespace type is unknown", b -> b.namespace("bogus", ""), "bogus"),
                config("namespace is listed twice", b -> b.json("/linux/namespaces/-", "{'type':'pid'}"), "pid"),
                config("namespace path is relative", b -> b.namespace("network", "proc/self/ns/net")),
                config(
                        "rlimit type is unknown",
                        b -> b.json("/process/rlimits/-", "{'type':'RLIMIT_BOGUS','soft':1,'hard':1}"),
                        "RLIMIT_BOGUS"),
                config(
                        "rlimit soft is above hard",
                        b -> b.json("/process/rlimits", "[{'type':'RLIMIT_NOFILE','soft':20,'hard':10}]")),
                config("mount has no destination", b -> b.json("/mounts/-", "{'type':'tmpfs','source':'tmpfs'}")),
                config(
                        "device type is unknown",
                        b -> b.json("/linux/devices/-", "{'path':'/dev/x','type':'q','major':1,'minor':3}")),
                config("rootfsPropagation is unknown", b -> b.set("/linux/rootfsPropagation", "bogus"), "bogus"),
                config(
                        "sysctl is not namespaced",
                        b -> b.json("/linux/sysctl", "{'vm.swappiness':'10'}"),
                        "vm.swappiness"),
                config("sysctl does not exist", b -> b.json("/linux/sysctl", "{'net.ipv4.no_such_thing':'1'}")),
                config(
                        "hook path does not exist",
                        b -> b.json("/hooks/createRuntime/-", "{'path':'/no/such/hook'}"),
                        "no such file or directory"),
                config(
                        "idmap without user namespace",
                        b -> b.json("/linux/uidMappings", "[{'containerID':0,'hostID':0,'size':0}]")
                                .namespace("user", "")));
    }

    @ParameterizedTest
    @MethodSource("mistakes")
    void isReportedInOneLine(Mistake mistake, World world) {
        Bundle bundle = world.bundle();
        mistake.make.accept(bundle);
        Result result = world.run(bundle).expectFailure(mistake.named.toArray(new String[0]));
        assertEquals(1, result.err().strip().lines().count(), result.toString());
        assertEquals("", result.out());
    }

    @ParameterizedTest
    @MethodSource("mistakes")
    void isReportedInTheLogAsJson(Mistake mistake, World world) throws IOException {
        Bundle bundle = world.bundle();
        mistake.make.accept(bundle);
        Container container = world.container(bundle);
        container.beginning("run"); // writes config.json
        Path log = world.dir().resolve("log.json");
        Result result = world.call(
                        "--log",
                        log.toString(),
                        "--log-format",
                        "json",
                        "run",
                        "--bundle",
                        bundle.dir().toString(),
                        container.id())
                .run()
                .expectFailure();
        List<String> lines = Files.readAllLines(log);
        JsonNode last = Json.parse(lines.get(lines.size() - 1));
        assertEquals("error", last.path("level").asText(), lines.toString());
        String time = last.path("time").asText();
        assertTrue(java.time.OffsetDateTime.parse(time).getYear() > 2000, time);
        for (String word : mistake.named) {
            assertTrue(last.path("msg").asText().contains(word), last + " should name " + word);
        }
        assertFalse(result.err().isBlank(), "the message is for people, too");
        assertEquals(1, lines.size(), "podman parses the file as one value: " + lines);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a/b", "..", ".", "a b", "../up", "a\nb", "ä", "-x/"})
    void idWithOtherCharactersIsRefused(String id, World world) {
        Container container = world.container(world.bundle(), id);
        container.beginning("create"); // writes config.json
        world.call("create", "--bundle", container.bundle().dir().toString(), "--", id)
                .runDetached()
                .expectFailure();
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "A.b-c_d+1", "0", "a.b", "x-"})
    void idWithTheUsualCharactersIsTaken(String id, World world) {
        world.container(world.bundle(), id).run().json();
    }

    @Test
    void emptyIdIsRefused(World world) {
        Container container = world.container(world.bundle().guest("hold"));
        container.beginning("create");
        world.call("create", "--bundle", container.bundle().dir().toString(), "")
                .runDetached()
                .expectFailure();
    }

    @Test
    void missingBundleIsRefusedWithItsName(World world) {
        world.call("create", "--bundle", "/no/such/bundle", "x")
                .runDetached()
                .expectFailure("/no/such/bundle", "no such file or directory");
    }

    @Test
    void missingConfigIsNamed(World world) {
        world.call("create", "--bundle", world.dir().resolve("tmp").toString(), "x")
                .runDetached()
                .expectFailure("config.json");
    }

    @Test
    void unwritablePidFileFailsAndLeavesNothing(World world) {
        world.container(world.bundle().guest("hold"))
                .create("--pid-file", "/no/such/dir/pid")
                .expectFailure("no such file or directory");
    }

    @Test
    void unknownPropertiesAreIgnored(World world) {
        world.report(world.bundle()
                .set("/unknown", 1)
                .json("/process/unknown", "{'a':[1,2]}")
                .json("/linux/unknown", "null"));
    }

    @Test
    void duplicateNamesAreNoCrash(World world) {
        Bundle bundle = world.bundle();
        String text = bundle.config().toString();
        bundle.writeRaw(("{\"hostname\":\"a\"," + text.substring(1)).getBytes(StandardCharsets.UTF_8));
        Result result = world.run(bundle).expectRunOrRefusal();
        assertTrue(result.exit() == 0 || result.err().strip().lines().count() == 1, result.toString());
    }
}
