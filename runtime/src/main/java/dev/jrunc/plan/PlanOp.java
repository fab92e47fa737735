package dev.jrunc.plan;

/**
 * The operations of a plan, the same list as {@code runtime/src/main/c/common/plan_ops.def}; what each one means is in
 * {@code docs/plan-format.md}.
 */
public enum PlanOp {
    AT(1, "pointer:s what:s"),
    HINT(2, "errno:u text:s"),
    PREFIX(3, "text:s"),
    UNDO(4, "ops:p"),
    LOG(5, "path:s format:u debug:u"),
    FAIL(6, "message:s"),
    WARN(7, "message:s"),
    DEBUG(8, "message:s"),
    OUTPUT(9, "fd:u text:b"),
    EXIT(10, "code:u"),
    HOOK(11, "kind:s index:u path:s args:v env:v flags:u timeout:u cwd:s state:b"),

    READ(16, "path:s max:u flags:u"),
    STAT(17, "path:s flags:u"),
    LIST(18, "path:s"),
    READLINK(19, "path:s"),
    RUN(20, "args:v max:u"),
    PROCS(21, "path:s"),
    PROBE(22, ""),
    WATCH(23, "pid:u start:l interval:l oom:s version:u"),
    NEXT(24, ""),
    SHOW(25, "text:b"),
    BUS(26, "bus:s direct:s greeting:b calls:b"),

    MKDIR(32, "path:s mode:u flags:u"),
    LOCK(33, "path:s flags:u"),
    WRITE(34, "path:s mode:u flags:u content:b"),
    PUT(35, "path:s flags:u lines:v"),
    UNLINK(36, "path:s"),
    RMDIR(37, "path:s"),
    FIFO(38, "path:s mode:u uid:u gid:u"),
    REMOVE_STATE(39, "path:s"),
    UNMOUNT(40, "root:s targets:v"),
    LINK(41, "path:s target:b"),
    RENAME(42, "from:s to:s"),

    CGROUP_CREATE(48, "root:s path:s flags:u controllers:s"),
    CGROUP_REMOVE(49, "path:s flags:u"),
    CGROUP_KILL(50, "path:s version:u signal:u"),
    FREEZE(51, "path:s version:u frozen:u"),
    DEVICE_PROGRAM(52, "path:s program:b"),
    OWN(53, "path:s uid:u files:v"),
    RESCTRL(54, "path:s status:s lines:v"),
    BUS_CALL(55, "bus:s direct:s greeting:b calls:b job:s again:b pid:u procs:s flags:u"),

    FOREGROUND(64, "flags:u"),
    CLONE(65, "flags:u cgroup:s fifo:s preserve:u ops:p"),
    AWAIT(66, "event:u"),
    GO(67, "event:u"),
    ID_MAP(68, "uid:s gid:s setgroups:u how:u"),
    TIME_OFFSETS(69, "text:s"),
    CONSOLE(70, "socket:s"),
    RECORD(71, "path:s plans:b"),
    SUPERVISE(72, "flags:u after:p"),
    SECCOMP_AGENT(73, "path:s state:b"),
    PIDFD(74, "socket:s name:s"),
    NOTIFY_LISTEN(75, "directory:s"),
    NOTIFY_WAIT(76, ""),
    KEEP(77, "directory:s"),
    NET_DEVICE(79, "name:s to:s"),
    GATE(88, "path:s"),
    GATE_WAIT(89, "flags:u"),

    TARGET(80, "pid:u start:l"),
    STATUS(81, "fifo:s freezer:s version:u"),
    REQUIRE(82, "mask:u message:b"),
    IF(83, "mask:u ops:p"),
    SIGNAL(84, "signal:u flags:u thaw:s"),
    START(85, "fifo:s"),
    KILL_WAIT(86, "timeout:u"),
    ON_END(87, "message:s"),

    HOLD(96, "number:u path:s flags:u"),
    MOUNT_POINT(97, "root:s target:s flags:u"),
    CRIU(98, "args:v tasks:v source:s root:s request:b yes:b no:b type:s log:s flags:u on:p"),
    ON(99, "script:s ops:p"),

    CGROUPS(128, "tasks:v"),
    NAMESPACES(129, "types:v paths:v"),
    UNSHARE(130, "flags:u"),
    SYNC(131, "event:u"),
    BECOME_ROOT(132, "setgroups:u uid:u gid:u"),
    FORK(133, "flags:u"),
    KEYRING(134, "name:s"),
    LOOPBACK(135, ""),
    HOSTNAME(136, "name:s"),
    DOMAINNAME(137, "name:s"),

    ROOT_PROPAGATION(144, "flags:u"),
    SOURCE(145, "slot:u path:s flags:u"),
    ROOTFS(146, "path:s flags:u"),
    MOUNT(147, "type:s source:s target:s options:v attrs:l flags:u"),
    BIND(148, "source:s slot:u target:s flags:u set:l clear:l rset:l rclear:l"),
    REMOUNT(149, "target:s flags:u set:l clear:l rset:l rclear:l options:v"),
    PROPAGATION(150, "target:s flags:u"),
    DEVICE(151, "path:s type:u major:u minor:u mode:u uid:u gid:u flags:u"),
    SYMLINK(152, "target:s path:s"),
    PIVOT(153, "mode:u"),
    MASK(154, "path:s"),
    READONLY(155, "path:s"),
    SYSCTL(156, "path:s value:s"),
    CONSOLE_OPEN(157, "rows:u cols:u flags:u"),
    ID_MAPPED(158, "slot:u recursive:u uid:s gid:s path:s"),
    DETACH(159, "target:s"),
    OPENER(160, "on:u"),
    FILE_LABEL(161, "path:s label:s"),

    CWD(176, "path:s flags:u"),
    RLIMIT(177, "resource:u soft:l hard:l"),
    OOM_SCORE(178, "value:s"),
    UMASK(179, "mask:u"),
    CREDENTIALS(180, "uid:u gid:u groups:b bounding:l effective:l permitted:l inheritable:l ambient:l flags:u"),
    NO_NEW_PRIVS(181, ""),
    SECCOMP(182, "filter:b flags:u"),
    PERSONALITY(183, "persona:u"),
    SCHEDULER(184, "policy:u flags:l nice:u priority:u runtime:l deadline:l period:l"),
    IO_PRIORITY(185, "value:u"),
    AFFINITY(186, "mask:b"),
    MEMORY_POLICY(187, "mode:u nodes:b"),
    LABEL(188, "kind:u value:s"),
    STDIO(189, "uid:u"),
    HOME(190, "uid:u"),
    LOOKUP(191, "name:s path:s"),
    CLOSE_FDS(192, ""),
    WAIT_START(193, ""),
    EXEC(194, "args:v env:v"),
    DONE(195, ""),
    DUMPABLE(196, "");

    private final int code;
    private final String signature;

    PlanOp(int code, String signature) {
        this.code = code;
        this.signature = signature;
    }

    /** The number on the wire. */
    public int code() {
        return code;
    }

    /** {@code name:type} of each field, separated by blanks. */
    public String signature() {
        return signature;
    }
}
