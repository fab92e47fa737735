package dev.jrunc.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The first things that go wrong for somebody new: each is one line that says what to do. */
@Conformance
final class NewcomerIT {
    @BeforeEach
    void onlyJrunc(World world) {
        assumeTrue(
                Files.exists(world.runtime().path().resolveSibling("../lib/jrunc/jvm.conf")),
                "advice is not asked of other runtimes");
    }

    /** run of a bundle whose program ends at once, in surroundings of some kind. */
    private static Result runIn(World world, Bundle bundle, String surroundings) {
        return world.container(bundle)
                .by(call -> call.through(
                        "unshare", "-m", "--propagation", "private", "sh", "-ec", surroundings + "\nexec \"$@\"", "sh"))
                .run();
    }

    private static void assertAdvice(Result result, String... words) {
        result.expectFailure(words);
        assertEquals(1, result.err().strip().lines().count(), result.toString());
        assertEquals("", result.out());
    }

    @Test
    void noRoot(World world) {
        world.container(world.bundle().args("/bin/true")).beginning("run");
        Path bundle = world.dir().resolve("bundle1");
        Host.run("chmod", "-R", "a+rX", world.dir().toString());
        assertAdvice(
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
        assertAdvice(
                world.call("run", "--bundle", empty.toString(), "x").run(),
                "config.json not found",
                " writes one into the current directory");
        Files.delete(empty);
    }

    @Test
    void noBundle(World world) {
        assertAdvice(
                world.call("run", "--bundle", "/no/such/bundle", "x").run(),
                "chdir /no/such/bundle",
                "--bundle names the directory that holds config.json");
    }

    /** A path alone does not say which of several options it came with. */
    @ParameterizedTest
    @ValueSource(strings = {"--pid-file", "--pidfd-socket"})
    void aPathIsNamedWithItsOption(String option, World world) {
        Container container = world.container(world.bundle().args("/bin/true"));
        assertAdvice(
                container.beginning("run", option, "/no/such/place").run(),
                option + ": ",
                "/no/such/place: no such file or directory");
        assertAdvice(world.call("--log", "/no/such/log", "state", "x").run(), "--log: open /no/such/log: no such file");
    }

    /** A JVM reserves addresses by the gigabyte if nobody tells it not to. */
    @Test
    void littleAddressSpace(World world) {
        String kib = "ulimit -v ";
        runIn(world, world.bundle().args("/bin/true"), kib + 700_000).expectSuccess();
        assertAdvice(
                runIn(world, world.bundle().args("/bin/true"), "export JRUNC_KEPT=off; " + kib + 65_536),
                "the engine ended without an answer",
                "it reserves 650 MiB of addresses, and RLIMIT_AS (ulimit -v) allows 64");
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

    @Test
    void noRootFilesystem(World world) {
        assertAdvice(
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
        assertAdvice(world.run(bundle), "executable file not found in $PATH", "/process/args");
    }

    @Test
    void noTerminal(World world) {
        Result result = world.container(world.bundle().args("/bin/true").set("/process/terminal", true))
                .by(call -> call.through("setsid", "--wait"))
                .run();
        assertAdvice(result, "/dev/tty", "set process.terminal to false");
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
        assertAdvice(world.run(bundle), words);
    }

    @Test
    void aStateInTheWay(World world) {
        Container container = world.running();
        assertAdvice(container.call("delete"), "is not stopped: running", "kill it first");
        assertAdvice(container.call("resume"), "container not paused: it is running");
        assertAdvice(container.call("exec"), "process args cannot be empty", "the command stands behind the id");
        assertAdvice(
                world.call("state", "nobody").run(),
                "container does not exist",
                "there is no \\\"nobody\\\" in " + world.stateRoot());
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

    @Test
    void stateOnAReadOnlyFilesystem(World world) {
        Bundle bundle = world.bundle().args("/bin/true");
        world.container(bundle).beginning("run");
        Result result = world.runtime()
                .call("run", "--bundle", bundle.dir().toString(), "x")
                .through("unshare", "-m", "sh", "-ec", "mount -t tmpfs -o ro none /run/jrunc\nexec \"$@\"", "sh")
                .prepare("mkdir -p /run/jrunc")
                .run();
        assertAdvice(result, "read-only file system", "--root names another directory");
    }

    @Test
    void cgroupsThatAreReadOnly(World world) {
        String readOnly = "for dir in /sys/fs/cgroup /sys/fs/cgroup/*; do"
                + " if mountpoint -q $dir; then mount -o remount,bind,ro $dir; fi; done";
        assertAdvice(
                runIn(world, world.bundle().args("/bin/true"), readOnly),
                "read-only file system",
                "inside a container, have them writable");
        String doctor = world.runtime()
                .call("doctor")
                .through("unshare", "-m", "sh", "-c", readOnly + "\nexec \"$@\"", "sh")
                .run()
                .out();
        assertTrue(doctor.contains("missing  cgroup mounts       read-only: /sys/fs/cgroup"), doctor);
    }

    @Test
    void rootOnAFilesystemWithoutExecution(World world) {
        Bundle bundle = world.bundle().args("/guest");
        world.container(bundle).beginning("run");
        assertAdvice(
                runIn(world, bundle, "mount --bind -o noexec " + bundle.rootfs() + " " + bundle.rootfs()),
                "permission denied",
                "its filesystem is mounted noexec");
    }

    /** The calls that came with Linux 5.2 to 5.12, refused as an older kernel refuses them. */
    @ParameterizedTest
    @ValueSource(strings = {"openat2", "clone3", "open_tree", "move_mount", "fsopen", "close_range", "mount_setattr"})
    void onAnOlderKernel(String call, World world) {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/strace")), "no strace here, which can refuse a system call");
        Result result = world.container(world.bundle().args("/bin/true"))
                .by(run -> run.through(
                        "strace", "-f", "-qq", "-o/dev/null", "--trace=" + call, "--inject=" + call + ":error=ENOSYS"))
                .run();
        assertAdvice(result, "function not implemented", "it takes Linux 5.12 or newer");
    }

    /** As in an older Docker's container, whose profile refuses what it does not know so. */
    @ParameterizedTest
    @ValueSource(strings = {"openat2", "open_tree", "move_mount", "fsopen", "mount_setattr"})
    void underAFilterThatForbidsWhatIsNew(String call, World world) {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/strace")), "no strace here, which can refuse a system call");
        Result result = world.container(world.bundle().args("/bin/true"))
                .by(run -> run.through(
                        "strace",
                        "-f",
                        "--seccomp-bpf",
                        "-qq",
                        "-o/dev/null",
                        "--trace=" + call,
                        "--inject=" + call + ":error=EPERM"))
                .run();
        assertAdvice(result, "operation not permitted", "this runs under a seccomp filter");
    }

    /** As under Docker without --privileged: masked /proc, cgroups read-only, no CAP_SYS_ADMIN. */
    @Test
    void insideAnUnprivilegedContainer(World world) {
        List<String> docker = List.of(
                "setpriv",
                "--bounding-set=-sys_admin,-sys_resource,-net_admin,-sys_ptrace,-bpf,-perfmon",
                "--inh-caps=-sys_admin,-sys_resource,-net_admin,-sys_ptrace,-bpf,-perfmon");
        Bundle bundle = world.bundle().args("/bin/true");
        assertAdvice(
                world.container(bundle)
                        .by(call -> call.through(docker.toArray(new String[0])))
                        .run(),
                "operation not permitted",
                "it takes CAP_SYS_ADMIN",
                "docker run --privileged");
        Result doctor = world.runtime()
                .call("doctor")
                .through(docker.toArray(new String[0]))
                .run();
        assertTrue(doctor.exit() == 1 && doctor.out().contains("CAP_SYS_ADMIN"), doctor.toString());
        assertTrue(doctor.out().endsWith("No container can be started here.\n"), doctor.out());
    }

    /** Container engines that run inside a chroot meet it: user_namespaces(7). */
    @Test
    void userNamespaceInAChroot(World world) {
        Bundle bundle = world.bundle().userNamespace().args("/bin/true");
        Result result = world.container(bundle)
                .by(call -> call.through(
                        "unshare",
                        "-m",
                        "sh",
                        "-ec",
                        "mkdir /run/chroot && mount --rbind / /run/chroot\nexec chroot /run/chroot \"$@\"",
                        "sh"))
                .run();
        Host.run("rmdir", "/run/chroot");
        assertAdvice(result, "operation not permitted", "in a chroot");
    }

    /** As from cron, or a unit of systemd. */
    @Test
    void namesThatAreNotAsciiWithoutALocale(World world) {
        String script =
                "dir=$(printf 'b\\303\\244'); mkdir \"$dir\"; \"$@\" --bundle \"$dir\"; test -s \"$dir\"/config.json; rm -r \"$dir\"";
        world.runtime()
                .call("spec")
                .cwd(world.dir())
                .emptyEnv()
                .env("PATH", "/usr/bin:/bin")
                .through("sh", "-ec", script, "sh")
                .run()
                .expectSuccess();
    }

    @Test
    void incompleteInstallation(World world) {
        Path tree = Installation.copy(world);
        Host.run("rm", tree.resolve("lib/jrunc/jvm.conf").toString());
        assertAdvice(runOf(world, tree), "not complete", "bin and lib/jrunc belong together", "lib/jrunc/make-archive");
    }

    @Test
    void noJava(World world) {
        Path tree = Installation.copy(world);
        Installation.withoutJava(tree);
        String[] words = {"there is no Java at /no/such/java", "install a Java 17 or newer, then run ", "/make-archive "
        };
        assertAdvice(runOf(world, tree), words);
        assertAdvice(new RuntimeBinary(tree.resolve("bin/jrunc")).call("spec").run(), words);
    }

    /** What is in a file of its own, or on the command line, is not looked for in config.json. */
    @Test
    void whereAValueOfAnExecOrUpdateIs(World world) throws IOException {
        Container container = world.running();
        Path file = world.dir().resolve("p.json");
        Files.writeString(file, "{\"args\":[\"/nope\"],\"cwd\":\"/\"}");
        assertAdvice(
                world.call("exec", "--process", file.toString(), container.id()).run(),
                "stat /nope: no such file or directory",
                "(--process " + file + ": /args/0)");
        Files.writeString(file, "{\"cpu\":{\"cpus\":\"9999\"}}");
        assertAdvice(
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
            assertAdvice(result);
            assertFalse(result.err().contains("config.json:"), result.toString());
            assertFalse(result.err().contains("adding pid"), result.toString());
        }
    }

    private static Result runOf(World world, Path tree) {
        Bundle bundle = world.bundle().args("/bin/true");
        world.container(bundle).beginning("run");
        return new RuntimeBinary(tree.resolve("bin/jrunc"))
                .call("run", "--bundle", bundle.dir().toString(), "x")
                .run();
    }
}
