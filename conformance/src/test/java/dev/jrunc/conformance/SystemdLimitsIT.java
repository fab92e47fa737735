package dev.jrunc.conformance;

import static dev.jrunc.conformance.Scopes.IN_SLICE;
import static dev.jrunc.conformance.Scopes.assumeSystemd;
import static dev.jrunc.conformance.Scopes.file;
import static dev.jrunc.conformance.Scopes.scope;
import static dev.jrunc.conformance.Scopes.show;
import static dev.jrunc.conformance.Scopes.unit;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The limits of containers whose cgroups systemd makes: its properties and the files say the same. Needs what {@link SystemdIT} needs. */
@Conformance
final class SystemdLimitsIT {
    private static Bundle limited(World world) {
        assumeSystemd();
        assumeTrue(Cgroups.isV2(), "the files are those of cgroup v2");
        return world.bundle()
                .guest("hold")
                .json("/linux/resources/memory", "{'limit':67108864,'reservation':33554432}")
                .json("/linux/resources/cpu", "{'shares':512,'quota':50123,'period':100000,'cpus':'0'}")
                .json("/linux/resources/pids", "{'limit':20}");
    }

    /** At every change of a unit systemd writes the weight as it reckons it for BFQ, which forgets those of disks then. */
    @Test
    void weightsOfDisksStayWithAScope(World world) {
        assumeTrue(Cgroups.isV2(), "the files are those of cgroup v2");
        String disk = HardwareIT.disk(true);
        assumeFalse(disk.isEmpty(), HardwareIT.NO_WEIGHTS);
        Bundle bundle = world.bundle()
                .guest("hold")
                .json(
                        "/linux/resources/blockIO",
                        "{'weight':300,'weightDevice':[" + HardwareIT.device(disk, "'weight':500") + "]}");
        Container container = scope(world, bundle).started();
        assertEquals("default 300\n" + disk + " 500", file(container, "io.bfq.weight"));
        container.call("update", "--cpu-share", "200").expectSilence();
        assertEquals("default 300\n" + disk + " 500", file(container, "io.bfq.weight"));
        container.call("update", "--blkio-weight", "200").expectSilence();
        assertEquals("default 200\n" + disk + " 500", file(container, "io.bfq.weight"));
        container.stop();
    }

    @Test
    void limitsAreTheUnitsAndTheFiles(World world) {
        Container container = scope(world, limited(world)).started();
        assertEquals("67108864", show(container, "MemoryMax"));
        assertEquals("33554432", show(container, "MemoryLow"));
        assertEquals("20", show(container, "TasksMax"));
        assertEquals("59", show(container, "CPUWeight"));
        assertEquals("510ms", show(container, "CPUQuotaPerSecUSec"));
        assertEquals("0", show(container, "AllowedCPUs"));
        assertEquals("67108864", file(container, "memory.max"));
        assertEquals("20", file(container, "pids.max"));
        assertEquals("50123 100000", file(container, "cpu.max"));
    }

    @Test
    void limitsOnV1AreTheUnitsAndTheFiles(World world) {
        assumeSystemd();
        assumeFalse(Cgroups.isV2(), "the files are those of cgroup v1");
        Bundle bundle = world.bundle()
                .guest("hold")
                .json("/linux/resources/memory", "{'limit':67108864}")
                .json("/linux/resources/cpu", "{'shares':512,'quota':50000,'period':100000,'cpus':'0'}")
                .json("/linux/resources/pids", "{'limit':20}");
        Container container = scope(world, bundle).started();
        assertEquals("67108864", show(container, "MemoryLimit"));
        assertEquals("20", show(container, "TasksMax"));
        assertEquals("512", show(container, "CPUShares"));
        assertEquals("500ms", show(container, "CPUQuotaPerSecUSec"));
        String path = IN_SLICE + unit(container);
        for (String controller : List.of("memory", "cpu", "pids", "cpuset", "devices", "freezer")) {
            assertEquals(path, Cgroups.of(container.pid(), controller), controller);
        }
        Host.run("systemctl", "daemon-reload");
        assertEquals("67108864", Cgroups.read("memory", path, "memory.limit_in_bytes"));
        assertEquals("20", Cgroups.read("pids", path, "pids.max"));
        assertEquals("512", Cgroups.read("cpu", path, "cpu.shares"));
    }

    @Test
    void unifiedLimitsAreTheUnitsToo(World world) {
        Bundle bundle = limited(world).json("/linux/resources/unified", "{'memory.high':'50331648','pids.max':'7'}");
        Container container = scope(world, bundle).started();
        assertEquals("50331648", show(container, "MemoryHigh"));
        assertEquals("7", show(container, "TasksMax"));
        assertEquals("7", file(container, "pids.max"));
    }

    /** A property since systemd 253, which writes the file anew from it. */
    @ParameterizedTest
    @CsvSource({"0, continue", "1, kill"})
    void groupOfTheOomKillerIsThePolicyOfTheScope(String group, String policy, World world) {
        Bundle bundle = limited(world).set("/linux/resources/unified", Map.of("memory.oom.group", group));
        Container container = scope(world, bundle).started();
        assertEquals(group, file(container, "memory.oom.group"));
        int version = Integer.parseInt(Host.run("systemctl", "--version").split(" ", -1)[1]);
        assumeTrue(version >= 253, "scopes have no OOMPolicy in systemd " + version);
        assertEquals(policy, show(container, "OOMPolicy"));
        Host.run("systemctl", "daemon-reload");
        assertEquals(group, file(container, "memory.oom.group"));
    }

    @Test
    void updatesOutliveAReload(World world) {
        Container container = scope(world, limited(world)).started();
        container
                .call("update", "--memory", "100663296", "--pids-limit", "30", "--cpu-share", "1024")
                .expectSuccess();
        for (int i = 0; i < 2; i++) {
            assertEquals("100663296", show(container, "MemoryMax"));
            assertEquals("30", show(container, "TasksMax"));
            assertEquals("100", show(container, "CPUWeight"));
            assertEquals("100663296", file(container, "memory.max"));
            assertEquals("30", file(container, "pids.max"));
            assertEquals("100", file(container, "cpu.weight"));
            assertEquals("33554432", file(container, "memory.low"));
            Host.run("systemctl", "daemon-reload");
        }
    }

    @Test
    void anUpdateOfOneLimitLeavesTheQuotaAsItWas(World world) {
        Container container = scope(world, limited(world)).started();
        container.call("update", "--pids-limit", "30").expectSuccess();
        assertEquals("50123 100000", file(container, "cpu.max"));
        container.call("update", "--cpu-quota", "20000").expectSuccess();
        assertEquals("20000 100000", file(container, "cpu.max"));
        assertEquals("200ms", show(container, "CPUQuotaPerSecUSec"));
    }

    @Test
    void anUpdateThatFailsChangesNothing(World world) {
        Container container = scope(world, limited(world)).started();
        container.call("update", "--pids-limit", "30", "--cpuset-cpus", "4000").expectFailure();
        assertEquals("20", show(container, "TasksMax"));
        assertEquals("20", file(container, "pids.max"));
        assertEquals("0", show(container, "AllowedCPUs"));
    }

    @Test
    void devicesStayForbiddenAfterAReload(World world) {
        Bundle bundle = world.bundle()
                .guest("hold")
                .json("/linux/devices", "[{'path':'/dev/log0','type':'c','major':1,'minor':11}]")
                .json("/linux/resources/devices", "[{'allow':false,'access':'rwm'}]");
        Container container = scope(world, bundle).started();
        for (int i = 0; i < 2; i++) {
            world.call("exec", container.id(), "sh", "-c", "echo > /dev/null")
                    .run()
                    .expectSuccess();
            world.call("exec", container.id(), "sh", "-c", "exec 3< /dev/log0")
                    .run()
                    .expectFailure("not permitted");
            Host.run("systemctl", "daemon-reload");
        }
    }
}
