package dev.jrunc.plan;

/**
 * The numbers in the fields of operations and answers, the same as {@code runtime/src/main/c/common/plan_flags.h}; what
 * each one means is in {@code docs/plan-format.md}.
 */
public final class PlanFlags {
    public static final int HOOK_OWN_ENVIRONMENT = 1;
    public static final int HOOK_WARN_ONLY = 2;
    public static final int HOOK_HOME = 4;

    public static final int READ_REGULAR = 1;
    public static final int READ_NO_FOLLOW = 2;

    public static final int STAT_NO_FOLLOW = 1;
    public static final int STAT_KIND = 2;
    public static final int STAT_OWN_NAMESPACE = 4;
    public static final int STAT_LOCKED = 8;

    public static final int NEXT_TICK = 1;
    public static final int NEXT_OOM = 2;
    public static final int NEXT_END = 4;
    public static final int NEXT_NO_READER = 8;

    public static final int MKDIR_EXCLUSIVE = 1;
    public static final int MKDIR_PARENTS = 2;

    public static final int LOCK_GONE_IS_FINE = 1;
    public static final int LOCK_BY_FORCE = 2;

    public static final int WRITE_ATOMIC = 1;
    public static final int WRITE_TEMPLATE = 2;
    public static final int WRITE_UMASK = 4;

    public static final int PUT_OPTIONAL = 1;
    public static final int PUT_TOLERANT = 4;
    public static final int PUT_OR_NEXT = 8;

    public static final int CGROUP_CREATE_CPUSET = 1;
    public static final int CGROUP_CREATE_EMPTY = 2;
    public static final int CGROUP_CREATE_CONTROLLERS = 4;
    public static final int CGROUP_CREATE_THAWED = 8;

    public static final int CGROUP_REMOVE_KILL = 1;

    public static final int BUS_CALL_GONE_IS_FINE = 1;
    public static final int BUS_CALL_WARN = 2;

    public static final int FOREGROUND_SUBREAPER = 1;

    public static final int SUPERVISE_TERMINAL = 1;

    public static final int GATE_BACKGROUND = 1;

    public static final int SIGNAL_GONE_IS_FINE = 1;

    public static final int HOLD_DIRECTORY = 1;
    public static final int HOLD_DUPLICATE = 2;

    public static final int MOUNT_POINT_FILE = 1;

    public static final int CRIU_RESTORES = 1;

    public static final int SOURCE_RECURSIVE = 1;
    public static final int SOURCE_SLAVE = 2;

    public static final int ROOTFS_NO_MOUNTS = 1;
    public static final int ROOTFS_KEEP_PARENT = 2;

    public static final int MOUNT_COPY_UP = 1;
    public static final int MOUNT_ORDINARY_DIRECTORY = 2;
    public static final int MOUNT_INHERIT_MODE = 4;
    public static final int MOUNT_OR_BIND_SYS = 8;
    public static final int MOUNT_OR_BIND_SOURCE = 16;

    public static final int BIND_RECURSIVE = 1;
    public static final int BIND_PRIVATE = 2;

    public static final int REMOUNT_RECONFIGURE = 1;
    public static final int REMOUNT_EXACT = 2;

    public static final int DEVICE_BIND = 1;

    public static final int PIVOT_ROOT = 0;
    public static final int PIVOT_MOVE = 1;
    public static final int PIVOT_CHROOT = 2;

    public static final int CONSOLE_OPEN_BIND = 1;

    public static final int CWD_MAKE = 1;

    public static final int CREDENTIALS_SET_GROUPS = 1;

    public static final int LABEL_APPARMOR = 1;
    public static final int LABEL_SELINUX = 2;
    public static final int LABEL_SELINUX_KEYS = 3;

    private PlanFlags() {}
}
