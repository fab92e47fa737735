package dev.jrunc.conformance;

import static dev.jrunc.conformance.Scopes.IN_SLICE;
import static dev.jrunc.conformance.Scopes.SLICE;
import static dev.jrunc.conformance.Scopes.assertGone;
import static dev.jrunc.conformance.Scopes.assumeSystemd;
import static dev.jrunc.conformance.Scopes.directory;
import static dev.jrunc.conformance.Scopes.file;
import static dev.jrunc.conformance.Scopes.path;
import static dev.jrunc.conformance.Scopes.scope;
import static dev.jrunc.conformance.Scopes.show;
import static dev.jrunc.conformance.Scopes.unit;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Containers whose cgroups systemd makes. Needs systemd as process 1 and a jail that is open to it (CONFORMANCE_HOST=1);
 * {@code make vm-test} has both.
 */
@Conformance
final class SystemdIT {
    @Test
    void aContainerIsAScopeInItsSlice(World world) {
        Container container = scope(world, world.bundle().guest("hold").namespace("cgroup", ""))
                .started();
        assertEquals("active", show(container, "ActiveState"));
        assertEquals(SLICE, show(container, "Slice"));
        assertEquals("yes", show(container, "Delegate"));
        assertEquals("yes", show(container, "MemoryAccounting"));
        assertEquals("no", show(container, "DefaultDependencies"));
        Expect.has(container.id(), show(container, "Description"));
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
        Expect.gone(directory(container));
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
    void aCreateThatFailsLeavesNoUnit(World world) {
        Container container = scope(world, world.bundle().args("/nonexistent"));
        container.run().expectFailure("/nonexistent");
        assertGone(unit(container));
        Expect.gone(directory(container));
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
        Expect.gone(directory(container));
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
