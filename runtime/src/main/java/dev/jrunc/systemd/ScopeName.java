package dev.jrunc.systemd;

import dev.jrunc.plan.Refusal;
import org.jspecify.annotations.Nullable;

/**
 * What {@code slice:prefix:name} of linux.cgroupsPath stands for.
 *
 * @param slice the unit that the scope is in
 * @param unit the scope
 */
public record ScopeName(String slice, String unit) {
    private static final String POINTER = "/linux/cgroupsPath";
    private static final String SLICE = ".slice";

    /**
     * Reads a path; without one, and where its parts are empty, the defaults take their place.
     *
     * @param program prefix of a container without a path
     */
    public static ScopeName of(@Nullable String cgroupsPath, String program, String id, boolean user) throws Refusal {
        String defaultSlice = user ? "user.slice" : "system.slice";
        if (cgroupsPath == null || cgroupsPath.isEmpty()) {
            return new ScopeName(defaultSlice, program + "-" + id + ".scope");
        }
        int first = cgroupsPath.indexOf(':');
        int second = first < 0 ? -1 : cgroupsPath.indexOf(':', first + 1);
        if (second < 0) {
            // The words are runc's.
            throw new Refusal(
                    "expected cgroupsPath to be of format \"slice:prefix:name\" for systemd cgroups, got \""
                            + cgroupsPath + "\" instead",
                    POINTER,
                    "write it like system.slice:" + program + ":" + id + ", or have cgroups made without systemd");
        }
        String slice = first == 0 ? defaultSlice : cgroupsPath.substring(0, first);
        String name = cgroupsPath.substring(second + 1);
        if (name.isEmpty() || name.endsWith(SLICE)) {
            throw new Refusal(
                    "cgroupsPath \"" + cgroupsPath + "\" names no scope for the container: the last part is \"" + name
                            + "\"",
                    POINTER,
                    "the container's processes are in a scope, and the first part alone names a slice");
        }
        checkSlice(slice);
        return new ScopeName(slice, cgroupsPath.substring(first + 1, second) + "-" + name + ".scope");
    }

    private static void checkSlice(String slice) throws Refusal {
        String name = slice.endsWith(SLICE) ? slice.substring(0, slice.length() - SLICE.length()) : "";
        boolean good = !name.isEmpty() && name.indexOf('/') < 0;
        if (good && !name.equals("-")) {
            good = name.charAt(0) != '-' && name.charAt(name.length() - 1) != '-' && !name.contains("--");
        }
        if (!good) {
            throw new Refusal(
                    "invalid slice name \"" + slice + "\"",
                    POINTER,
                    "the first part of slice:prefix:name is like machine.slice or user-1000.slice");
        }
    }

    /**
     * The scope's cgroup as a path below the mount of the tree: systemd.slice(5) puts {@code a-b.slice} into {@code
     * a.slice}.
     *
     * @param root the cgroup of systemd itself
     */
    public String cgroup(String root) {
        StringBuilder path = new StringBuilder(root.endsWith("/") ? root.substring(0, root.length() - 1) : root);
        String name = slice.substring(0, slice.length() - SLICE.length());
        if (!name.equals("-")) {
            for (int dash = name.indexOf('-'); dash >= 0; dash = name.indexOf('-', dash + 1)) {
                component(path, name.substring(0, dash) + SLICE);
            }
            component(path, slice);
        }
        component(path, unit);
        return path.toString();
    }

    /** Names that a file of a cgroup could have get an underscore in front. */
    private static void component(StringBuilder path, String name) {
        boolean taken = name.charAt(0) == '_' || name.charAt(0) == '.' || name.startsWith("cgroup.");
        taken |= switch (name.substring(0, name.indexOf('.'))) {
            case "cpu", "cpuacct", "cpuset", "io", "blkio", "memory", "devices", "pids" -> true;
            default -> false;
        };
        path.append(taken ? "/_" : "/").append(name);
    }
}
