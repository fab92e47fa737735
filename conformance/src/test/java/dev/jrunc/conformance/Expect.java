package dev.jrunc.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;

/** Assertions that say what they have looked at: a failure is to explain itself. */
final class Expect {
    private Expect() {}

    static void has(String part, String text) {
        assertTrue(text.contains(part), "no \"" + part + "\" in: " + text);
    }

    static void has(String one, Collection<String> all) {
        assertTrue(all.contains(one), "no \"" + one + "\" among " + all);
    }

    static void hasNot(String part, String text) {
        assertFalse(text.contains(part), "\"" + part + "\" in: " + text);
    }

    static void hasNot(String one, Collection<String> all) {
        assertFalse(all.contains(one), "\"" + one + "\" among " + all);
    }

    static void begins(String part, String text) {
        assertTrue(text.startsWith(part), "does not begin with \"" + part + "\": " + text);
    }

    static void there(Path file) {
        assertTrue(Files.exists(file), "missing: " + file);
    }

    /** A link that leads nowhere is there as well. */
    static void gone(Path file) {
        assertFalse(Files.exists(file, LinkOption.NOFOLLOW_LINKS), "still there: " + file);
    }

    /** Neither the directory nor anything below it is a mount point of the host. */
    static void nothingMounted(Path directory) {
        List<String> mounts = Host.mounts().stream()
                .filter(mount -> mount.startsWith(directory.toString()))
                .toList();
        assertEquals(List.of(), mounts);
    }

    /** The process ends as fast as processes do here. */
    static void ended(long pid, World world) {
        assertTrue(Kernel.awaitEnd(pid, world.patience()), "lives on: " + Host.describe(pid));
    }
}
