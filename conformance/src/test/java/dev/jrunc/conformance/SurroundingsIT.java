package dev.jrunc.conformance;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Places in which no container can be started: what is said names the place and what to do. */
@Conformance
final class SurroundingsIT {
    @BeforeEach
    void adviceIsExpected(World world) {
        Advice.assume(world);
    }

    /** run of a bundle whose program ends at once, in surroundings of some kind. */
    private static Result runIn(World world, Bundle bundle, String surroundings) {
        return world.container(bundle)
                .by(call -> call.through(
                        "unshare", "-m", "--propagation", "private", "sh", "-ec", surroundings + "\nexec \"$@\"", "sh"))
                .run();
    }

    private static Result runOf(World world, Path tree) {
        Bundle bundle = world.bundle().args("/bin/true");
        world.container(bundle).beginning("run");
        return new RuntimeBinary(tree.resolve("bin/jrunc"))
                .call("run", "--bundle", bundle.dir().toString(), "x")
                .run();
    }

    /** A JVM reserves addresses by the gigabyte if nobody tells it not to. */
    @Test
    void littleAddressSpace(World world) {
        String kib = "ulimit -v ";
        runIn(world, world.bundle().args("/bin/true"), kib + 700_000).expectSuccess();
        Advice.expect(
                runIn(world, world.bundle().args("/bin/true"), "export JRUNC_KEPT=off; " + kib + 65_536),
                "the engine ended without an answer",
                "it reserves 650 MiB of addresses, and RLIMIT_AS (ulimit -v) allows 64");
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
        Advice.expect(result, "read-only file system", "--root names another directory");
    }

    @Test
    void cgroupsThatAreReadOnly(World world) {
        String readOnly = "for dir in /sys/fs/cgroup /sys/fs/cgroup/*; do"
                + " if mountpoint -q $dir; then mount -o remount,bind,ro $dir; fi; done";
        Advice.expect(
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
        Advice.expect(
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
        Advice.expect(result, "function not implemented", "it takes Linux 5.12 or newer");
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
        Advice.expect(result, "operation not permitted", "this runs under a seccomp filter");
    }

    /** As under Docker without --privileged: masked /proc, cgroups read-only, no CAP_SYS_ADMIN. */
    @Test
    void insideAnUnprivilegedContainer(World world) {
        List<String> docker = List.of(
                "setpriv",
                "--bounding-set=-sys_admin,-sys_resource,-net_admin,-sys_ptrace,-bpf,-perfmon",
                "--inh-caps=-sys_admin,-sys_resource,-net_admin,-sys_ptrace,-bpf,-perfmon");
        Bundle bundle = world.bundle().args("/bin/true");
        Advice.expect(
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
        Advice.expect(result, "operation not permitted", "in a chroot");
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
        Advice.expect(
                runOf(world, tree), "not complete", "bin and lib/jrunc belong together", "lib/jrunc/make-archive");
    }

    @Test
    void noJava(World world) {
        Path tree = Installation.copy(world);
        Installation.withoutJava(tree);
        String[] words = {Installation.NO_JAVA, "install a Java 17 or newer, then run ", "/make-archive "};
        Advice.expect(runOf(world, tree), words);
        Advice.expect(new RuntimeBinary(tree.resolve("bin/jrunc")).call("spec").run(), words);
    }
}
