package dev.jrunc.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** update: the limits of a container that exists. */
@Conformance
final class UpdateIT {
    private static final String MIB = "1048576";

    private static Bundle limited(World world) {
        return world.bundle()
                .guest("hold")
                .json("/linux/resources/memory", "{'limit':33554432,'reservation':25165824}")
                .json("/linux/resources/cpu", "{'shares':100,'quota':500000,'period':1000000}")
                .json("/linux/resources/pids", "{'limit':20}");
    }

    private static Container running(World world) {
        return world.container(limited(world)).started();
    }

    private static Result update(World world, Container container, String document) {
        Path file = container.bundle().file("resources.json", document.replace('\'', '"'), "rw-r--r--");
        return world.call("update", "--resources", "-", container.id())
                .stdin(ProcessBuilder.Redirect.from(file.toFile()))
                .run();
    }

    private static String value(Container container, String controller, String v1, String v2) {
        return Cgroups.read(controller, container.cgroup(), Cgroups.isV2() ? v2 : v1);
    }

    private static String memory(Container container) {
        return value(container, "memory", "memory.limit_in_bytes", "memory.max");
    }

    /** Memory and swap together, as the specification counts. */
    private static String withSwap(Container container) {
        String text = value(container, "memory", "memory.memsw.limit_in_bytes", "memory.swap.max");
        return Cgroups.isV2() && !text.equals("max")
                ? String.valueOf(Long.parseLong(text) + Long.parseLong(memory(container)))
                : text;
    }

    private static void assumeSwap() {
        assumeTrue(
                Cgroups.isV2() || Files.exists(Cgroups.dir("memory", "/").resolve("memory.memsw.limit_in_bytes")),
                "no swap accounting here");
    }

    private static String unlimited(String file) {
        return Cgroups.isV2() ? "max" : Cgroups.read("memory", "/", file);
    }

    private static String bandwidth(Container container) {
        return Cgroups.isV2()
                ? Cgroups.read("cpu", container.cgroup(), "cpu.max")
                : Cgroups.read("cpu", container.cgroup(), "cpu.cfs_quota_us").replace("-1", "max") + " "
                        + Cgroups.read("cpu", container.cgroup(), "cpu.cfs_period_us");
    }

    @ParameterizedTest
    @CsvSource({
        "--memory,67108864,memory,memory.limit_in_bytes,memory.max,67108864",
        "--memory,50M,memory,memory.limit_in_bytes,memory.max,52428800",
        "--memory-reservation,16m,memory,memory.soft_limit_in_bytes,memory.low,16777216",
        "--cpu-share,200,cpu,cpu.shares,cpu.weight,200:29",
        "--cpuset-cpus,0,cpuset,cpuset.cpus,cpuset.cpus,0",
        "--cpuset-mems,0,cpuset,cpuset.mems,cpuset.mems,0",
        "--pids-limit,10,pids,pids.max,pids.max,10",
        "--pids-limit,-1,pids,pids.max,pids.max,max",
    })
    void optionChangesOneLimitAndNoOther(
            String option, String given, String controller, String v1, String v2, String expected, World world) {
        assumeTrue(Cgroups.has(controller), "no controller " + controller + " here");
        Container container = running(world);
        world.call("update", option, given, container.id()).run().expectSilence();
        String[] both = expected.split(":", 2);
        assertEquals(both[Cgroups.isV2() ? both.length - 1 : 0], value(container, controller, v1, v2));
        assertEquals("500000 1000000", bandwidth(container));
        if (!option.equals("--memory")) {
            assertEquals("33554432", memory(container));
        }
        if (!option.equals("--pids-limit")) {
            assertEquals("20", value(container, "pids", "pids.max", "pids.max"));
        }
        container.stop();
    }

    @Test
    void optionsMayStandBehindTheId(World world) {
        Container container = running(world);
        world.call("update", container.id(), "--pids-limit", "11").run().expectSilence();
        assertEquals("11", value(container, "pids", "pids.max", "pids.max"));
        container.stop();
    }

    @Test
    void halfOfABandwidthLeavesTheOtherHalf(World world) {
        Container container = running(world);
        container.call("update", "--cpu-period", "900000").expectSilence();
        assertEquals("500000 900000", bandwidth(container));
        container.call("update", "--cpu-quota", "600000").expectSilence();
        assertEquals("600000 900000", bandwidth(container));
        container.call("update", "--cpu-quota", "-1").expectSilence();
        assertEquals("max 900000", bandwidth(container));
        container.call("update", "--cpu-quota", "-1", "--cpu-period", "100000").expectSilence();
        assertEquals("max 100000", bandwidth(container));
        container.stop();
    }

    @Test
    void documentOnStandardInputIsMergedIntoWhatIsThere(World world) {
        Container container = running(world);
        update(world, container, "{'memory':{'limit':67108864},'CPU':{'Shares':300},'pids':{'limit':30}}")
                .expectSilence();
        assertEquals("67108864", memory(container));
        assertEquals("25165824", value(container, "memory", "memory.soft_limit_in_bytes", "memory.low"));
        assertEquals(Cgroups.isV2() ? "39" : "300", value(container, "cpu", "cpu.shares", "cpu.weight"));
        assertEquals("30", value(container, "pids", "pids.max", "pids.max"));
        assertEquals("500000 1000000", bandwidth(container));
        container.stop();
    }

    /** As CRI and Docker send them. */
    @Test
    void zerosOfEnginesMeanLeave(World world) {
        Container container = running(world);
        update(
                        world,
                        container,
                        "{'memory':{'limit':104857600,'reservation':0,'kernel':0},'cpu':{'shares':0,'quota':30000,"
                                + "'period':100000},'pids':{'limit':77},'blockIO':{'weight':0},"
                                + "'devices':[{'allow':false,'access':'rwm'}]}")
                .expectSilence();
        assertEquals("104857600", memory(container));
        assertEquals("25165824", value(container, "memory", "memory.soft_limit_in_bytes", "memory.low"));
        assertEquals(Cgroups.isV2() ? "17" : "100", value(container, "cpu", "cpu.shares", "cpu.weight"));
        assertEquals("30000 100000", bandwidth(container));
        assertEquals("77", value(container, "pids", "pids.max", "pids.max"));
        container.stop();
    }

    @Test
    void memoryAndSwapGrowAndShrinkInOneStep(World world) {
        assumeSwap();
        Container container = running(world);
        for (int[] step : List.of(new int[] {30, 50}, new int[] {60, 80}, new int[] {200, 300}, new int[] {20, 21})) {
            String limit = String.valueOf(step[0] * Long.parseLong(MIB));
            String swap = String.valueOf(step[1] * Long.parseLong(MIB));
            container
                    .call("update", "--memory", step[0] + "M", "--memory-swap", step[1] + "M")
                    .expectSilence();
            assertEquals(limit + " " + swap, memory(container) + " " + withSwap(container));
        }
        container.stop();
    }

    @Test
    void unlimitedMemoryMeansUnlimitedSwap(World world) {
        assumeSwap();
        Container container = running(world);
        container.call("update", "--memory", "30M", "--memory-swap", "50M").expectSilence();
        container.call("update", "--memory", "-1").expectSilence();
        assertEquals(unlimited("memory.limit_in_bytes"), memory(container));
        assertEquals(unlimited("memory.memsw.limit_in_bytes"), withSwap(container));
        container.stop();
    }

    @Test
    void realtimeChangesInAnyDirection(World world) throws IOException {
        Path root = Cgroups.dir("cpu", "/").resolve("cpu.rt_runtime_us");
        assumeTrue(!Cgroups.isV2() && Files.exists(root), "no realtime groups here (v1, CONFIG_RT_GROUP_SCHED)");
        Container container = running(world);
        // The cgroup above is this run's own.
        Files.writeString(Cgroups.dir("cpu", container.cgroup()).resolveSibling("cpu.rt_runtime_us"), "400000");
        for (int[] step : List.of(
                new int[] {10000, 3000}, new int[] {100000, 20000}, new int[] {10000, 3000}, new int[] {50000, 9000})) {
            container
                    .call("update", "--cpu-rt-period", "" + step[0], "--cpu-rt-runtime", "" + step[1])
                    .expectSilence();
            assertEquals("" + step[0], Cgroups.read("cpu", container.cgroup(), "cpu.rt_period_us"));
            assertEquals("" + step[1], Cgroups.read("cpu", container.cgroup(), "cpu.rt_runtime_us"));
        }
        container.call("update", "--cpu-rt-runtime", "4000").expectSilence();
        assertEquals("50000", Cgroups.read("cpu", container.cgroup(), "cpu.rt_period_us"));
        container.stop();
    }

    @Test
    void idleGoesOnAndOff(World world) {
        Container container = running(world);
        assumeTrue(Files.exists(Cgroups.dir("cpu", container.cgroup()).resolve("cpu.idle")), "no cpu.idle here");
        for (String idle : List.of("1", "0", "1")) {
            container.call("update", "--cpu-idle", idle).expectSilence();
            assertEquals(idle, value(container, "cpu", "cpu.idle", "cpu.idle"));
        }
        for (String wrong : List.of("2", "3", "-1")) {
            container.call("update", "--cpu-idle", wrong).expectFailure();
            assertEquals("1", value(container, "cpu", "cpu.idle", "cpu.idle"));
        }
        container.call("update", "--cpu-period", "10000", "--cpu-quota", "5000").expectSilence();
        assertEquals("1", value(container, "cpu", "cpu.idle", "cpu.idle"));
        container.stop();
    }

    @Test
    void burstFollowsTheQuota(World world) {
        Container container = running(world);
        assumeTrue(
                Files.exists(Cgroups.dir("cpu", container.cgroup())
                        .resolve(Cgroups.isV2() ? "cpu.max.burst" : "cpu.cfs_burst_us")),
                "no bursts here");
        container.call("update", "--cpu-burst", "500000").expectSilence();
        // Neither value alone is taken before the other one.
        container.call("update", "--cpu-burst", "1000", "--cpu-quota", "2000").expectSilence();
        assertEquals("1000", value(container, "cpu", "cpu.cfs_burst_us", "cpu.max.burst"));
        container.call("update", "--cpu-burst", "9000", "--cpu-quota", "10000").expectSilence();
        assertEquals("9000", value(container, "cpu", "cpu.cfs_burst_us", "cpu.max.burst"));
        container.stop();
    }

    @Test
    void quotaAboveTheParentsIsRefusedAndALaterOneFits(World world) throws IOException {
        assumeFalse(Cgroups.isV2(), "v2 parents do not refuse");
        Bundle bundle = limited(world).json("/linux/resources/cpu", "{'quota':10000,'period':50000}");
        bundle.set(
                "/linux/cgroupsPath", bundle.config().at("/linux/cgroupsPath").asText() + "/pod/c");
        Container container = world.container(bundle).started();
        Path pod = Cgroups.dir("cpu", container.cgroup()).getParent();
        Files.writeString(pod.resolve("cpu.cfs_quota_us"), "50000"); // half of its period, 100000
        container.call("update", "--cpu-quota", "30000").expectFailure();
        assertEquals("10000 50000", bandwidth(container));
        container
                .call("update", "--cpu-quota", "30000", "--cpu-period", "100000")
                .expectSilence();
        assertEquals("30000 100000", bandwidth(container));
        container.stop();
        container.delete().expectSilence();
        world.cgroups().removeEmpty();
    }

    /** No kernel has so many tasks, which shows when the other limits have been written. */
    @Test
    void failureLeavesEveryLimitAsItWas(World world) {
        Container container = running(world);
        container
                .call(
                        "update",
                        "--cpu-share",
                        "512",
                        "--cpu-quota",
                        "200000",
                        "--memory",
                        "1G",
                        "--pids-limit",
                        "99999999")
                .expectFailure();
        assertEquals("500000 1000000", bandwidth(container));
        assertEquals("33554432", memory(container));
        assertEquals(Cgroups.isV2() ? "17" : "100", value(container, "cpu", "cpu.shares", "cpu.weight"));
        assertEquals("20", value(container, "pids", "pids.max", "pids.max"));
        container.stop();
    }

    @Test
    void pausedContainerStaysPaused(World world) {
        Container container = running(world);
        container.call("pause").expectSuccess();
        container.call("update", "--pids-limit", "30", "--memory", "64M").expectSilence();
        assertEquals("paused", container.status());
        assertEquals("30", value(container, "pids", "pids.max", "pids.max"));
        container.call("resume").expectSuccess();
        container.stop();
    }

    @Test
    void createdContainerIsUpdated(World world) {
        Container container = world.container(limited(world));
        container.create().expectSuccess();
        container.call("update", "--pids-limit", "30").expectSilence();
        assertEquals("30", value(container, "pids", "pids.max", "pids.max"));
    }

    @Test
    void stoppedContainerIsRefused(World world) {
        Container container = running(world);
        container.stop();
        container.call("update", "--pids-limit", "5").expectFailure("container not running");
    }

    @Test
    void deviceAccessIsNeverDisturbed(World world) {
        Bundle bundle =
                limited(world).shell("echo ready; while echo > /dev/null && echo > /dev/zero; do :; done; echo denied");
        Container container = world.container(bundle).started();
        for (int i = 0; i < 30; i++) {
            container.call("update", "--pids-limit", String.valueOf(30 + i)).expectSilence();
        }
        assertEquals("running", container.status());
        container.stop();
    }

    @ParameterizedTest
    @ValueSource(strings = {"--memory=bogus", "--cpu-quota=much", "--cpu-period=-1", "--pids-limit=1x", "--nope=1"})
    void wrongValueIsRefused(String option, World world) {
        Container container = running(world);
        container.call("update", option).expectFailure();
        assertEquals("500000 1000000", bandwidth(container));
        container.stop();
    }

    @Test
    void missingDocumentIsRefusedWithItsName(World world) {
        Container container = running(world);
        container.call("update", "-r", "/nonexistent").expectFailure("open /nonexistent: no such file or directory");
        container.stop();
    }

    @Test
    void usageIsCheckedBeforeTheLimitWhereAsked(World world) {
        Container container = running(world);
        Result refused = update(world, container, "{'memory':{'limit':1024,'checkBeforeUpdate':true}}");
        refused.expectFailure();
        if (Cgroups.isV2()) {
            refused.expectFailure("rejecting memory limit");
        }
        assertEquals("33554432", memory(container));
        assertEquals("running", container.status());
        container.stop();
    }
}
