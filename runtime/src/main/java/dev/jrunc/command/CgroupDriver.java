package dev.jrunc.command;

/** Who makes a container's cgroups. */
public enum CgroupDriver {
    /** The runtime, in the cgroup file systems. */
    CGROUPFS,
    /** systemd, as a scope of its own. */
    SYSTEMD,
    /** Nobody. */
    DISABLED
}
