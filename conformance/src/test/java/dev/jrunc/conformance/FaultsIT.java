package dev.jrunc.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is missing, full or in the way around the runtime: its state root, its outputs, /proc. */
@Conformance
final class FaultsIT {
    @Test
    void stateRootThatCannotBeWrittenIsSaid(World world) throws IOException {
        Files.createDirectories(world.stateRoot());
        Host.run("mount", "-t", "tmpfs", "-o", "ro", "state", world.stateRoot().toString());
        try {
            world.container(world.bundle().guest("hold")).create().expectFailure("read-only file system");
        } finally {
            Host.run("umount", world.stateRoot().toString());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"size=4k,nr_inodes=100", "size=100k,nr_inodes=3", "size=8k", "nr_inodes=2"})
    void fullStateRootLeavesNothing(String limits, World world) throws IOException {
        Files.createDirectories(world.stateRoot());
        Host.run(
                "mount", "-t", "tmpfs", "-o", limits, "state", world.stateRoot().toString());
        try {
            Container container = world.container(
                    world.bundle().set("/annotations/large", "x".repeat(20_000)).guest("hold"));
            Result result = container.create();
            assertTrue(result.exit() != 0, result.toString());
            container.delete("--force").expectSuccess();
            assertEquals(Set.of(), Host.tree(world.stateRoot()));
        } finally {
            Host.run("umount", world.stateRoot().toString());
        }
    }

    @Test
    void foreignFileInTheStateRootIsNoContainer(World world) throws IOException {
        Container container = world.container(world.bundle().guest("hold"));
        container.create().expectSuccess();
        Files.writeString(world.stateRoot().resolve("a-file"), "");
        Files.createDirectories(world.stateRoot().resolve("a-directory"));
        Result list = world.call("list", "-q").run().expectSuccess();
        assertTrue(list.out().lines().toList().contains(container.id()), list.toString());
        Files.delete(world.stateRoot().resolve("a-file"));
        Files.deleteIfExists(world.stateRoot().resolve("a-directory"));
    }

    @Test
    void whatIsMountedInTheStateDirectoryIsNotEmptied(World world) throws IOException {
        Container container = world.running();
        Path canary = Files.createFile(
                Files.createDirectory(world.dir().resolve("other")).resolve("canary"));
        Path point =
                Files.createDirectory(world.stateRoot().resolve(container.id()).resolve("point"));
        Host.run("mount", "--bind", canary.getParent().toString(), point.toString());
        try {
            Result delete = world.call("delete", "--force", container.id())
                    .bounded()
                    .run()
                    .expectEnd();
            assertTrue(Files.exists(canary), "emptied: " + delete);
            delete.expectFailure("mounted");
        } finally {
            Host.run("umount", point.toString());
        }
        container.delete("--force").expectSuccess();
    }

    @Test
    void closedOutputsAreNoReasonToFail(World world) {
        Container container =
                world.container(world.bundle().shell("echo ran > /ran")).by(call -> call.prepare("exec 1<&- 2<&-"));
        container.run();
        assertEquals("ran\n", container.bundle().read("rootfs/ran"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"list", "--version", "--help", "features", "state ID", "ps ID"})
    void outputThatCannotBeWrittenIsSaid(String line, World world) {
        Container container = world.running();
        String[] words = line.replace("ID", container.id()).split(" ", -1);
        Result result = world.call(words).prepare("exec > /dev/full").run().expectFailure();
        assertEquals(1, result.err().strip().lines().count(), result.toString());
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void missingProcfsIsSaidInOneLine(boolean another, World world) {
        Container container = world.container(world.bundle().args("/bin/true"));
        container.beginning("create"); // writes config.json
        String none = "unshare --mount sh -c 'mount -t tmpfs none /proc; exec \"$@\"' sh \"$@\"";
        // That of another pid namespace, which has processes with the pids that come next here.
        String ofOthers =
                "for i in $(seq 150); do sleep 100 & all=\"$all $!\"; : ${first:=$!}; done; unshare --pid --fork sh -c"
                        + " \"echo $first > /proc/sys/kernel/ns_last_pid; \\\"\\$@\\\"\" sh \"$@\"; status=$?;"
                        + " kill $all; exit $status";
        Result result = world.call("run", "--bundle", container.bundle().dir().toString(), container.id())
                .through("sh", "-c", another ? ofOthers : none, "sh")
                .run();
        result.expectFailure("/proc");
        assertEquals(1, result.err().strip().lines().count(), result.toString());
    }
}
