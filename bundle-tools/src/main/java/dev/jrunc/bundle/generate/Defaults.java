package dev.jrunc.bundle.generate;

/** The data of a new config.json: what a container gets when nobody says otherwise, as {@code runc spec} has it. */
final class Defaults {
    static final String OCI_VERSION = "1.3.0";

    static final String[] ENVIRONMENT = {
        "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", "TERM=xterm",
    };

    static final String[] CAPABILITIES = {"CAP_AUDIT_WRITE", "CAP_KILL", "CAP_NET_BIND_SERVICE"};

    /** Inheritable and ambient stay absent: a set that lists them survives execve by anyone (CVE-2022-29162). */
    static final String[] CAPABILITY_SETS = {"bounding", "effective", "permitted"};

    static final long OPEN_FILES = 1024;

    /** Destination, type, source, options. */
    static final String[][] MOUNTS = {
        {"/proc", "proc", "proc"},
        {"/dev", "tmpfs", "tmpfs", "nosuid", "strictatime", "mode=755", "size=65536k"},
        {"/dev/pts", "devpts", "devpts", "nosuid", "noexec", "newinstance", "ptmxmode=0666", "mode=0620", "gid=5"},
        {"/dev/shm", "tmpfs", "shm", "nosuid", "noexec", "nodev", "mode=1777", "size=65536k"},
        {"/dev/mqueue", "mqueue", "mqueue", "nosuid", "noexec", "nodev"},
        {"/sys", "sysfs", "sysfs", "nosuid", "noexec", "nodev", "ro"},
        {"/sys/fs/cgroup", "cgroup", "cgroup", "nosuid", "noexec", "nodev", "relatime", "ro"},
    };

    /** Stands for the sysfs of {@link #MOUNTS}, which the kernel mounts for owners of a network namespace only. */
    static final String[] ROOTLESS_SYS = {"/sys", "none", "/sys", "rbind", "nosuid", "noexec", "nodev", "ro"};

    static final String[] NAMESPACES = {"pid", "network", "ipc", "uts", "mount"};

    static final String[] MASKED_PATHS = {
        "/proc/acpi",
        "/proc/asound",
        "/proc/kcore",
        "/proc/keys",
        "/proc/latency_stats",
        "/proc/timer_list",
        "/proc/timer_stats",
        "/proc/sched_debug",
        "/sys/firmware",
        "/proc/scsi",
    };

    static final String[] READONLY_PATHS = {
        "/proc/bus", "/proc/fs", "/proc/irq", "/proc/sys", "/proc/sysrq-trigger",
    };

    private Defaults() {}
}
