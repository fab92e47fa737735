package dev.jrunc.plan;

/** Numbers of the fields of criu_opts in CRIU's rpc.proto, as far as they are used; the names are that file's. */
public final class CriuOption {
    static final int IMAGES_DIR_FD = 1;
    public static final int PID = 2;
    public static final int LEAVE_RUNNING = 3;
    public static final int EXT_UNIX_SK = 4;
    public static final int TCP_ESTABLISHED = 5;
    static final int EVASIVE_DEVICES = 6;
    public static final int SHELL_JOB = 7;
    public static final int FILE_LOCKS = 8;
    static final int LOG_LEVEL = 9;
    static final int LOG_FILE = 10;
    static final int PS = 11;
    static final int NOTIFY_SCRIPTS = 12;
    public static final int ROOT = 13;
    public static final int PARENT_IMG = 14;
    public static final int TRACK_MEM = 15;
    public static final int AUTO_DEDUP = 16;
    static final int WORK_DIR_FD = 17;
    public static final int LINK_REMAP = 18;
    static final int EXT_MNT = 23;
    public static final int MANAGE_CGROUPS = 24;
    static final int CG_ROOT = 25;
    public static final int RST_SIBLING = 26;
    static final int INHERIT_FD = 27;
    public static final int MANAGE_CGROUPS_MODE = 34;
    public static final int EXTERNAL = 37;
    public static final int EMPTY_NS = 38;
    public static final int FREEZE_CGROUP = 44;
    public static final int TCP_SKIP_IN_FLIGHT = 46;
    public static final int LAZY_PAGES = 48;
    public static final int STATUS_FD = 49;
    static final int ORPHAN_PTS_MASTER = 50;
    public static final int CONFIG_FILE = 51;
    public static final int LSM_PROFILE = 53;
    public static final int LSM_MOUNT_CONTEXT = 63;

    private CriuOption() {}
}
