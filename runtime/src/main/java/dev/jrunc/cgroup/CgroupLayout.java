package dev.jrunc.cgroup;

/** Which cgroup versions a host has mounted. */
public enum CgroupLayout {
    NONE,
    V1,
    /** v1 controllers, and a cgroup2 tree beside them. */
    HYBRID,
    V2
}
