/* Namespaces: who makes and who joins them, and what others see of the stage meanwhile. */
#include "container.h"

#include <grp.h>
#include <sys/prctl.h>
#include <sys/syscall.h>

#include "common/clock.h"
#include "common/proc.h"

static const uint64_t NONE = 0;

static void userNamespaceIsMapped(void)
{
    struct container c = {
            .flags = CLONE_NEWUSER | NEW_ALL, .uid_map = "0 100000 1000\n1000 0 1", .gid_map = "0 100000 2000"};
    shell("chown -R 100000:100000 " ROOT);
    plan_add(&c.ops, OP_SYNC, (unsigned)EVENT_ID_MAPS);
    plan_add(&c.ops, OP_BECOME_ROOT, 1U, 0U, 0U);
    plan_add(&c.ops, OP_HOSTNAME, "mapped");
    plan_add(&c.ops, OP_LOOPBACK);
    plan_add(&c.ops, OP_KEYRING, "_ses.test");
    plan_add(&c.ops, OP_ROOT_PROPAGATION, MS_SLAVE | MS_REC);
    plan_add(&c.ops, OP_ROOTFS, ROOT, 0U);
    add_mount(&c, "proc", "/proc", NULL, 0, 2);
    add_mount(&c, "tmpfs", "/dev", LIST("mode=755"), 0, 0);
    plan_add(&c.ops, OP_DEVICE, "/dev/null", S_IFCHR, 1U, 3U, 0666U, 0U, 0U, 1U);
    plan_add(&c.ops, OP_PIVOT, 0U);
    plan_add(&c.ops, OP_SYSCTL, "kernel/msgmax", "4000");
    plan_add(&c.ops, OP_OOM_SCORE, "100");
    plan_add(&c.ops, OP_CWD, "/", 0U);
    add_credentials(&c, 5, 6, 0);
    run_script(&c, "cat /proc/self/uid_map /proc/self/oom_score_adj /proc/sys/kernel/msgmax; "
                   "grep -E 'Uid|Cap' /proc/self/status; hostname; echo x > /dev/null && echo wrote");
    HAS(c.out, "0     100000       1000\n      1000          0          1\n100\n4000\n");
    HAS(c.out, "Uid:\t5\t5\t5\t5");
    HAS(c.out, "CapEff:\t0000000000000000");
    HAS(c.out, "mapped\nwrote\n");
    c = (struct container){.flags = CLONE_NEWUSER | NEW_ALL, .uid_map = "0 100000 10"};
    plan_add(&c.ops, OP_SYNC, (unsigned)EVENT_ID_MAPS);
    plan_add(&c.ops, OP_BECOME_ROOT, 1U, 0U, 0U);
    add_credentials(&c, 11, 0, 0);
    run_container(&c);
    HAS(c.detail, "setresuid 11: invalid argument (EINVAL): the id is not mapped in the user namespace");
    shell("chown -R 0:0 " ROOT);
}

/* No capability, one id: what a user without any right can do. */
static void ordinaryUserStartsAContainer(void)
{
    shell("chown -R 1000:1000 " ROOT " && chmod 755 " ROOT);
    fflush(stdout);
    pid_t user = fork();
    if (user == 0) {
        struct container c = {.flags = CLONE_NEWUSER | NEW_ALL, .uid_map = "0 1000 1", .deny_setgroups = true};
        failures = 0;
        if (setgroups(0, NULL) != 0 || setresgid(1000, 1000, 1000) != 0 || setresuid(1000, 1000, 1000) != 0)
            _exit(1);
        prctl(PR_SET_DUMPABLE, 1, 0, 0, 0);
        plan_add(&c.ops, OP_DUMPABLE);
        plan_add(&c.ops, OP_SYNC, (unsigned)EVENT_ID_MAPS);
        plan_add(&c.ops, OP_BECOME_ROOT, 0U, 0U, 0U);
        plan_add(&c.ops, OP_OOM_SCORE, "200");
        plan_add(&c.ops, OP_HOSTNAME, "rootless");
        plan_add(&c.ops, OP_ROOT_PROPAGATION, MS_SLAVE | MS_REC);
        plan_add(&c.ops, OP_ROOTFS, ROOT, 0U);
        add_mount(&c, "proc", "/proc", NULL, 0, 2);
        add_mount(&c, "tmpfs", "/dev", LIST("mode=755"), 0, 0);
        add_mount(&c, "devpts", "/dev/pts", LIST("newinstance", "ptmxmode=0666", "mode=0620"), 0, 0);
        add_mount(&c, "sysfs", "/sys", NULL, MOUNT_ATTR_RDONLY, 2 | 8);
        plan_add(&c.ops, OP_DEVICE, "/dev/null", S_IFCHR, 1U, 3U, 0666U, 0U, 0U, 1U);
        plan_add(&c.ops, OP_PIVOT, 0U);
        plan_add(&c.ops, OP_MASK, "/proc/keys");
        plan_add(&c.ops, OP_READONLY, "/proc/sys");
        plan_add(&c.ops, OP_STDIO, 0U);
        plan_add(&c.ops, OP_CWD, "/", 0U);
        plan_add(&c.ops, OP_CREDENTIALS, 0U, 0U, NULL, (size_t)0, (uint64_t)0x20, (uint64_t)0x20, (uint64_t)0x20, NONE,
                NONE, 0U);
        run_script(&c, "id -u; hostname; cat /proc/self/oom_score_adj; grep CapEff /proc/self/status; cat /proc/keys");
        HAS(c.out, "0\nrootless\n200\nCapEff:\t0000000000000020\n");
        fflush(stdout);
        _exit(failures ? 1 : 0);
    }
    int status = 0;
    waitpid(user, &status, 0);
    CHECK(status == 0);
    shell("chown -R 0:0 " ROOT);
}

/* Whether that is a stage of ours: others may run on this machine at the same time. */
static bool is_stage_of(pid_t parent, long pid)
{
    char path[32];
    char text[512];
    char state;
    int its_parent;
    snprintf(path, sizeof path, "/proc/%ld/stat", pid);
    if (read_small(AT_FDCWD, path, text, sizeof text) <= 0)
        return false;
    const char *name = strstr(text, "(" STAGE_NAME ") ");
    return name && sscanf(name + strlen("(" STAGE_NAME ") "), "%c %d", &state, &its_parent) == 2 &&
           its_parent == parent;
}

struct peeper {
    pid_t pid;
    _Atomic unsigned *rounds; /* in which it has looked at all young processes */
};

/* Root of the host, as far as the id goes: a container that has the host's pid namespace, and no capability. */
static _Noreturn void peep(_Atomic unsigned *rounds)
{
    uint32_t header[2] = {0x20080522, 0};
    uint32_t none[6] = {0};
    if (syscall(SYS_capset, header, none) != 0)
        _exit(2);
    for (;;) {
        char text[128];
        if (read_small(AT_FDCWD, "/proc/loadavg", text, sizeof text) <= 0)
            _exit(2);
        long last = strtol(strrchr(text, ' '), NULL, 10);
        for (long pid = last - 32; pid <= last; pid++) {
            snprintf(text, sizeof text, "/proc/%ld/root", pid);
            int root = open(text, O_PATH | O_CLOEXEC);
            if (root < 0)
                continue;
            close(root);
            if (is_stage_of(getppid(), pid))
                _exit(1);
        }
        ++*rounds;
    }
}

static struct peeper begin_peeping(void)
{
    struct peeper p = {
            .rounds = mmap(NULL, sizeof *p.rounds, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0)};
    if (p.rounds == MAP_FAILED)
        abort();
    fflush(stdout);
    p.pid = fork();
    if (p.pid == 0)
        peep(p.rounds);
    return p;
}

static bool has_peeped(struct peeper *p)
{
    int status;
    kill(p->pid, SIGKILL);
    waitpid(p->pid, &status, 0);
    munmap(p->rounds, sizeof *p->rounds);
    return !WIFSIGNALED(status);
}

static struct peeper peeper;

/* Until it has begun and ended a hundred rounds, or has seen something. */
static void let_peep(struct container *c)
{
    (void)c;
    unsigned before = *peeper.rounds;
    siginfo_t end = {0};
    while (*peeper.rounds - before < 100 && end.si_pid == 0)
        waitid(P_PID, (id_t)peeper.pid, &end, WEXITED | WNOHANG | WNOWAIT);
}

/* Who made a user namespace has all capabilities in it, also over a process that still has the host's root, unless that
   is not dumpable. */
static void nobodyReachesTheHostThroughTheStage(void)
{
    peeper = begin_peeping();
    struct container c = {.uid_map = "0 100000 65536", .mapping = let_peep};
    plan_add(&c.ops, OP_UNSHARE, (unsigned)CLONE_NEWUSER);
    plan_add(&c.ops, OP_SYNC, (unsigned)EVENT_ID_MAPS);
    plan_add(&c.ops, OP_BECOME_ROOT, 1U, 0U, 0U);
    plan_add(&c.ops, OP_DONE);
    run_container(&c);
    CHECK(!c.failed && c.events & 1U << EVENT_ID_MAPS);
    CHECK(!has_peeped(&peeper));

    peeper = begin_peeping();
    c = (struct container){.flags = CLONE_NEWNS};
    for (int i = 0; i < 100; i++) {
        plan_add(&c.ops, OP_SOURCE, 1U, ROOT, 0U);
        plan_add(&c.ops, OP_ID_MAPPED, 1U, 0U, "0 1000 1", "0 1000 1", "");
    }
    plan_add(&c.ops, OP_DONE);
    run_container(&c);
    CHECK(!c.failed || c.failure.error == EINVAL); /* tmpfs can since Linux 6.3 */
    CHECK(!has_peeped(&peeper));
}

/* Without any capability, but the id of who made the user namespace, in which he then has all of them. */
static void takeADescriptor(struct container *c)
{
    int status;
    fflush(stdout);
    pid_t thief = fork();
    if (thief == 0) {
        uint32_t header[2] = {0x20080522, 0};
        uint32_t none[6] = {0};
        int pidfd = sys_pidfd_open(c->pid);
        if (pidfd < 0 || syscall(SYS_capset, header, none) != 0)
            _exit(2);
        _exit(sys_pidfd_getfd(pidfd, 0) < 0 && errno == EPERM ? 0 : 1);
    }
    waitpid(thief, &status, 0);
    CHECK(WIFEXITED(status) && WEXITSTATUS(status) == 0);
}

/* While the listener is handed over the host's procfs is still open, above which the host's root is. */
static void nobodyTakesADescriptorOfTheStageThatNotifies(void)
{
    static const uint8_t allow[8] = {0x06, 0, 0, 0, 0, 0, 0xff, 0x7f};
    struct container c = {.uid_map = "0 100000 65536", .listening = takeADescriptor};
    plan_add(&c.ops, OP_UNSHARE, (unsigned)CLONE_NEWUSER);
    plan_add(&c.ops, OP_SYNC, (unsigned)EVENT_ID_MAPS);
    plan_add(&c.ops, OP_BECOME_ROOT, 1U, 0U, 0U);
    plan_add(&c.ops, OP_SECCOMP, allow, sizeof allow, 8U);
    plan_add(&c.ops, OP_DONE);
    run_container(&c);
    CHECK(!c.failed && c.listener > 0);
}

static void forkEntersTimeAndPidNamespaces(void)
{
    struct container c = {.flags = CLONE_NEWNS, .time_offsets = "boottime 1000000 0"};
    plan_add(&c.ops, OP_UNSHARE, (unsigned)(CLONE_NEWPID | CLONE_NEWTIME));
    plan_add(&c.ops, OP_SYNC, (unsigned)EVENT_ID_MAPS);
    plan_add(&c.ops, OP_FORK, 0U);
    plan_add(&c.ops, OP_ROOT_PROPAGATION, MS_SLAVE | MS_REC);
    plan_add(&c.ops, OP_ROOTFS, ROOT, 0U);
    add_mount(&c, "proc", "/proc", NULL, 0, 2);
    finish(&c, "echo pid=$$; cat /proc/uptime /proc/self/timens_offsets; exit 9");
    HAS(c.out, "pid=1\n");
    HAS(c.out, "boottime      1000000");
    CHECK(c.forked > 0 && WIFEXITED(c.status) && WEXITSTATUS(c.status) == 9);
}

static void namespacesAreJoinedByPath(void)
{
    char uts[64];
    char net[64];
    pid_t holder = fork();
    if (holder == 0) {
        if (unshare(CLONE_NEWUTS | CLONE_NEWNET) != 0 || sethostname("shared", 6) != 0)
            _exit(1);
        raise(SIGSTOP);
        _exit(0);
    }
    waitpid(holder, NULL, WUNTRACED);
    snprintf(uts, sizeof uts, "/proc/%d/ns/uts", (int)holder);
    snprintf(net, sizeof net, "/proc/%d/ns/net", (int)holder);
    struct container c = {.flags = CLONE_NEWNS | CLONE_NEWPID};
    plan_add(&c.ops, OP_NAMESPACES, LIST("uts", "network", "user"), LIST(uts, net, "/proc/self/ns/user"));
    plan_add(&c.ops, OP_ROOT_PROPAGATION, MS_SLAVE | MS_REC);
    plan_add(&c.ops, OP_ROOTFS, ROOT, 0U);
    finish(&c, "hostname");
    HAS(c.out, "shared\n");
    c = (struct container){.flags = CLONE_NEWNS};
    plan_add(&c.ops, OP_NAMESPACES, LIST("network"), LIST(uts));
    run_container(&c);
    char words[128];
    snprintf(words, sizeof words, "%s is not a network namespace", uts);
    CHECK(strcmp(c.detail, words) == 0);
    c = (struct container){.flags = CLONE_NEWNS};
    plan_add(&c.ops, OP_NAMESPACES, LIST("network"), LIST("/etc/passwd"));
    run_container(&c);
    HAS(c.detail, "/etc/passwd is not a network namespace");
    struct proc_stat stat;
    CHECK(proc_stat_read(holder, &stat) == 0);
    for (unsigned other = 0; other < 2; other++) { /* the pid of a process that has ended is another's */
        c = (struct container){.flags = CLONE_NEWNS | CLONE_NEWPID};
        plan_add(&c.ops, OP_TARGET, (unsigned)holder, stat.start + other);
        plan_add(&c.ops, OP_NAMESPACES, LIST("uts", "network"), LIST(uts, net));
        plan_add(&c.ops, OP_ROOT_PROPAGATION, MS_SLAVE | MS_REC);
        plan_add(&c.ops, OP_ROOTFS, ROOT, 0U);
        finish(&c, "hostname");
        HAS(other ? c.detail : c.out, other ? "the process whose namespaces are to be joined has ended" : "shared\n");
    }
    kill(holder, SIGKILL);
    waitpid(holder, NULL, 0);
}

static int pid_pipe[2];

static void tell_pid(struct container *c)
{
    if (write(pid_pipe[1], &c->pid, sizeof c->pid) != sizeof c->pid)
        abort();
}

/* What `exec` will do: a second process in all namespaces of a container that runs. */
static void runningContainerIsEntered(void)
{
    static const char *const types[] = {"ipc", "uts", "net", "pid", "mnt", NULL};
    char paths[5][64];
    const char *list[6] = {0};
    pid_t target = 0;
    fflush(stdout);
    if (pipe2(pid_pipe, O_CLOEXEC) != 0)
        abort();
    pid_t first = fork();
    if (first == 0) {
        struct container c = begin();
        plan_add(&c.ops, OP_HOSTNAME, "entered");
        add_usual_mounts(&c);
        plan_add(&c.ops, OP_PIVOT, 0U);
        plan_add(&c.ops, OP_CWD, "/", 0U);
        plan_add(&c.ops, OP_SYNC, (unsigned)EVENT_MOUNTS_DONE);
        c.mounted = tell_pid;
        run_args(&c, LIST("sleep", "30"));
        _exit(0);
    }
    CHECK(read(pid_pipe[0], &target, sizeof target) == (ssize_t)sizeof target);
    for (int i = 0; types[i]; i++) {
        snprintf(paths[i], sizeof paths[i], "/proc/%d/ns/%s", (int)target, types[i]);
        list[i] = paths[i];
    }
    struct container c = {0};
    plan_add(&c.ops, OP_OOM_SCORE, "7");
    plan_add(&c.ops, OP_NAMESPACES, types, list);
    plan_add(&c.ops, OP_FORK, 0U);
    plan_add(&c.ops, OP_CWD, "/etc", 0U);
    plan_add(&c.ops, OP_HOME, 1000U);
    add_credentials(&c, 1000, 1000, 0);
    run_script(&c, "hostname; pwd; echo $HOME; ls /proc/self/fd; cat /proc/self/oom_score_adj; cat /proc/1/comm; "
                   "cat /proc/self/mountinfo; exit 5");
    HAS(c.out, "entered\n/etc\n/home/user\n0\n1\n2\n3\n7\n");
    LACKS(c.out, "ext4");
    CHECK(WIFEXITED(c.status) && WEXITSTATUS(c.status) == 5);
    kill(target, SIGKILL);
    waitpid(first, NULL, 0);
}

int main(int argc, char **argv)
{
    be_stage(argc, argv);
    make_world();
    make_root();
    userNamespaceIsMapped();
    ordinaryUserStartsAContainer();
    nobodyReachesTheHostThroughTheStage();
    nobodyTakesADescriptorOfTheStageThatNotifies();
    forkEntersTimeAndPidNamespaces();
    namespacesAreJoinedByPath();
    runningContainerIsEntered();
    return finish_tests("init_namespace_test");
}
