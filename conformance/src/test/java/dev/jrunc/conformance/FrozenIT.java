package dev.jrunc.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Containers that are frozen, by us or by somebody above, come to an end, or it is said why they can't. */
@Conformance
final class FrozenIT {
    /** A cgroup of this test's own in which the containers of a bundle are. */
    private static String above(World world, Bundle bundle) {
        String path = bundle.config().at("/linux/cgroupsPath").asText();
        world.own(() -> {
            for (Path hierarchy : Cgroups.hierarchies()) {
                Files.deleteIfExists(hierarchy.resolve(path.substring(1)));
            }
        });
        bundle.set("/linux/cgroupsPath", path + "/below");
        return path;
    }

    private static void freeze(Path directory, boolean frozen) throws IOException {
        if (Files.exists(directory.resolve("cgroup.freeze"))) {
            Files.writeString(directory.resolve("cgroup.freeze"), frozen ? "1" : "0");
        } else {
            Files.writeString(directory.resolve("freezer.state"), frozen ? "FROZEN" : "THAWED");
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void frozenContainerIsDeletedByForce(boolean ownPids, World world) throws IOException {
        Bundle bundle = world.bundle().shell("sleep 1000 & echo ready; wait");
        Container container = world.container(ownPids ? bundle : bundle.withoutNamespace("pid"))
                .started();
        long pid = container.pid();
        freeze(Cgroups.dir("freezer", container.cgroup()), true);
        world.call("delete", "--force", container.id()).bounded().run().expectSilence();
        assertTrue(Kernel.awaitEnd(pid, 5000), "the process lives on");
    }

    /** Who may write to the container's cgroups may do so from inside. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void containerWithAFrozenPartIsDeletedByForce(boolean ownPids, World world) throws IOException {
        Bundle bundle = world.bundle().shell("sleep 1000 & echo ready; wait");
        Container container = world.container(ownPids ? bundle : bundle.withoutNamespace("pid"))
                .started();
        long pid = container.pid();
        long child = ProcessHandle.of(pid)
                .orElseThrow()
                .children()
                .findFirst()
                .orElseThrow()
                .pid();
        Path part = Cgroups.dir("freezer", container.cgroup()).resolve("part");
        Files.createDirectory(part);
        Files.writeString(part.resolve("cgroup.procs"), Long.toString(child));
        freeze(part, true);
        world.own(() -> {
            if (Files.exists(part)) {
                freeze(part, false);
            }
        });
        world.call("delete", "--force", container.id()).bounded().run().expectSilence();
        assertTrue(Kernel.awaitEnd(pid, 5000) && Kernel.awaitEnd(child, 5000), "a process lives on");
    }

    /** What is killed ends, and nothing else runs. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void frozenCgroupAboveIsNotThawed(boolean ownPids, World world) throws IOException {
        assumeTrue(!Cgroups.isV2(), "on cgroup v2 SIGKILL ends frozen processes");
        Bundle bundle = world.bundle().shell("sleep 1000 & echo ready; wait");
        Path above = Cgroups.dir("freezer", above(world, bundle));
        Container container = world.container(ownPids ? bundle : bundle.withoutNamespace("pid"))
                .started();
        long pid = container.pid();
        Process other = new ProcessBuilder("sleep", "1000").start();
        world.own(() -> {
            other.destroyForcibly();
            Kernel.awaitEnd(other.pid(), world.patience());
        });
        Files.writeString(above.resolve("cgroup.procs"), Long.toString(other.pid()));
        freeze(above, true);
        try {
            world.call("state", container.id()).bounded().run().expectSuccess();
            world.call("list").bounded().run().expectSuccess();
            Result delete =
                    world.call("delete", "--force", container.id()).bounded().run();
            delete.expectEnd().expectSilence();
            assertTrue(Kernel.awaitEnd(pid, 5000), "the process lives on");
            assertTrue(Files.readString(above.resolve("freezer.state")).startsWith("FROZEN"), "it is not ours to thaw");
            Expect.has(Long.toString(other.pid()), Files.readString(above.resolve("cgroup.procs")));
            assertFalse(Files.exists(above.resolve("below")), "a cgroup is left");
        } finally {
            freeze(above, false);
        }
    }

    @Test
    void resumeDoesNotWaitForTheCgroupAbove(World world) throws IOException {
        Bundle bundle = world.bundle().guest("hold");
        Path above = Cgroups.dir("freezer", above(world, bundle));
        Container container = world.container(bundle).started();
        world.call("pause", container.id()).run().expectSilence();
        freeze(above, true);
        try {
            Result resume = world.call("resume", container.id()).bounded().run().expectEnd();
            if (resume.exit() != 0) {
                resume.expectFailure("the cgroup above it, " + above + ",");
            }
            String list = world.call("list").bounded().run().expectSuccess().out();
            assertTrue(list.contains(container.status()), list);
        } finally {
            freeze(above, false);
        }
        assertEquals("running", container.status());
        container.stop();
    }

    @Test
    void nothingIsCreatedBelowAFrozenCgroup(World world) throws IOException {
        Bundle bundle = world.bundle().guest("hold");
        String path = above(world, bundle);
        for (Path hierarchy : Cgroups.hierarchies()) {
            Path above = Files.createDirectories(hierarchy.resolve(path.substring(1)));
            if (!Files.exists(above.resolve("cgroup.freeze")) && !Files.exists(above.resolve("freezer.state"))) {
                continue;
            }
            freeze(above, true);
            try {
                Container container = world.container(bundle).by(Invocation::bounded);
                container.create().expectEnd().expectFailure("frozen");
                world.call("state", container.id()).run().expectFailure("does not exist");
                assertFalse(Files.exists(above.resolve("below")), "a cgroup is left");
            } finally {
                freeze(above, false);
            }
        }
    }
}
