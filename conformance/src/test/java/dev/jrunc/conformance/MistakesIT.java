package dev.jrunc.conformance;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Mistakes in a config.json or a root filesystem: each is one line that says what to do. */
@Conformance
final class MistakesIT {
    @BeforeEach
    void adviceIsExpected(World world) {
        Advice.assume(world);
    }

    @Test
    void noRootFilesystem(World world) {
        Advice.expect(
                world.run(world.bundle().set("/root/path", "nowhere")),
                "stat ",
                "nowhere",
                "/root/path",
                "relative to the bundle");
    }

    @Test
    void emptyRootFilesystem(World world) throws IOException {
        Bundle bundle = world.bundle().set("/root/path", "void").args("sh");
        world.container(bundle).beginning("run");
        Files.createDirectory(bundle.dir().resolve("void"));
        Advice.expect(world.run(bundle), "executable file not found in $PATH", "/process/args");
    }

    static Stream<Arguments> mistakes() {
        return Stream.of(
                mistake(b -> b.args("ls -l"), "found in $PATH", "each word of a command line is an argument"),
                mistake(b -> b.args("/bin/ls -l"), "no such file", "each word of a command line is an argument"),
                mistake(
                        b -> {
                            b.file("rootfs/script", "echo hi\n", "rwxr-xr-x");
                            b.args("/script");
                        },
                        "exec format error",
                        "no script that begins with #!"),
                mistake(
                        b -> b.json("/mounts/-", "{'destination':'/data','type':'bind','source':'/usr'}"),
                        "no such device",
                        "takes the option bind or rbind"),
                mistake(
                        b -> b.mount(
                                "/etc", "bind", b.file("plain", "", "rw-r--r--").toString(), "bind"),
                        "not a directory",
                        "the source is a file, the destination a directory"),
                mistake(
                        b -> b.mount("/plain", "bind", "/usr", "bind").file("rootfs/plain", "", "rw-r--r--"),
                        "not a directory",
                        "what is there is no directory, but one is needed"),
                mistake(
                        b -> {
                            b.file("rootfs/bin/tool", "#!/bin/sh\n", "rw-r--r--");
                            b.args("tool");
                        },
                        "\\\"tool\\\": executable file not found in $PATH",
                        "this user may not execute /bin/tool"),
                mistake(
                        b -> b.json("/linux/sysctl", "{'net.ipv4.ip_forwrd':'1'}"),
                        "open /proc/sys/net/ipv4/ip_forwrd: no such file",
                        "this kernel has no such setting"),
                mistake(
                        b -> b.remove("/ociVersion"),
                        "the version of the specification is missing",
                        "add \\\"ociVersion\\\""),
                mistake(b -> b.args("-c", "ls"), "found in $PATH", "a program should stand there, not an option"),
                mistake(
                        b -> b.json("/linux/resources/memory", "{'limit':'512m'}"),
                        "/linux/resources/memory/limit",
                        "512m is 536870912"),
                mistake(
                        b -> b.json(
                                "/hooks/createRuntime/-",
                                "{'path':'/bin/sh','args':['sh','-c','kill -9 $(sed \"s/.*pid..//;s/,.*//\")']}"),
                        "ended before it could start: signal: killed",
                        "somebody killed it, or container init was OOM-killed (memory limit too low?)"),
                mistake(
                        b -> b.json("/process/rlimits", "[{'type':'NOFILE','soft':1,'hard':1}]"),
                        "did you mean \\\"RLIMIT_NOFILE\\\""),
                mistake(b -> b.json("/linux/namespaces/-", "{'type':'net'}"), "did you mean \\\"network\\\""),
                mistake(b -> b.writeRaw("{ // mine\n}".getBytes(StandardCharsets.UTF_8)), "JSON has no comments"),
                mistake(b -> b.writeRaw("{\"a\": [1,]}".getBytes(StandardCharsets.UTF_8)), "a comma too many?"),
                mistake(b -> b.writeRaw("{\"a\": {".getBytes(StandardCharsets.UTF_8)), "the text ends too early"),
                mistake(b -> b.writeRaw("{\"a\": True}".getBytes(StandardCharsets.UTF_8)), "in lower case"),
                mistake(b -> b.writeRaw("\ufeff{}".getBytes(StandardCharsets.UTF_8)), "byte order mark"));
    }

    private static Arguments mistake(Consumer<Bundle> make, String... words) {
        return Arguments.of(make, words);
    }

    @ParameterizedTest
    @MethodSource("mistakes")
    void inTheConfiguration(Consumer<Bundle> make, String[] words, World world) {
        Bundle bundle = world.bundle();
        make.accept(bundle);
        Advice.expect(world.run(bundle), words);
    }

    /** The command has done what it was asked for: what is warned of did not fail it. */
    @Test
    void aWarningIsNoFailure(World world) {
        Bundle bundle = world.bundle().args("/bin/true").json("/hooks/poststop/-", "{'path':'/no/such/hook'}");
        Result result = world.run(bundle).expectSuccess();
        assertTrue(result.err().contains("level=warning msg=\"error running poststop hook #0"), result.toString());
    }

    @Test
    void aSettingOfAFilesystemOnABind(World world) {
        Bundle bundle = world.bundle().args("/bin/true");
        bundle.mount("/m", "bind", bundle.dir().toString(), "bind", "size=1k");
        Result result = world.run(bundle).expectSuccess();
        assertTrue(
                result.err()
                        .contains("level=warning msg=\"ignoring size=1k: a bind mount has no options of a filesystem"),
                result.toString());
    }
}
