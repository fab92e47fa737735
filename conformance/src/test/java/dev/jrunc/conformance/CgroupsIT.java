package dev.jrunc.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** config-linux.md#control-groups: where the container is, what limits it, and that it is gone afterwards. */
@Conformance
final class CgroupsIT {
    private static Container held(World world, Bundle bundle) {
        return world.container(bundle.guest("hold")).started();
    }

    @Test
    void containerIsInItsCgroupInEveryHierarchyWhenCreateReturns(World world) throws IOException {
        Container container = world.container(world.bundle().guest("hold")); // engines' rule R14
        container.create().expectSuccess();
        for (String line : Files.readAllLines(Path.of("/proc/" + container.pid() + "/cgroup"))) {
            if (!line.startsWith("0::/") || Cgroups.isV2()) {
                assertEquals(container.cgroup(), line.split(":", 3)[2], line);
            }
        }
    }

    @Test
    void relativePathIsBelowTheCallersOwn(World world) {
        Bundle bundle =
                world.bundle().set("/linux/cgroupsPath", world.cgroups().top().substring(1) + "-relative/deep");
        Container container = held(world, bundle);
        String path = Cgroups.of(container.pid(), "pids");
        assertTrue(
                path.endsWith("-relative/deep")
                        && path.startsWith(world.cgroups().top()),
                path);
        container.stop();
        container.delete().expectSilence();
        Expect.gone(Cgroups.dir("pids", path));
        world.cgroups().removeEmpty(); // parents stay, with every runtime
    }

    @Test
    void withoutPathTheCgroupIsNamedLikeTheContainer(World world) {
        Container container = held(world, world.bundle().remove("/linux/cgroupsPath"));
        String path = Cgroups.of(container.pid(), "pids");
        assertTrue(path.endsWith("/" + container.id()), path);
        container.stop();
    }

    @Test
    void parentsAreMadeOnDemand(World world) {
        Bundle bundle = world.bundle().set("/linux/cgroupsPath", world.cgroups().top() + "/a/b/c");
        Container container = held(world, bundle);
        assertEquals(container.cgroup(), Cgroups.of(container.pid(), "memory"));
        container.stop();
        container.delete().expectSilence();
        Expect.gone(Cgroups.dir("memory", container.cgroup()));
        world.cgroups().removeEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'memory':{},'cpu':{},'pids':null}",
                "{'cpu':{'shares':0,'quota':0,'period':0},'memory':{'kernel':0},'blockIO':{'weight':0}}",
                "{'memory':{'disableOOMKiller':false}}"
            })
    void absentNullAndZeroMeanLeave(String resources, World world) {
        world.report(world.bundle().json("/linux/resources", resources)); // engines' rule R18
    }

    @Test
    void pidsLimitStopsForks(World world) {
        assertEquals(
                "7\n",
                world.run(world.bundle().set("/linux/resources/pids/limit", 8).guest("forks", "20"))
                        .expectSuccess()
                        .out());
    }

    @Test
    void memoryLimitEndsTheProcess(World world) {
        Bundle bundle = world.bundle().json("/linux/resources/memory", "{'limit':20971520,'swap':20971520}");
        assumeTrue(
                Cgroups.isV2() || Files.exists(Cgroups.dir("memory", "/").resolve("memory.memsw.limit_in_bytes")),
                "no swap accounting here");
        world.run(bundle.guest("mem", "60")).expectExit(137);
        world.run(bundle.guest("mem", "5")).expectSuccess();
    }

    @Test
    void cpusetIsSeenInside(World world) {
        assumeTrue(Cgroups.has("cpuset"), "no cpuset controller here");
        assertEquals(
                1,
                world.report(world.bundle().set("/linux/resources/cpu/cpus", "0"))
                        .number("cpus"));
    }

    @Test
    void callersCpuAffinityIsNotInherited(World world) {
        Container container = world.container(world.bundle().guest("report")).by(call -> call.through("taskset", "1"));
        long host = new Report(Json.parse(Host.run(System.getProperty("conformance.guest")))).number("cpus");
        assertEquals(host, new Report(container.run().json()).number("cpus"));
    }

    @Test
    void tooSmallMemoryLimitIsRefused(World world) {
        Result run = world.run(world.bundle().set("/linux/resources/memory/limit", 1024))
                .expectFailure();
        if (!Cgroups.isV2()) { // there the kernel makes room by killing
            assertTrue(run.err().matches("(?s).*([1-9][0-9]* bytes are in use|current usage: [1-9]).*"), run.err());
        }
    }

    /** Linux takes it since 5.16 and does nothing with it. */
    @Test
    void limitOfKernelMemoryIsWarnedOf(World world) {
        assumeTrue(Cgroups.has("memory") && !Cgroups.isV2(), "no memory controller of version 1 here");
        expectWarning(world.run(world.bundle().set("/linux/resources/memory/kernel", 16777216)));
        Container container = held(world, world.bundle());
        expectWarning(container.call("update", "--kernel-memory", "16M"));
        container.stop();
    }

    private static void expectWarning(Result result) {
        String err = result.expectSuccess().err();
        assertTrue(err.contains("level=warning") && err.toLowerCase(Locale.ROOT).contains("kernel"), err);
    }

    @Test
    void invalidPeriodIsRefused(World world) {
        world.run(world.bundle().set("/linux/resources/cpu/period", 100)).expectFailure();
    }

    @Test
    void unifiedResourcesAreWrittenOrRefused(World world) {
        Bundle bundle = world.bundle().json("/linux/resources/unified", "{'pids.max':'44'}");
        if (Cgroups.isV2()) {
            Container container = held(world, bundle);
            assertEquals("44", Cgroups.read("pids", container.cgroup(), "pids.max"));
            container.stop();
        } else {
            world.run(bundle).expectFailure();
        }
    }

    @Test
    void cgroupIsGoneAfterTheRun(World world) {
        Bundle bundle = world.bundle();
        world.report(bundle);
        for (Path hierarchy : Cgroups.hierarchies()) {
            assertFalse(
                    Files.exists(Path.of(
                            hierarchy + bundle.config().at("/linux/cgroupsPath").asText())),
                    hierarchy.toString());
        }
    }

    @Test
    void cgroupsMadeInsideAreRemovedWithTheContainer(World world) throws IOException {
        Container container = held(world, world.bundle());
        Path made = Cgroups.dir("pids", container.cgroup()).resolve("made/inside");
        Files.createDirectories(made);
        container.stop();
        container.delete().expectSilence();
        Expect.gone(made);
    }

    @Test
    void cgroupNamespaceHidesThePath(World world) {
        Report report = world.report(world.bundle().namespace("cgroup", ""));
        List<String> lines = report.list("cgroups");
        assertFalse(lines.isEmpty(), "no /proc/self/cgroup");
        for (String line : lines) {
            assertTrue(line.endsWith(":/") || (line.startsWith("0::") && !Cgroups.isV2()), line);
        }
    }

    @Test
    void killReachesEveryProcessOfTheCgroup(World world) throws IOException {
        Container container = held(world, world.bundle().withoutNamespace("pid"));
        Process other = new ProcessBuilder("sleep", "1000").start();
        for (Path hierarchy : Cgroups.hierarchies()) {
            Path procs = Path.of(hierarchy + container.cgroup(), "cgroup.procs");
            if (Files.exists(procs)) {
                Files.writeString(procs, String.valueOf(other.pid()));
            }
        }
        container.delete("--force").expectSuccess();
        Expect.ended(other.pid(), world);
    }

    /** Whoever may make cgroups inside the container makes them as deep as he likes. */
    @Test
    void killAndRemovalReachTheDeepestCgroup(World world) throws IOException {
        Container container = held(world, world.bundle().withoutNamespace("pid"));
        Process other = new ProcessBuilder("sleep", "1000").start();
        Path deepest = Path.of(Cgroups.dir("devices", container.cgroup()) + "/d".repeat(1200));
        Files.createDirectories(deepest);
        Files.writeString(deepest.resolve("cgroup.procs"), String.valueOf(other.pid()));
        container.delete("--force").expectSuccess();
        Expect.ended(other.pid(), world);
        Expect.gone(Cgroups.dir("devices", container.cgroup()));
    }

    /** On cgroup2 alone, as on a host of today; without its controllers, which this host may have elsewhere. */
    @Test
    void execGoesWhereTheProcessIsWhenTheCgroupIsGone(World world) {
        Bundle bundle = world.bundle().args("/bin/sleep", "1000");
        bundle.write();
        String script = """
                umount -R /sys/fs/cgroup
                mount -t cgroup2 cgroup2 /sys/fs/cgroup
                "$@" run --detach --bundle . moved < /dev/null > /dev/null
                pid=$("$@" state moved | sed -n 's/.*"pid": \\([0-9]*\\).*/\\1/p')
                old=/sys/fs/cgroup$(sed -n 's/^0:://p' "/proc/$pid/cgroup")
                mkdir "$old-elsewhere"
                echo "$pid" > "$old-elsewhere/cgroup.procs"
                rmdir "$old"
                "$@" exec moved cat /proc/self/cgroup
                "$@" delete --force moved
                rmdir "$old-elsewhere"
                """;
        String cgroup = world.call()
                .cwd(bundle.dir())
                .through("unshare", "-m", "--propagation", "private", "sh", "-ec", script, "sh")
                .run()
                .expectSuccess()
                .out();
        assertTrue(cgroup.contains("-elsewhere"), cgroup);
    }

    /** What cannot be seen is there still, and nobody would remove it later. */
    @Test
    void cgroupsThatAreNotMountedAreNotForgotten(World world) {
        Container container = world.container(world.bundle().guest("hold")).started();
        container.stop();
        String without = "umount --recursive --lazy /sys/fs/cgroup && exec \"$@\"";
        world.call("delete", container.id())
                .through("unshare", "--mount", "--propagation", "private", "sh", "-c", without, "sh")
                .run()
                .expectFailure("/sys/fs/cgroup/", "mounted");
        container.delete().expectSilence();
    }
}
