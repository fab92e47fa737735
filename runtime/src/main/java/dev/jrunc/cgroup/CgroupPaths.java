package dev.jrunc.cgroup;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A container's cgroup directories, v1 trees first, and what each of them is good for. Empty: no cgroup at all. */
public record CgroupPaths(List<CgroupDirectory> directories) {
    public CgroupPaths {
        directories = List.copyOf(directories);
    }

    /** No cgroup: what is left to a caller without privileges and without a delegated cgroup. */
    public static CgroupPaths none() {
        return new CgroupPaths(List.of());
    }

    /** The inverse of {@link #byController}; the mount points are no longer known. */
    public static CgroupPaths fromState(Map<String, String> byController) {
        Map<String, List<String>> controllers = new LinkedHashMap<>();
        String unified = null;
        for (Map.Entry<String, String> entry : byController.entrySet()) {
            if (entry.getKey().isEmpty()) {
                unified = entry.getValue();
                continue;
            }
            List<String> names = controllers.get(entry.getValue());
            if (names == null) {
                names = new ArrayList<>();
                controllers.put(entry.getValue(), names);
            }
            names.add(entry.getKey());
        }
        List<CgroupDirectory> directories = new ArrayList<>();
        for (Map.Entry<String, List<String>> entry : controllers.entrySet()) {
            directories.add(new CgroupDirectory(1, List.copyOf(entry.getValue()), "", entry.getKey()));
        }
        if (unified != null) {
            directories.add(new CgroupDirectory(2, List.of(), "", unified));
        }
        return new CgroupPaths(directories);
    }

    /**
     * What an ordinary user can make use of. A cgroup2 beside v1 limits nothing, and to move into it takes the right to
     * write to the common ancestor's cgroup.procs (cgroup-v2.rst, "Delegation Containment"), which nobody hands out.
     */
    public CgroupPaths withoutIdleUnified() {
        return unified() == null || pureV2() ? this : new CgroupPaths(v1());
    }

    public List<CgroupDirectory> v1() {
        List<CgroupDirectory> v1 = new ArrayList<>();
        for (CgroupDirectory one : directories) {
            if (one.version() == 1) {
                v1.add(one);
            }
        }
        return v1;
    }

    /** True when every controller is one of cgroup2. */
    public boolean pureV2() {
        return directories.size() == 1 && directories.get(0).version() == 2;
    }

    /** The directory where this controller's files are; {@code null} without such a tree. */
    public @Nullable CgroupDirectory find(String controller) {
        if (pureV2()) {
            return directories.get(0);
        }
        for (CgroupDirectory one : directories) {
            if (one.version() == 1 && one.controllers().contains(controller)) {
                return one;
            }
        }
        return null;
    }

    /** The cgroup2 directory, pure or beside v1; {@code null} without one. */
    public @Nullable CgroupDirectory unified() {
        CgroupDirectory last = directories.isEmpty() ? null : directories.get(directories.size() - 1);
        return last != null && last.version() == 2 ? last : null;
    }

    /** The files to which the container process writes {@code 0}; cgroup2 is joined by {@link #cloneInto}. */
    public List<String> joinFiles() {
        List<String> files = new ArrayList<>();
        for (CgroupDirectory one : directories) {
            if (one.version() == 1) {
                // tasks, not cgroup.procs: a single-threaded process that moves itself spares the kernel an RCU wait.
                files.add(one.path() + "/tasks");
            }
        }
        return files;
    }

    /** The cgroup2 directory for CLONE_INTO_CGROUP, empty when there is none. */
    public String cloneInto() {
        CgroupDirectory unified = unified();
        return unified == null ? "" : unified.path();
    }

    /** Where the container is frozen: the v1 freezer, else cgroup2. */
    public @Nullable CgroupDirectory freezer() {
        CgroupDirectory freezer = find("freezer");
        return freezer == null ? unified() : freezer;
    }

    /** Where all processes of the container are found: cgroup2 has cgroup.kill, else a v1 tree that every one has joined. */
    public @Nullable CgroupDirectory killable() {
        CgroupDirectory unified = unified();
        if (unified != null) {
            return unified;
        }
        CgroupDirectory devices = find("devices");
        return devices != null || directories.isEmpty() ? devices : directories.get(0);
    }

    /** {@code cgroupPaths} of state.json: controller to directory; the empty name is cgroup2. */
    public Map<String, String> byController() {
        Map<String, String> map = new LinkedHashMap<>();
        for (CgroupDirectory one : directories) {
            for (String controller : one.controllers()) {
                map.put(controller, one.path());
            }
            if (one.version() == 2) {
                map.put("", one.path());
            }
        }
        return map;
    }
}
