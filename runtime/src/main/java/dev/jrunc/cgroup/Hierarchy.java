package dev.jrunc.cgroup;

import java.util.List;

/**
 * One mounted cgroup tree. Version 1: its controllers, or {@code name=NAME} alone for a named one; version 2: no
 * controllers, because only cgroup.controllers can tell them. {@code root} is what the mount shows, {@code own} the
 * cgroup of the caller, both as paths in the tree.
 */
public record Hierarchy(int version, List<String> controllers, String mountPoint, String root, String own) {
    /** The caller's own cgroup as a directory; the mount point when this mount does not show it. */
    public String ownDirectory() {
        return directoryOf(own);
    }

    /** A cgroup, as a line of /proc/PID/cgroup names it, as a directory; the mount point when this mount does not show it. */
    public String directoryOf(String cgroup) {
        String below = cgroup;
        if (root.length() > 1) {
            below = cgroup.startsWith(root) && (cgroup.length() == root.length() || cgroup.charAt(root.length()) == '/')
                    ? cgroup.substring(root.length())
                    : "";
        }
        // With a cgroup namespace a cgroup outside of it reads /../…
        return below.length() <= 1 || below.startsWith("/..") ? mountPoint : mountPoint + below;
    }

    /** The parent of {@link #ownDirectory}, never above the mount point. */
    String ownParent() {
        String directory = ownDirectory();
        return directory.equals(mountPoint) ? directory : directory.substring(0, directory.lastIndexOf('/'));
    }

    boolean named() {
        return version == 1 && controllers.get(0).startsWith("name=");
    }
}
