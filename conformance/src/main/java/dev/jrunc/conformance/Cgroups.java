package dev.jrunc.conformance;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** The host's cgroup hierarchies, version 1, 2 or both, and our part of them. */
public final class Cgroups {
    private static final Path ROOT = Path.of("/sys/fs/cgroup");
    private final String top;

    /** The directory, the same in every hierarchy, that everything of this run is below. */
    Cgroups(String top) {
        this.top = top;
    }

    public static boolean isV2() {
        return Files.exists(ROOT.resolve("cgroup.controllers"));
    }

    /** Mount points of the hierarchies. */
    static List<Path> hierarchies() {
        List<Path> mounts = new ArrayList<>();
        for (String line : Host.lines("/proc/self/mountinfo")) {
            Path mount = Path.of(line.split(" ", -1)[4]);
            if (line.contains(" - cgroup") && mount.startsWith(ROOT)) {
                mounts.add(mount);
            }
        }
        return mounts;
    }

    /** Whether the host has a version-1 controller, or version 2 at all. */
    public static boolean has(String controller) {
        return isV2()
                ? (" " + Host.read(ROOT + "/cgroup.controllers") + " ").contains(" " + controller + " ")
                : hierarchies().stream()
                        .anyMatch(
                                mount -> List.of(mount.getFileName().toString().split(","))
                                        .contains(controller));
    }

    /** The container's directory in a controller's hierarchy. */
    public static Path dir(String controller, String path) {
        return (isV2() ? ROOT : ROOT.resolve(controller)).resolve(path.substring(1));
    }

    public static String read(String controller, String path, String file) {
        return Host.read(dir(controller, path).resolve(file).toString());
    }

    /** The cgroup of a process in a hierarchy: its path. */
    public static String of(long pid, String controller) {
        for (String line : Host.lines("/proc/" + pid + "/cgroup")) {
            String[] fields = line.split(":", 3);
            if (isV2() || ("," + fields[1] + ",").contains("," + controller + ",")) {
                return fields[2];
            }
        }
        return "";
    }

    public String top() {
        return "/" + top;
    }

    /** Every directory that was made below our part, in any hierarchy. */
    Set<String> made() {
        Set<String> dirs = new TreeSet<>();
        for (Path hierarchy : hierarchies()) {
            collect(hierarchy.resolve(top), dirs);
        }
        dirs.removeIf(dir -> dir.endsWith("/" + top + "/driver"));
        return dirs;
    }

    private static void collect(Path dir, Set<String> into) {
        try (var entries = Files.newDirectoryStream(dir, Files::isDirectory)) {
            for (Path entry : entries) {
                into.add(entry.toString());
                collect(entry, into);
            }
        } catch (IOException e) {
            // gone meanwhile
        }
    }

    /** Removes the directories of our part that hold nothing: parents that a runtime made and need not remove. */
    public void removeEmpty() {
        remove(made());
        for (Path hierarchy : hierarchies()) {
            Set<String> below = new TreeSet<>();
            collect(hierarchy.resolve(top).resolve("driver"), below);
            remove(below);
        }
    }

    /** Lets what is in these go on: version 1 does not end what is frozen. */
    static void thaw(Set<String> dirs) {
        for (String dir : dirs) {
            write(Path.of(dir, "freezer.state"), "THAWED");
            write(Path.of(dir, "cgroup.freeze"), "0");
        }
    }

    private static void write(Path file, String text) {
        if (!Files.exists(file)) {
            return; // of another hierarchy
        }
        try {
            Files.writeString(file, text);
        } catch (IOException e) {
            // gone meanwhile
        }
    }

    /** Removes what is left, deepest first. */
    void remove(Set<String> dirs) {
        dirs.stream()
                .sorted(Comparator.comparingInt(String::length).reversed())
                .forEach(dir -> Path.of(dir).toFile().delete());
    }
}
