package dev.jrunc.bundle;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a command leaves that is ended before it is done. */
class KilledCommandTest {
    @TempDir
    private Path dir;

    private Path tree;

    @BeforeEach
    void makeTree() throws IOException {
        tree = SmallTree.in(dir);
    }

    @Test
    void aSignalLeavesNothing() throws Exception {
        Path root = dir.resolve("root");
        // Nobody ever writes to its standard input.
        Process process = Tool.shell("rootfs - " + root);
        while (Stream.of(dir.toFile().list()).noneMatch(name -> name.startsWith(".root.jrunc-"))) {
            assertTrue(process.isAlive());
            Thread.onSpinWait();
        }
        process.toHandle().destroy(); // Process.destroy() would end its standard input as well
        assertEquals(143, process.waitFor());
        process.getOutputStream().close();
        assertEquals(List.of("tree"), List.of(dir.toFile().list()));
    }

    /** Nobody can remove anything at SIGKILL, so the next run does; what a living one builds is left alone. */
    @Test
    void whatAKilledProcessLeftIsRemovedByTheNext() throws Exception {
        Path root = dir.resolve("root");
        Process killed = Tool.shell("rootfs - " + root);
        awaitHidden(killed, 1);
        Process alive = Tool.shell("rootfs - " + root);
        awaitHidden(alive, 2);
        killed.destroyForcibly();
        killed.waitFor();
        Tool.Result result = Tool.run("rootfs", tree.toString(), root.toString());
        assertEquals(0, result.status(), result.err());
        awaitHidden(alive, 1);
        alive.destroy();
        assertEquals(143, alive.waitFor());
        for (Process process : List.of(killed, alive)) {
            process.getOutputStream().close();
        }
        assertEquals(Set.of("tree", "root"), Set.of(dir.toFile().list()));
    }

    /** As many unfinished directories, each of them locked by who builds it. */
    private void awaitHidden(Process process, int count) throws IOException {
        while (true) {
            assertTrue(process.isAlive());
            List<Path> hidden;
            try (Stream<Path> files = Files.list(dir)) {
                hidden = files.filter(file -> file.getFileName().toString().startsWith(".root.jrunc-"))
                        .toList();
            }
            String locks = Files.readString(Path.of("/proc/locks"));
            long locked = hidden.stream()
                    .filter(file -> locks.contains(":" + inode(file) + " 0 EOF"))
                    .count();
            if (locked == count) {
                return;
            }
            Thread.onSpinWait();
        }
    }

    private static Object inode(Path file) {
        try {
            return Files.getAttribute(file, "unix:ino");
        } catch (IOException e) {
            return "gone";
        }
    }
}
