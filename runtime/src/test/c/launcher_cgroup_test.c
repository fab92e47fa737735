/* Cgroups from outside: made, filled, frozen, killed, removed. Works in a cgroup of its own below each hierarchy. */
#include "launcher.h"

#include <sys/syscall.h>
#include <time.h>

enum { RELAYS_SECONDS = 20 };

static struct result r;
static char name[64];

static const char *under(const char *hierarchy, const char *rest)
{
    static char paths[4][256];
    static int next;
    char *path = paths[next++ % 4];
    snprintf(path, sizeof paths[0], "/sys/fs/cgroup/%s%s%s%s", hierarchy, *rest ? "/" : "", *rest ? name : "", rest);
    return path;
}

static bool version1(const char *hierarchy)
{
    return access(under(hierarchy, ""), F_OK) == 0 && access(under(hierarchy, ""), W_OK) == 0;
}

static pid_t sleeper(const char *tasks)
{
    int executed[2];
    char byte;
    if (pipe2(executed, O_CLOEXEC) != 0)
        abort();
    fflush(stdout);
    pid_t pid = fork();
    if (pid == 0) {
        write_file(tasks, "0");
        execlp("sleep", "sleep", "60", NULL);
        _exit(1);
    }
    close(executed[1]);
    (void)!read(executed[0], &byte, 1); /* until exec closes the other end */
    close(executed[0]);
    return pid;
}

static void run(struct plan_builder *ops, int status, const char *words)
{
    engine_answers(ops);
    call(&r, LIST("jrunc", "x"));
    if (r.status != status)
        printf("%s", r.err);
    CHECK(r.status == status);
    HAS(r.err, words);
}

static void makesCpusets(void)
{
    struct plan_builder ops = {0};
    char own[64];
    char root[64];
    plan_add(&ops, OP_CGROUP_CREATE, under("cpuset", ""), under("cpuset", "/a/b"), 1U | 2U, "");
    run(&ops, 0, "");
    get_file(under("cpuset", "/a/b/cpuset.cpus"), own, sizeof own);
    get_file("/sys/fs/cgroup/cpuset/cpuset.cpus", root, sizeof root);
    CHECK(own[0] && strcmp(own, root) == 0);
    plan_add(&ops, OP_CGROUP_CREATE, under("cpuset", ""), "/sys/fs/cgroup/pids/x", 0U, "");
    run(&ops, 1, "mkdir /sys/fs/cgroup/pids/x: invalid argument (EINVAL)");
    plan_add(&ops, OP_CGROUP_CREATE, under("cpuset", ""), under("cpuset", "/../x"), 0U, "");
    run(&ops, 1, "invalid argument (EINVAL)");
    plan_add(&ops, OP_CGROUP_REMOVE, under("cpuset", "/"), 0U);
    plan_add(&ops, OP_CGROUP_REMOVE, under("cpuset", "/"), 0U);
    run(&ops, 0, "");
    CHECK(access(under("cpuset", "/"), F_OK) != 0);
}

static void freezesAndKills(void)
{
    struct plan_builder ops = {0};
    plan_add(&ops, OP_CGROUP_CREATE, under("freezer", ""), under("freezer", "/a"), 2U | 8U, "");
    run(&ops, 0, "");
    pid_t pid = sleeper(under("freezer", "/a/tasks"));
    plan_add(&ops, OP_CGROUP_CREATE, under("freezer", ""), under("freezer", "/a"), 2U, "");
    run(&ops, 1, "container's cgroup is not empty");
    plan_add(&ops, OP_FREEZE, under("freezer", "/a"), 1U, 1U);
    plan_add(&ops, OP_CGROUP_CREATE, under("freezer", ""), under("freezer", "/a"), 8U, "");
    run(&ops, 1, "container's cgroup unexpectedly frozen");
    plan_add(&ops, OP_CGROUP_CREATE, under("freezer", ""), under("freezer", "/a/b"), 0U, "");
    plan_add(&ops, OP_FREEZE, under("freezer", "/a/b"), 1U, 0U);
    run(&ops, 1, "container stays paused until the cgroup above it, ");
    kill(pid, SIGUSR1);
    plan_add(&ops, OP_CGROUP_KILL, under("freezer", "/"), 1U, (unsigned)SIGTERM);
    run(&ops, 0, "");
    usleep(20000);
    CHECK(waitpid(pid, NULL, WNOHANG) == 0);
    plan_add(&ops, OP_FREEZE, under("freezer", "/a"), 1U, 0U);
    run(&ops, 0, "");
    CHECK(exit_of(pid) > 128);
    pid = sleeper(under("freezer", "/a/tasks"));
    signal(SIGCHLD, SIG_IGN); /* nobody but the kernel reaps it while the directory is waited for */
    plan_add(&ops, OP_CGROUP_REMOVE, under("freezer", "/"), 1U);
    run(&ops, 0, "");
    CHECK(access(under("freezer", "/"), F_OK) != 0);
    CHECK(kill(pid, 0) != 0);
    signal(SIGCHLD, SIG_DFL);
}

/* Each of them hands over to a child all the time, so that whoever was listed is gone. Back when they are there. They
   end by themselves, should nobody be left to end them. */
static void start_relays(int count, const char *freezer, const char *pids)
{
    int there[2];
    char byte;
    if (pipe2(there, O_CLOEXEC) != 0)
        abort();
    fflush(stdout);
    if (fork() != 0) {
        close(there[1]);
        CHECK(read(there[0], &byte, 1) == 1);
        close(there[0]);
        return;
    }
    write_file(pids, "0");
    write_file(freezer, "0");
    if (write(there[1], "", 1) != 1)
        abort();
    while (--count > 0 && fork() > 0)
        ;
    /* Not fork(3), which blocks signals since glibc 2.41: the child has none of those that wait then. */
    for (time_t end = time(NULL) + RELAYS_SECONDS; time(NULL) < end;)
        if (syscall(SYS_clone, SIGCHLD, NULL, NULL, NULL, NULL) > 0)
            _exit(0);
    _exit(1);
}

static bool empties(const char *procs)
{
    char text[64] = "";
    for (int i = 0; i < 1000; i++) {
        get_file(procs, text, sizeof text);
        if (!*text)
            return true;
        usleep(1000);
    }
    return false;
}

/* Signals reach processes that fork all the time: where the cgroup has no cgroup.kill they are frozen meanwhile. */
static void signalsReachAForkBomb(const char *where, int signal_number, bool removed)
{
    struct plan_builder ops = {0};
    plan_add(&ops, OP_CGROUP_CREATE, under("freezer", ""), under("freezer", "/f"), 0U, "");
    plan_add(&ops, OP_CGROUP_CREATE, under("pids", ""), under("pids", "/f"), 0U, "");
    run(&ops, 0, "");
    write_file(under("pids", "/f/pids.max"), "400");
    prctl(PR_SET_CHILD_SUBREAPER, 1);
    signal(SIGCHLD, SIG_IGN);
    start_relays(100, under("freezer", "/f/tasks"), under("pids", "/f/tasks"));
    plan_add(&ops, OP_TARGET, (unsigned)getpid(), (uint64_t)1);
    plan_add(&ops, OP_STATUS, "/none", under("freezer", "/f"), 1U);
    if (removed)
        plan_add(&ops, OP_CGROUP_REMOVE, under(where, "/f"), 1U);
    else
        plan_add(&ops, OP_CGROUP_KILL, under(where, "/f"), 1U, (unsigned)signal_number);
    run(&ops, 0, "");
    CHECK(empties(under("freezer", "/f/cgroup.procs")));
    plan_add(&ops, OP_CGROUP_REMOVE, under("freezer", "/"), 1U);
    plan_add(&ops, OP_CGROUP_REMOVE, under("pids", "/"), 1U);
    run(&ops, 0, "");
    signal(SIGCHLD, SIG_DFL);
    prctl(PR_SET_CHILD_SUBREAPER, 0);
}

/* A target that is paused by its cgroup, and SIGNAL with a thaw. */
static void seesAPausedTarget(void)
{
    struct plan_builder ops = {0};
    char path[64];
    char text[1024];
    plan_add(&ops, OP_CGROUP_CREATE, under("freezer", ""), under("freezer", "/t"), 0U, "");
    run(&ops, 0, "");
    pid_t pid = sleeper(under("freezer", "/t/tasks"));
    snprintf(path, sizeof path, "/proc/%d/stat", (int)pid);
    get_file(path, text, sizeof text);
    const char *p = strrchr(text, ')');
    for (int field = 2; field < 22; field++)
        p = strchr(p + 1, ' ');
    uint64_t start = strtoull(p, NULL, 10);
    plan_add(&ops, OP_FREEZE, under("freezer", "/t"), 1U, 1U);
    plan_add(&ops, OP_TARGET, (unsigned)pid, start + 1);
    plan_add(&ops, OP_STATUS, "/none", under("freezer", "/t"), 1U);
    plan_add(&ops, OP_REQUIRE, 16U, "another process: \001S", (size_t)19);
    plan_add(&ops, OP_SIGNAL, (unsigned)SIGKILL, 1U, "");
    plan_add(&ops, OP_TARGET, (unsigned)pid, start);
    plan_add(&ops, OP_STATUS, "/none", under("freezer", "/t"), 1U);
    plan_add(&ops, OP_REQUIRE, 8U, "this one: \001S", (size_t)12);
    plan_add(&ops, OP_SIGNAL, (unsigned)SIGKILL, 0U, under("freezer", "/t"));
    run(&ops, 0, "");
    CHECK(exit_of(pid) == 137);
    plan_add(&ops, OP_TARGET, (unsigned)pid, start);
    plan_add(&ops, OP_KILL_WAIT, 1U);
    plan_add(&ops, OP_CGROUP_REMOVE, under("freezer", "/"), 0U);
    plan_add(&ops, OP_SIGNAL, 0U, 0U, "");
    run(&ops, 1, "container not running");
}

static void worksOnVersion2(void)
{
    struct plan_builder ops = {0};
    char text[64];
    plan_add(&ops, OP_CGROUP_CREATE, under("unified", ""), under("unified", "/a"), 2U | 4U, "+nonsense +pids");
    plan_add(&ops, OP_OWN, under("unified", "/a"), 77U, LIST("cgroup.procs", "none"));
    run(&ops, 0, "");
    struct stat st;
    CHECK(stat(under("unified", "/a/cgroup.procs"), &st) == 0 && st.st_uid == 77);
    pid_t pid = sleeper(under("unified", "/a/cgroup.procs"));
    plan_add(&ops, OP_FREEZE, under("unified", "/a"), 2U, 1U);
    run(&ops, 0, "");
    get_file(under("unified", "/a/cgroup.events"), text, sizeof text);
    HAS(text, "frozen 1");
    plan_add(&ops, OP_CGROUP_CREATE, under("unified", ""), under("unified", "/a/b"), 4U | 8U, "");
    run(&ops, 1, "container's cgroup unexpectedly frozen");
    CHECK(access(under("unified", "/a/b"), F_OK) != 0);
    plan_add(&ops, OP_CGROUP_CREATE, under("unified", ""), under("unified", "/a/b"), 4U, "");
    plan_add(&ops, OP_FREEZE, under("unified", "/a/b"), 2U, 1U);
    plan_add(&ops, OP_FREEZE, under("unified", "/a/b"), 2U, 0U);
    run(&ops, 0, "");
    get_file(under("unified", "/a/b/cgroup.freeze"), text, sizeof text);
    HAS(text, "0");
    plan_add(&ops, OP_CGROUP_KILL, under("unified", "/a"), 2U, (unsigned)SIGKILL);
    run(&ops, 0, "");
    CHECK(exit_of(pid) == 137);
    plan_add(&ops, OP_CGROUP_REMOVE, under("unified", "/"), 0U);
    run(&ops, 0, "");
}

/* An old program is replaced, not added to: the cgroup of the test ends up with what came last. */
static void attachesDevicePrograms(void)
{
    static const uint64_t allow[] = {0x00000001000000b7, 0x0000000000000095}; /* r0 = 1; exit */
    static const uint64_t deny[] = {0x00000000000000b7, 0x0000000000000095};
    struct plan_builder ops = {0};
    plan_add(&ops, OP_CGROUP_CREATE, under("unified", ""), under("unified", "/d"), 0U, "");
    plan_add(&ops, OP_DEVICE_PROGRAM, under("unified", "/d"), deny, sizeof deny);
    plan_add(&ops, OP_DEVICE_PROGRAM, under("unified", "/d"), allow, sizeof allow);
    engine_answers(&ops);
    call(&r, LIST("jrunc", "x"));
    if (r.status == 0) {
        fflush(stdout);
        pid_t pid = fork();
        if (pid == 0) {
            write_file(under("unified", "/d/cgroup.procs"), "0");
            _exit(open("/dev/null", O_RDWR | O_CLOEXEC) < 0);
        }
        CHECK(exit_of(pid) == 0);
    } else {
        HAS(r.err, "bpf BPF_PROG_LOAD for "); /* a host that lets nobody */
        HAS(r.err, "operation not permitted (EPERM)");
    }
    plan_add(&ops, OP_CGROUP_REMOVE, under("unified", "/"), 0U);
    run(&ops, 0, "");
}

int main(int argc, char **argv)
{
    if (argc > 1 && strcmp(argv[1], "--engine") == 0)
        engine_main();
    setvbuf(stdout, NULL, _IOLBF, 0);
    make_world();
    make_tree();
    snprintf(name, sizeof name, "jrunc-test-%d", (int)getpid());
    if (version1("cpuset"))
        makesCpusets();
    if (version1("freezer")) {
        freezesAndKills();
        seesAPausedTarget();
        if (version1("pids")) {
            signalsReachAForkBomb("freezer", SIGKILL, false);
            signalsReachAForkBomb("pids", SIGKILL, false);
            signalsReachAForkBomb("pids", SIGTERM, false);
            signalsReachAForkBomb("pids", SIGKILL, true);
        }
    }
    if (version1("unified")) {
        worksOnVersion2();
        attachesDevicePrograms();
    }
    if (checks == 0) {
        puts("needs cgroups of version 1 or the unified hierarchy below /sys/fs/cgroup");
        return 77;
    }
    return finish_tests("launcher_cgroup_test");
}
