package dev.jrunc.conformance;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** What containers leave on a host when something goes wrong: processes, mounts, cgroups, files under /run. */
public final class Traces {
    private static final int DYING_MILLIS = 5_000;

    private final Cgroups cgroupTree;
    private final Path ignored;
    private final Set<Long> processes;
    private final Set<String> mounts;
    private final Set<String> cgroups;
    private final Set<String> files;

    /** Where jrunc keeps what makes the next launch of a kind quicker: it is no container's. */
    private static final String KEPT = "/run/jrunc.kept";

    private Traces(Cgroups cgroupTree, Path ignored) {
        this.cgroupTree = cgroupTree;
        this.ignored = ignored;
        reapAll();
        processes = new TreeSet<>(Host.processes());
        mounts = Host.mounts();
        cgroups = cgroupTree.made();
        files = runFiles();
    }

    /** What there is now; files below one directory do not count. */
    public static Traces now(Cgroups cgroups, Path ignoredFiles) {
        return new Traces(cgroups, ignoredFiles);
    }

    /** What has come since, one line each; processes that are dying are waited for. */
    public List<String> leftNow() {
        List<String> left = new ArrayList<>();
        reapAll();
        long end = System.nanoTime() + DYING_MILLIS * 1_000_000L;
        for (long pid : newProcesses()) {
            if (!Kernel.awaitEnd(pid, (int) Math.max(0, (end - System.nanoTime()) / 1_000_000))) {
                left.add("process: " + Host.describe(pid));
            }
        }
        reapAll();
        add(left, "mount: ", Host.mounts(), mounts);
        add(left, "cgroup: ", cgroupTree.made(), cgroups);
        add(left, "file: ", runFiles(), files);
        return left;
    }

    /** Takes away what has come since, so that the next test begins as this one did. */
    void restore() {
        Set<String> newCgroups = cgroupTree.made();
        newCgroups.removeAll(cgroups);
        Cgroups.thaw(newCgroups);
        for (long pid : newProcesses()) {
            Kernel.killIfAlive(pid, Kernel.SIGKILL);
        }
        for (long pid : newProcesses()) {
            Kernel.awaitEnd(pid, DYING_MILLIS);
        }
        reapAll();
        // Only what has come: a mount of the host with other options than before is not ours to take away.
        Set<String> newPoints = points(Host.mounts());
        newPoints.removeAll(points(mounts));
        for (String point : newPoints) {
            try {
                Host.run("umount", "-l", point);
            } catch (IllegalStateException e) {
                // was below one that is gone
            }
        }
        cgroupTree.remove(newCgroups);
    }

    private static Set<String> points(Set<String> mounts) {
        Set<String> points = new TreeSet<>();
        mounts.forEach(mount -> points.add(mount.substring(0, mount.indexOf(' '))));
        return points;
    }

    private List<Long> newProcesses() {
        List<Long> pids = Jail.isOpen() ? new ArrayList<>() : Host.processes(); // others come and go in an open one
        pids.removeAll(processes);
        return pids;
    }

    /** Zombies that we have adopted are ours to reap. */
    private static void reapAll() {
        for (long pid : Host.processes()) {
            if (!Jail.isOpen() && Host.isZombie(pid)) {
                Kernel.reap(pid);
            }
        }
    }

    private Set<String> runFiles() {
        Set<String> names = new TreeSet<>();
        if (Jail.isOpen()) {
            return names;
        }
        for (String name : Host.tree(Path.of("/run"))) {
            if (!Path.of(name).startsWith(ignored)
                    && !name.startsWith(Jail.TEMPORARY + "/")
                    && !name.startsWith(KEPT + "/")) {
                names.add(name);
            }
        }
        // A runtime may keep the directory that holds the state of containers by default.
        names.removeIf(name -> name.indexOf('/', "/run/".length()) < 0);
        return names;
    }

    private static void add(List<String> left, String kind, Set<String> now, Set<String> before) {
        now.removeAll(before);
        for (String name : now) {
            left.add(kind + name);
        }
    }
}
