package dev.jrunc.cgroup;

import java.util.List;

/** The container's directory in one cgroup tree; {@code controllers} as in {@link Hierarchy}. */
public record CgroupDirectory(int version, List<String> controllers, String mountPoint, String path) {
    /** The last component of the mount point, for example {@code cpu,cpuacct}. */
    String mountName() {
        return mountPoint.substring(mountPoint.lastIndexOf('/') + 1);
    }
}
