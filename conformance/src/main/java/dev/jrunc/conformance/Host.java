package dev.jrunc.conformance;

import java.io.FileInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/** The host as seen from outside a container: its tools, processes, mounts and files. */
public final class Host {
    private Host() {}

    /** Runs one of the host's programs; its output. */
    public static String run(String... command) {
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            process.getOutputStream().close();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (process.waitFor() != 0) {
                throw new IllegalStateException(String.join(" ", command) + ": " + output);
            }
            return output;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Text of a file, without the last newline; empty if it can't be read. */
    public static String read(String path) {
        // Not Files.readString: that begins with one byte, which is all that files of /proc/sys give then.
        try (FileInputStream in = new FileInputStream(path)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).stripTrailing();
        } catch (IOException e) {
            return "";
        }
    }

    /** Lines of a file; none if it can't be read. */
    public static List<String> lines(String path) {
        return read(path).lines().toList();
    }

    /** Where a link points to; empty if it can't be read. */
    public static String link(String path) {
        try {
            return Files.readSymbolicLink(Path.of(path)).toString();
        } catch (IOException e) {
            return "";
        }
    }

    /** Every process of this pid namespace but ourselves. */
    public static List<Long> processes() {
        List<Long> pids = new ArrayList<>();
        String[] names = Path.of("/proc").toFile().list();
        for (String name : names == null ? new String[0] : names) {
            if (Character.isDigit(name.charAt(0))
                    && Long.parseLong(name) != ProcessHandle.current().pid()) {
                pids.add(Long.parseLong(name));
            }
        }
        return pids;
    }

    public static boolean isZombie(long pid) {
        return read("/proc/" + pid + "/status").contains("State:\tZ");
    }

    public static String describe(long pid) {
        return pid + " " + read("/proc/" + pid + "/cmdline").replace('\0', ' ') + "(" + read("/proc/" + pid + "/comm")
                + ")";
    }

    /**
     * The mounts of this mount namespace: mount point, filesystem, source and the filesystem's options. There is one
     * cgroup2 for all, and CRIU, which mounts it for itself, changes its options everywhere: those are left out.
     */
    public static Set<String> mounts() {
        Set<String> mounts = new TreeSet<>();
        for (String line : lines("/proc/self/mountinfo")) {
            String[] fields = line.split(" ", -1);
            String filesystem = line.substring(line.indexOf(" - ") + " - ".length());
            if (filesystem.startsWith("cgroup2 ")) {
                filesystem = filesystem.substring(0, filesystem.lastIndexOf(' '));
            }
            mounts.add(fields[4] + " " + filesystem);
        }
        return mounts;
    }

    /** Everything below a directory. */
    public static Set<String> tree(Path dir) {
        Set<String> names = new TreeSet<>();
        if (!Files.exists(dir)) {
            return names;
        }
        try (Stream<Path> paths = Files.walk(dir)) {
            paths.filter(path -> !path.equals(dir)).forEach(path -> names.add(path.toString()));
        } catch (IOException | UncheckedIOException e) {
            names.add(e.toString());
        }
        return names;
    }

    /** Removes a directory and what is in it, as far as that is possible. */
    static void removeTree(Path dir) {
        try (Stream<Path> paths = Files.walk(dir)) {
            paths.sorted(Comparator.reverseOrder())
                    .forEach(path -> path.toFile().delete());
        } catch (IOException | UncheckedIOException e) {
            // what is left shows in the next comparison
        }
    }
}
