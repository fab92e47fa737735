package dev.jrunc.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Containers whose cgroups systemd makes. Needs systemd as process 1 and a jail that is open to it (CONFORMANCE_HOST=1);
 * {@code make vm-test} has both.
 */
@Conformance
final class SystemdIT {
    private static final String SLICE = "machine-conformance.slice";
    private static final String IN_SLICE = "/machine.slice/" + SLICE + "/";

    static void assumeSystemd() {
        assumeTrue(Host.read("/proc/1/comm").equals("systemd"), "process 1 is not systemd");
        assumeTrue(Jail.isOpen(), "systemd does not know the processes of a jail: CONFORMANCE_HOST=1");
    }

    private static String path(Container container) {
        return SLICE + ":conf:" + container.id();
    }

    private static String unit(Container container) {
        return "conf-" + container.id() + ".scope";
    }

    /** Not yet created; only what makes it gets the flag. */
    private static Container scope(World world, Bundle bundle) {
        assumeSystemd();
        Container container = world.container(bundle).by(call -> call.global("--systemd-cgroup"));
        bundle.set("/linux/cgroupsPath", path(container));
        return container;
    }

    private static String show(Container container, String property) {
        return show(unit(container), property);
    }

    private static String show(String unit, String property) {
        return Host.run("systemctl", "show", "--value", "-p", property, unit).strip();
    }

    private static void assertGone(String unit) {
        assertEquals("not-found", show(unit, "LoadState"), unit);
    }

    private static Path directory(Container container) {
        return Cgroups.dir("systemd", IN_SLICE + unit(container));
    }

    private static String file(Container container, String name) {
        return Host.read(directory(container).resolve(name).toString());
    }

    private static Bundle limited(World world) {
        assumeSystemd();
        assumeTrue(Cgroups.isV2(), "the files are those of cgroup v2");
        return world.bundle()
                .guest("hold")
                .json("/linux/resources/memory", "{'limit':67108864,'reservation':33554432}")
                .json("/linux/resources/cpu", "{'shares':512,'quota':50123,'period':100000,'cpus':'0'}")
                .json("/linux/resources/pids", "{'limit':20}");
    }

    @Test
    void aContainerIsAScopeInItsSlice(World world) {
        Container container = scope(world, world.bundle().guest("hold").namespace("cgroup", ""))
                .started();
        assertEquals("active", show(container, "ActiveState"));
        assertEquals(SLICE, show(container, "Slice"));
        assertEquals("yes", show(container, "Delegate"));
        assertEquals("yes", show(container, "MemoryAccounting"));
        assertEquals("no", show(container, "DefaultDependencies"));
        assertTrue(show(container, "Description").contains(container.id()));
        assertEquals(IN_SLICE + unit(container), show(container, "ControlGroup"));
        assertEquals(IN_SLICE + unit(container), Cgroups.of(container.pid(), "name=systemd"));
        assertTrue(
                world.call("exec", container.id(), "cat", "/proc/self/cgroup")
                        .run()
                        .out()
                        .lines()
                        .allMatch(line -> line.endsWith(":/")),
                "its cgroup namespace begins at the scope");
        container.stop();
        container.delete().expectSilence();
        assertGone(unit(container));
        assertFalse(Files.exists(directory(container)));
    }

    @Test
    void whatWasCheckpointedComesBackIntoAScope(World world) {
        Bundle bundle = world.bundle().guest("hold").json("/linux/resources/pids", "{'limit':20}");
        Container container = scope(world, bundle).started();
        Path images = world.dir().resolve("images");
        Result checkpoint = container.call("checkpoint", "--image-path", images.toString());
        assumeTrue(checkpoint.exit() == 0, "CRIU does not work here: " + checkpoint.err());
        assertGone(unit(container));
        container.restore(images).expectSuccess();
        assertEquals("running", container.status());
        assertEquals("active", show(container, "ActiveState"));
        assertEquals(IN_SLICE + unit(container), Cgroups.of(container.pid(), "name=systemd"));
        assertEquals("" + container.pid(), file(container, "cgroup.procs"), "CRIU has left it");
        assertEquals("20", show(container, "TasksMax"));
        Path pids = Cgroups.dir("pids", IN_SLICE + unit(container)).resolve("pids.max");
        assertEquals("20", Host.read(pids.toString()));
        container.stop();
        container.delete().expectSilence();
        assertGone(unit(container));
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

    /** A launch like two before it needs no engine (docs/adr/0011): the names are in the messages to systemd as well. */
    @Test
    void aScopeLikeTwoBeforeItNeedsNoEngine(World world) {
        assumeSystemd();
        Path tree = Installation.copy(world);
        RuntimeBinary runtime = new RuntimeBinary(tree.resolve("bin/jrunc"));
        Bundle bundle = world.bundle().guest("hold").json("/linux/resources/pids", "{'limit':20}");
        for (String digit : List.of("a", "b", "c")) {
            String id = (digit + "123").repeat(16);
            String unit = "kept-" + id + ".scope";
            bundle.set("/linux/cgroupsPath", SLICE + ":kept:" + id).write();
            if (digit.equals("c")) {
                Installation.withoutJava(tree);
            }
            String root = world.stateRoot().toString();
            String[] run = {
                "--root",
                root,
                "--systemd-cgroup",
                "run",
                "-d",
                "-b",
                bundle.dir().toString(),
                id
            };
            runtime.call(run)
                    .env("JRUNC_KEPT", world.dir().resolve("kept").toString())
                    .runDetached()
                    .expectSuccess();
            long pid = runtime.call("--root", root, "state", id)
                    .run()
                    .expectSuccess()
                    .json()
                    .get("pid")
                    .asLong();
            assertEquals(IN_SLICE + unit, Cgroups.of(pid, "name=systemd"));
            assertEquals("active", show(unit, "ActiveState"));
            assertEquals("20", show(unit, "TasksMax"));
            assertTrue(show(unit, "Description").endsWith(id), id);
            runtime.call("--root", root, "delete", "--force", id).run().expectSuccess();
            assertGone(unit);
        }
    }

    @Test
    void withoutAPathTheNameIsMadeOfRuntimeAndId(World world) {
        assumeSystemd();
        Container container = world.container(world.bundle().guest("hold").remove("/linux/cgroupsPath"))
                .by(call -> call.global("--systemd-cgroup"))
                .started();
        String unit = world.runtime().name() + "-" + container.id() + ".scope";
        assertEquals("/system.slice/" + unit, Cgroups.of(container.pid(), "name=systemd"));
        container.delete("--force").expectSuccess();
        assertGone(unit);
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
    void annotationsSetProperties(World world) {
        Bundle bundle = world.bundle()
                .guest("hold")
                .json("/annotations", "{'org.systemd.property.TimeoutStopUSec':'uint64 123456789'}");
        bundle.set("/annotations/org.systemd.property.CollectMode", "'inactive-or-failed'");
        Container container = scope(world, bundle).started();
        assertEquals("2min 3.456789s", show(container, "TimeoutStopUSec"));
        assertEquals("inactive-or-failed", show(container, "CollectMode"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"no value", "uint64 'a'"})
    void annotationsThatAreNoValuesAreRefused(String value, World world) {
        Bundle bundle = world.bundle().guest("hold").json("/annotations", "{}");
        bundle.set("/annotations/org.systemd.property.TimeoutStopUSec", value);
        Container container = scope(world, bundle);
        container.create().expectFailure("org.systemd.property.TimeoutStopUSec");
        assertGone(unit(container));
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

    @Test
    void aCreateThatFailsLeavesNoUnit(World world) {
        Container container = scope(world, world.bundle().args("/nonexistent"));
        container.run().expectFailure("/nonexistent");
        assertGone(unit(container));
        assertFalse(Files.exists(directory(container)));
    }

    @Test
    void aUnitOfTheSameNameIsLeftAlone(World world) {
        Container first = scope(world, world.bundle().guest("hold")).started();
        Bundle bundle = world.bundle().guest("hold");
        Container second = scope(world, bundle);
        bundle.set("/linux/cgroupsPath", path(first));
        second.create().expectFailure(unit(first));
        assertEquals("active", show(first, "ActiveState"));
        assertEquals("running", first.status());
        assertEquals(IN_SLICE + unit(first), Cgroups.of(first.pid(), "name=systemd"));
    }

    @Test
    void aFailedUnitOfTheSameNameMakesRoom(World world) {
        Container container = scope(world, world.bundle().guest("hold"));
        assertThrows(
                IllegalStateException.class,
                () -> Host.run(
                        "systemd-run",
                        "--scope",
                        "--quiet",
                        "--unit=" + unit(container),
                        "--property=RuntimeMaxSec=1",
                        "sleep",
                        "1000"));
        assertEquals("failed", show(container, "ActiveState"));
        container.started();
        assertEquals("active", show(container, "ActiveState"));
    }

    @Test
    void otherCommandsNeedNoFlag(World world) {
        Container container = scope(world, world.bundle().guest("hold")).started();
        container.call("pause").expectSuccess();
        assertEquals("paused", container.status());
        container.call("resume").expectSuccess();
        assertEquals(List.of(String.valueOf(container.pid())), processes(world, container));
        container.stop();
        assertEquals("stopped", container.status());
        container.delete().expectSuccess();
        assertGone(unit(container));
    }

    private static List<String> processes(World world, Container container) {
        List<String> pids = new ArrayList<>();
        world.call("ps", "--format", "json", container.id()).run().json().forEach(pid -> pids.add(pid.asText()));
        return pids;
    }

    @Test
    void foregroundContainersLeaveNoUnit(World world) {
        Container container = scope(world, world.bundle().shell("exit 3"));
        container.run().expectExit(3);
        assertGone(unit(container));
    }

    @Test
    void processesThatAreLeftAreKilledWithTheScope(World world) {
        Bundle bundle = world.bundle().withoutNamespace("pid").shell("sleep 1000 & echo ready; sleep 1000");
        Container container = scope(world, bundle).started();
        container.delete("--force").expectSuccess();
        assertGone(unit(container));
        assertFalse(Files.exists(directory(container)));
    }

    @Test
    void withoutSystemdItIsRefused(World world) {
        assumeFalse(Jail.isOpen(), "the bus is there");
        Container container = world.container(world.bundle().guest("hold")).by(call -> call.global("--systemd-cgroup"));
        container.bundle().set("/linux/cgroupsPath", path(container));
        container.create().expectFailure("systemd");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/a/path", "system.slice:x", "system:a:b", "a/b.slice:a:b"})
    void pathsOfAnotherFormAreRefused(String path, World world) {
        Bundle bundle = world.bundle().guest("hold");
        Container container = scope(world, bundle);
        bundle.set("/linux/cgroupsPath", path);
        container.create().expectFailure("slice");
    }
}
