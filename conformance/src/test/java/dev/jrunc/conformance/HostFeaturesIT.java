package dev.jrunc.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Properties that depend on what the host has: applied, or refused by name. */
@Conformance
final class HostFeaturesIT {
    @Test
    void apparmorProfileWithoutApparmorIsRefused(World world) {
        assumeFalse(Files.exists(Path.of("/sys/module/apparmor")), "this host has AppArmor");
        world.run(world.bundle().set("/process/apparmorProfile", "some-profile"))
                .expectFailure();
    }

    @Test
    void selinuxLabelWithoutSelinuxIsRefused(World world) {
        assumeFalse(Files.exists(Path.of("/sys/fs/selinux/enforce")), "this host has SELinux");
        world.run(world.bundle().set("/process/selinuxLabel", "system_u:system_r:container_t:s0"))
                .expectFailure("label");
    }

    @Test
    void mountLabelWithoutSelinuxIsLeftOut(World world) {
        assumeFalse(Files.exists(Path.of("/sys/fs/selinux/enforce")), "this host has SELinux");
        Bundle bundle = world.bundle().set("/linux/mountLabel", "system_u:object_r:container_file_t:s0");
        Expect.has("tmpfs", world.report(bundle).mount("/dev"));
    }

    @Test
    void intelRdtWithoutResctrlIsRefused(World world) {
        assumeFalse(Host.mounts().stream().anyMatch(mount -> mount.contains("resctrl")), "this host has resctrl");
        world.run(world.bundle().json("/linux/intelRdt", "{'schemata':['L3:0=f']}"))
                .expectFailure("intelRdt");
    }

    /** sysctl/vm.rst, memfd_noexec: no copy of the runtime in memory can be executed. */
    @Test
    void memfdsThatCannotBeExecutedAreNotNeeded(World world) {
        String sysctl = "/proc/sys/vm/memfd_noexec";
        assumeTrue(Files.exists(Path.of(sysctl)), "this kernel is older than Linux 6.3");
        Container container = world.container(world.bundle().shell("echo ran"))
                .by(call -> call.through("sh", "-ec", "echo 2 > " + sysctl + "; exec \"$@\"", "sh")
                        .through("unshare", "--pid", "--fork", "--kill-child", "--mount-proc"));
        assertEquals("ran\n", container.run().expectSuccess().out());
    }

    @Test
    void withoutMountNamespaceNothingStaysOnTheHost(World world) {
        Set<String> before = Host.mounts();
        Bundle bundle = world.bundle()
                .withoutNamespace("mount")
                .remove("/linux/maskedPaths")
                .remove("/linux/readonlyPaths");
        Container container = world.container(bundle.guest("report"));
        container.create().expectSuccess();
        container.pid();
        container.start().expectSuccess();
        container.awaitEnd();
        container.delete().expectSuccess();
        assertEquals(before, Host.mounts());
    }

    /** The mount is the host's, which must not become read-only with it. */
    @Test
    void withoutMountNamespaceTheRootStaysWritable(World world) {
        Set<String> before = Host.mounts();
        Bundle bundle = world.bundle()
                .withoutNamespace("mount")
                .remove("/linux/maskedPaths")
                .remove("/linux/readonlyPaths")
                .json("/root/readonly", "true");
        assertEquals("written", world.shell(bundle, "echo written > /file && cat /file"));
        assertEquals(before, Host.mounts());
    }

    /** What would have to be done to the host's own mounts is refused, not passed over. */
    @Test
    void withoutMountNamespaceTheRootHasNoPropagation(World world) {
        Bundle bundle = world.bundle()
                .withoutNamespace("mount")
                .remove("/linux/maskedPaths")
                .remove("/linux/readonlyPaths");
        world.run(bundle.json("/linux/rootfsPropagation", "'shared'")).expectFailure();
    }

    @ParameterizedTest
    @CsvSource({"SCHED_BATCH,3", "SCHED_IDLE,5", "SCHED_OTHER,0"})
    void schedulerIsTheConfigs(String policy, String number, World world) {
        Bundle bundle = world.bundle().json("/process/scheduler", "{'policy':'" + policy + "'}");
        assertEquals(number, world.shell(bundle, "cut -d' ' -f41 /proc/self/stat"));
    }

    @Test
    void schedulerFlagIsTheConfigs(World world) {
        Bundle bundle = world.bundle()
                .json("/process/scheduler", "{'policy':'SCHED_BATCH','flags':['SCHED_FLAG_RESET_ON_FORK']}");
        Container container = world.container(bundle.guest("hold")).started();
        String shown = Host.run("chrt", "--pid", Long.toString(container.pid()));
        assertTrue(shown.contains("SCHED_BATCH|SCHED_RESET_ON_FORK"), shown);
    }

    @Test
    void niceIsTheConfigs(World world) {
        Bundle bundle = world.bundle().json("/process/scheduler", "{'policy':'SCHED_OTHER','nice':7}");
        assertEquals("7", world.shell(bundle, "cut -d' ' -f19 /proc/self/stat"));
    }

    @ParameterizedTest
    @CsvSource({"IOPRIO_CLASS_BE,3,best-effort: prio 3", "IOPRIO_CLASS_IDLE,0,idle"})
    void ioPriorityIsTheConfigs(String name, int level, String shown, World world) {
        Bundle bundle = world.bundle().json("/process/ioPriority", "{'class':'" + name + "','priority':" + level + "}");
        Expect.begins(shown, world.shell(bundle, "ionice"));
    }
}
