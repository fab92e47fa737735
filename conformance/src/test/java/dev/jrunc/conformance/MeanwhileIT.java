package dev.jrunc.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a container was made from, and the place of its state, change between two commands. */
@Conformance
final class MeanwhileIT {
    private static Result bounded(World world, String... command) {
        return world.call(command).bounded().run().expectEnd();
    }

    /** Works, or says in one line why not. */
    private static void expectOneLineAtMost(Result result) {
        assertTrue(result.exit() == 0 || result.err().strip().lines().count() == 1, result.toString());
    }

    private static void expectDeletedByForce(Container container, World world) {
        bounded(world, "delete", "--force", container.id()).expectSuccess();
        bounded(world, "state", container.id()).expectFailure("does not exist");
        assertTrue(Kernel.awaitEnd(container.pid(), 5000), "the process lives on");
    }

    @Test
    void bundleThatIsGoneIsNotMissed(World world) throws IOException {
        Container container = world.container(world.bundle().guest("hold"));
        container.create().expectSuccess();
        Files.delete(container.bundle().dir().resolve("config.json"));
        bounded(world, "start", container.id()).expectSilence();
        container.out().awaitLine("ready");
        assertEquals("running", container.status());
        Host.run("rm", "-rf", container.bundle().dir().toString());
        assertEquals("running", container.status());
        bounded(world, "update", "--pids-limit", "100", container.id()).expectSuccess();
        container.stop();
        container.delete().expectSilence();
    }

    @Test
    void bundleThatHasMovedIsNotMissed(World world) throws IOException {
        Container container = world.container(world.bundle().guest("hold"));
        container.create().expectSuccess();
        Files.move(container.bundle().dir(), world.dir().resolve("moved"));
        bounded(world, "start", container.id()).expectSilence();
        container.out().awaitLine("ready");
        bounded(world, "exec", container.id(), "/bin/true").expectSuccess();
        container.stop();
        container.delete().expectSilence();
    }

    @Test
    void rootThatIsGoneBeforeTheStartIsSaid(World world) {
        Container container = world.container(world.bundle().guest("hold"));
        container.create().expectSuccess();
        container.pid();
        Host.run("rm", "-rf", container.bundle().rootfs().toString());
        Result start = bounded(world, "start", container.id());
        expectOneLineAtMost(start);
        expectDeletedByForce(container, world);
    }

    /** The documents are read once: one that becomes another, or a link, a fifo, or nothing, does not matter any more. */
    @ParameterizedTest
    @ValueSource(strings = {"another", "link", "fifo", "directory"})
    void configThatBecomesSomethingElseHasNoEffect(String kind, World world) throws IOException {
        Container container = world.container(world.bundle().guest("hold"));
        container.create().expectSuccess();
        Path config = container.bundle().dir().resolve("config.json");
        Files.delete(config);
        switch (kind) {
            case "another" ->
                Files.writeString(
                        config, world.bundle().shell("exit 3").config().toString());
            case "link" -> Files.createSymbolicLink(config, Path.of("/dev/zero"));
            case "fifo" -> Host.run("mkfifo", config.toString());
            case "directory" -> Files.createDirectory(config);
            default -> throw new IllegalArgumentException(kind);
        }
        bounded(world, "start", container.id()).expectSilence();
        container.out().awaitLine("ready");
        bounded(world, "exec", container.id(), "/bin/true").expectSuccess();
        bounded(world, "update", "--pids-limit", "100", container.id()).expectSuccess();
        container.stop();
        container.delete().expectSilence();
    }

    /** /var/run is one on most hosts. */
    @Test
    void stateRootMayBeALink(World world) throws IOException {
        Path real = Files.createDirectories(world.dir().resolve("real"));
        Files.createSymbolicLink(world.stateRoot(), real);
        Container container = world.running();
        Result direct = world.runtime()
                .call("--root", real.toString(), "state", container.id())
                .run();
        assertEquals(container.stateJson(), direct.json());
        Expect.has(container.id(), bounded(world, "list", "-q").out().lines().toList());
        container.stop();
        container.delete().expectSilence();
        assertTrue(Files.isSymbolicLink(world.stateRoot()), "no link any more: " + world.stateRoot());
        Files.delete(world.stateRoot());
    }

    /** The blocks, or the inodes, of the state root's filesystem are used up by somebody else. */
    @ParameterizedTest
    @ValueSource(strings = {"size=1m", "size=1m,nr_inodes=60"})
    void stateRootThatFillsUpHarmsNoContainer(String limits, World world) throws IOException {
        Path root = Files.createDirectories(world.stateRoot());
        Host.run("mount", "-t", "tmpfs", "-o", limits, "state", root.toString());
        try {
            Container container = world.running();
            String fill = limits.contains("inodes")
                    ? "i=0; while mkdir " + root + "/fill$i; do i=$((i+1)); done"
                    : "cat /dev/zero > " + root + "/fill";
            Host.run("sh", "-c", "(" + fill + ") 2>/dev/null; true");
            assertEquals("running", container.status());
            bounded(world, "list").expectSuccess();
            expectOneLineAtMost(bounded(world, "exec", container.id(), "/bin/true"));
            expectOneLineAtMost(bounded(world, "update", "--pids-limit", "100", container.id()));
            bounded(world, "pause", container.id()).expectSuccess();
            bounded(world, "resume", container.id()).expectSuccess();
            Container late = world.container(world.bundle().guest("hold"));
            Result create = late.create();
            assertTrue(create.exit() != 0, create.toString());
            expectOneLineAtMost(create);
            assertEquals("running", container.status());
            container.stop();
            container.delete().expectSilence();
            Host.run("sh", "-c", "rm -rf " + root + "/fill*");
            assertEquals(java.util.Set.of(), Host.tree(root));
        } finally {
            Host.run("umount", root.toString());
        }
    }

    @Test
    void stateRootThatBecomesReadOnlyIsSaid(World world) throws IOException {
        Path root = Files.createDirectories(world.stateRoot());
        Host.run("mount", "-t", "tmpfs", "state", root.toString());
        try {
            Container container = world.running();
            Host.run("mount", "-o", "remount,ro", root.toString());
            assertEquals("running", container.status());
            bounded(world, "list").expectSuccess();
            expectOneLineAtMost(bounded(world, "exec", container.id(), "/bin/true"));
            expectOneLineAtMost(bounded(world, "update", "--pids-limit", "100", container.id()));
            container.stop();
            Result delete = bounded(world, "delete", container.id());
            delete.expectFailure();
            expectOneLineAtMost(delete);
            Host.run("mount", "-o", "remount,rw", root.toString());
            expectDeletedByForce(container, world);
        } finally {
            Host.run("umount", root.toString());
        }
    }
}
