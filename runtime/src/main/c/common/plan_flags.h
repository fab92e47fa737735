/* The numbers in the fields of operations and answers: bits of flags, modes, kinds. PlanFlags.java holds the same and a
   test compares them. Meaning of each: docs/plan-format.md. */
#pragma once

enum { HOOK_OWN_ENVIRONMENT = 1, HOOK_WARN_ONLY = 2, HOOK_HOME = 4 };

enum { READ_REGULAR = 1, READ_NO_FOLLOW = 2 };
enum { STAT_NO_FOLLOW = 1, STAT_KIND = 2, STAT_OWN_NAMESPACE = 4, STAT_LOCKED = 8 };
enum { NEXT_TICK = 1, NEXT_OOM = 2, NEXT_END = 4, NEXT_NO_READER = 8 };

enum { MKDIR_EXCLUSIVE = 1, MKDIR_PARENTS = 2 };
enum { LOCK_GONE_IS_FINE = 1, LOCK_BY_FORCE = 2 };
enum { WRITE_ATOMIC = 1, WRITE_TEMPLATE = 2, WRITE_UMASK = 4 };
enum { PUT_OPTIONAL = 1, PUT_TOLERANT = 4, PUT_OR_NEXT = 8 };

enum { CGROUP_CREATE_CPUSET = 1, CGROUP_CREATE_EMPTY = 2, CGROUP_CREATE_CONTROLLERS = 4, CGROUP_CREATE_THAWED = 8 };
enum { CGROUP_REMOVE_KILL = 1 };
enum { BUS_CALL_GONE_IS_FINE = 1, BUS_CALL_WARN = 2 };

enum { FOREGROUND_SUBREAPER = 1 };
enum { SUPERVISE_TERMINAL = 1 };
enum { GATE_BACKGROUND = 1 };
enum { SIGNAL_GONE_IS_FINE = 1 };

enum { HOLD_DIRECTORY = 1, HOLD_DUPLICATE = 2 };
enum { MOUNT_POINT_FILE = 1 };
enum { CRIU_RESTORES = 1 };

enum { SOURCE_RECURSIVE = 1, SOURCE_SLAVE = 2 };
enum { ROOTFS_NO_MOUNTS = 1, ROOTFS_KEEP_PARENT = 2 };
enum {
    MOUNT_COPY_UP = 1,
    MOUNT_ORDINARY_DIRECTORY = 2,
    MOUNT_INHERIT_MODE = 4,
    MOUNT_OR_BIND_SYS = 8,
    MOUNT_OR_BIND_SOURCE = 16
};
enum { BIND_RECURSIVE = 1, BIND_PRIVATE = 2 };
enum { REMOUNT_RECONFIGURE = 1, REMOUNT_EXACT = 2 };
enum { DEVICE_BIND = 1 };
enum pivot_mode { PIVOT_ROOT = 0, PIVOT_MOVE = 1, PIVOT_CHROOT = 2 };
enum { CONSOLE_OPEN_BIND = 1 };

enum { CWD_MAKE = 1 };
enum { CREDENTIALS_SET_GROUPS = 1 };
enum { LABEL_APPARMOR = 1, LABEL_SELINUX = 2, LABEL_SELINUX_KEYS = 3 };
