/* The process: who it is, what it may do, how it is found and started. */
#include "container.h"

#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <sys/prctl.h>
#include <sys/syscall.h>

static const uint64_t NONE = 0;

static void credentialsAreExactlyThese(void)
{
    struct container c = in_root();
    uint32_t groups[] = {7, 8, 4000000000};
    plan_add(&c.ops, OP_UMASK, 027U);
    plan_add(&c.ops, OP_CREDENTIALS, 1000U, 1001U, groups, sizeof groups, (uint64_t)0xa1, (uint64_t)0x21,
            (uint64_t)0x21, (uint64_t)0x20, (uint64_t)0x21, 1U);
    plan_add(&c.ops, OP_NO_NEW_PRIVS);
    run_script(&c, "grep -E 'Uid|Gid|Groups|Cap|NoNew|Umask|SigBlk|SigIgn' /proc/self/status; umask; "
                   "cat /proc/self/sessionid; id");
    HAS(c.out, "Uid:\t1000\t1000\t1000\t1000\nGid:\t1001\t1001\t1001\t1001\n");
    HAS(c.out, "Groups:\t7 8 4000000000");
    HAS(c.out, "CapInh:\t0000000000000020\nCapPrm:\t0000000000000020\nCapEff:\t0000000000000020\n"
               "CapBnd:\t00000000000000a1\nCapAmb:\t0000000000000020\n");
    HAS(c.out, "NoNewPrivs:\t1");
    HAS(c.out, "Umask:\t0027");
    HAS(c.warning, "cannot raise ambient capability 0: operation not permitted (EPERM)");
}

static void unknownCapabilitiesAreIgnored(void)
{
    struct container c = in_root();
    plan_add(&c.ops, OP_CREDENTIALS, 0U, 0U, NULL, (size_t)0, ~NONE, (uint64_t)1 << 63 | 1, (uint64_t)1 << 63 | 1,
            (uint64_t)1 << 62, NONE, 1U);
    run_script(&c, "grep Cap /proc/self/status");
    CHECK(!c.failed);
    HAS(c.out, "CapInh:\t0000000000000000");
}

static void resourceLimitsHold(void)
{
    struct container c = in_root();
    plan_add(&c.ops, OP_RLIMIT, 7U, (uint64_t)100, (uint64_t)200);
    plan_add(&c.ops, OP_RLIMIT, 4U, NONE, NONE);
    run_script(&c, "cat /proc/self/limits");
    HAS(c.out, "Max open files            100                  200");
    HAS(c.out, "Max core file size        0                    0");
    c = in_root();
    plan_add(&c.ops, OP_RLIMIT, 7U, (uint64_t)300, (uint64_t)200);
    run_script(&c, "true");
    HAS(c.out, "FAILED: error setting rlimit type 7: invalid argument (EINVAL)");
}

static void programsAreFoundAsCallersExpect(void)
{
    static const struct {
        const char *name;
        const char *detail;
    } ways[] = {
            {"nothing", "exec: \"nothing\": executable file not found in $PATH"},
            {"", "exec: \"\": executable file not found in $PATH"},
            {"plain", "exec: \"plain\": executable file not found in $PATH"},
            {"/bin/nothing", "exec: \"/bin/nothing\": stat /bin/nothing: no such file or directory"},
            {"/bin/plain", "exec: \"/bin/plain\": permission denied"},
            {"/etc", "exec: \"/etc\": is a directory (permission denied)"},
            {"/etc/passwd/x", "exec: \"/etc/passwd/x\": stat /etc/passwd/x: not a directory"},
            {"/closed/sh", "exec: \"/closed/sh\": permission denied"},
    };
    shell("touch " ROOT "/bin/plain && mkdir -m 700 " ROOT "/closed");
    for (size_t i = 0; i < sizeof ways / sizeof *ways; i++) {
        struct container c = in_root();
        add_credentials(&c, 1000, 1000, 0);
        run_args(&c, LIST(ways[i].name));
        check_text(c.detail, ways[i].detail, true, __FILE__, __LINE__);
        CHECK(!(c.events & 1U << EVENT_READY));
    }
}

static void failedExecSaysWhy(void)
{
    static const struct {
        const char *content;
        const char *detail;
    } ways[] = {
            {"#!/bin/bash -e\\n", "exec /run.sh: no such file or directory: its interpreter is missing: /bin/bash"},
            {"#!/bin/sh\\r\necho\\r\n",
                    "exec /run.sh: no such file or directory: the script has DOS line ends (CR LF)"},
            {"text", "exec /run.sh: exec format error: no program for this machine, and no script that begins with #!"},
    };
    for (size_t i = 0; i < sizeof ways / sizeof *ways; i++) {
        char command[256];
        snprintf(
                command, sizeof command, "printf '%s' > " ROOT "/run.sh && chmod 755 " ROOT "/run.sh", ways[i].content);
        shell(command);
        for (int fifo = 0; fifo < 2; fifo++) {
            struct container c = in_root();
            c.use_fifo = fifo;
            run_args(&c, LIST("/run.sh"));
            CHECK(strcmp(c.detail, ways[i].detail) == 0);
            CHECK(c.events & 1U << EVENT_READY && WEXITSTATUS(c.status) == 125);
        }
    }
}

static void fifoStartsAfterTheLauncherIsGone(void)
{
    struct container c = in_root();
    c.use_fifo = true;
    c.leave = true;
    run_args(&c, LIST("sh", "-c", "echo started; ls -l /proc/self/fd"));
    HAS(c.out, "started");
    LACKS(c.out, "fifo");
    LACKS(c.out, " 3 ->");
}

static int open_three(struct container *c)
{
    (void)c;
    for (int fd = 3; fd < 6; fd++)
        if (dup2(0, fd) < 0)
            return -1;
    return dup2(0, 57) < 0; /* something that leaked */
}

static void onlyPreservedDescriptorsAreLeft(void)
{
    for (int fifo = 0; fifo < 2; fifo++) {
        struct container c = in_root();
        c.preserve = 3;
        c.child = open_three;
        c.use_fifo = fifo;
        run_args(&c,
                LIST("sh", "-c", "for i in 0 1 2 3 4 5 6 7 8 9 57; do [ -e /proc/$$/fd/$i ] && echo fd$i; done; true"));
        HAS(c.out, "fd0\nfd1\nfd2\nfd3\nfd4\nfd5\n");
        LACKS(c.out, "fd6");
        LACKS(c.out, "fd7");
        LACKS(c.out, "fd8");
        LACKS(c.out, "fd57");
    }
}

static void cwdIsMadeAndTriedAgain(void)
{
    struct container c = in_root();
    shell("mkdir -p -m 700 " ROOT "/home/user/work && chown -R 1000:1000 " ROOT "/home/user");
    plan_add(&c.ops, OP_CWD, "/made/for/me", 1U);
    run_script(&c, "pwd; stat -c %a /made");
    HAS(c.out, "/made/for/me\n755\n");
    c = in_root();
    plan_add(&c.ops, OP_CREDENTIALS, 0U, 0U, NULL, (size_t)0, ~NONE, (uint64_t)0x1c0, (uint64_t)0x1c0, NONE, NONE, 1U);
    plan_add(&c.ops, OP_CWD, "/home/user/work", 0U); /* not without CAP_DAC_OVERRIDE */
    add_credentials(&c, 1000, 1000, 0);
    run_script(&c, "pwd");
    HAS(c.out, "/home/user/work\n");
    c = in_root();
    plan_add(&c.ops, OP_CREDENTIALS, 0U, 0U, NULL, (size_t)0, ~NONE, (uint64_t)0x1c0, (uint64_t)0x1c0, NONE, NONE, 1U);
    uint32_t offset = plan_add(&c.ops, OP_CWD, "/home/user/work", 0U);
    add_credentials(&c, 1001, 1000, 0);
    run_script(&c, "pwd");
    HAS(c.out, "chdir to cwd (\"/home/user/work\") set in config.json failed: permission denied (EACCES)");
    CHECK(c.failure.offset == offset);
}

/* Allows everything but reboot(2), sync(2) and what is named. */
static void add_filter(struct container *c, unsigned denied, unsigned action)
{
    struct sock_filter filter[] = {
            BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
            BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, denied, 0, 1),
            BPF_STMT(BPF_RET | BPF_K, action),
            BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
    };
    plan_add(&c->ops, OP_SECCOMP, filter, sizeof filter, 0U);
}

/* Only these calls are let through: what the stage needs at its end, and no more; the sanitizer adds one. */
static void add_narrow_filter(struct container *c)
{
    struct sock_filter filter[] = {
            BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
            BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_read, 5, 0),
            BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_write, 4, 0),
            BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_sigaltstack, 3, 0),
            BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_exit_group, 2, 0),
            BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_execve, 2, 0),
            BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_KILL_PROCESS),
            BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
            BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EXDEV),
    };
    plan_add(&c->ops, OP_SECCOMP, filter, sizeof filter, 0U);
}

static void seccompIsOnForTheProgram(void)
{
    struct container c = in_root();
    add_filter(&c, SYS_uname, SECCOMP_RET_ERRNO | EXDEV);
    add_credentials(&c, 1000, 1000, 0);
    run_script(&c, "hostname; grep Seccomp: /proc/self/status");
    HAS(c.out, "?\nSeccomp:\t2\n"); /* uname(2) fails */
    c = in_root();
    plan_add(&c.ops, OP_NO_NEW_PRIVS);
    add_credentials(&c, 1000, 1000, 0);
    plan_add(&c.ops, OP_LOOKUP, "/bin/true", "");
    plan_add(&c.ops, OP_CLOSE_FDS);
    plan_add(&c.ops, OP_SYNC, (unsigned)EVENT_READY);
    plan_add(&c.ops, OP_WAIT_START);
    add_narrow_filter(&c);
    plan_add(&c.ops, OP_EXEC, LIST("true"), LIST("A=b"));
    run_container(&c);
    HAS(c.detail, "exec /bin/true: invalid cross-device link");
    c = in_root();
    plan_add(&c.ops, OP_SECCOMP, "bad", (size_t)3, 0U);
    run_script(&c, "true");
    HAS(c.out, "FAILED: seccomp: invalid argument (EINVAL)");
}

static void schedulingIsSet(void)
{
    struct container c = in_root();
    uint8_t first[128] = {1};
    plan_add(&c.ops, OP_AFFINITY, first, sizeof first);
    plan_add(&c.ops, OP_SCHEDULER, 3U, NONE, 5U, 0U, NONE, NONE, NONE); /* BATCH, nice 5 */
    plan_add(&c.ops, OP_IO_PRIORITY, 2U << 13 | 6U);
    plan_add(&c.ops, OP_PERSONALITY, 0x0008U);
    plan_add(&c.ops, OP_OOM_SCORE, "123");
    plan_add(&c.ops, OP_MEMORY_POLICY, 0U, NULL, (size_t)0);
    run_script(&c, "grep Cpus_allowed: /proc/self/status; cat /proc/self/stat /proc/self/oom_score_adj; "
                   "busybox ionice -p $$; busybox uname -m");
    HAS(c.out, "Cpus_allowed:\t1\n");
    HAS(c.out, "\n123\n");
    HAS(c.out, "best-effort: prio 6");
    HAS(c.out, " 25 5 1 0 ");
    c = in_root();
    plan_add(&c.ops, OP_AFFINITY, first, sizeof first);
    plan_add(&c.ops, OP_AFFINITY, NULL, (size_t)0);
    run_script(&c, "grep Cpus_allowed: /proc/self/status");
    LACKS(c.out, "Cpus_allowed:\t1\n");
}

static int add_socket_stdin(struct container *c)
{
    int ends[2];
    (void)c;
    return pipe(ends) || dup2(ends[0], 0) < 0;
}

static void stdioBelongsToTheUser(void)
{
    struct stat before;
    struct stat after;
    CHECK(stat("/dev/null", &before) == 0);
    struct container c = in_root();
    plan_add(&c.ops, OP_STDIO, 1002U);
    run_script(&c, "true");
    CHECK(stat("/dev/null", &after) == 0 && after.st_uid == before.st_uid);
    c = in_root();
    c.child = add_socket_stdin;
    plan_add(&c.ops, OP_STDIO, 1000U);
    run_script(&c, "stat -L -c '%u %F' /proc/self/fd/0 /proc/self/fd/1");
    HAS(c.out, "1000 fifo\n1000 fifo\n");
}

static void consoleIsTheContainersTerminal(void)
{
    struct container c = begin();
    add_usual_mounts(&c);
    plan_add(&c.ops, OP_DEVICE, "/dev/tty", S_IFCHR, 5U, 0U, 0666U, 0U, 0U, 0U);
    plan_add(&c.ops, OP_PIVOT, 0U);
    plan_add(&c.ops, OP_CONSOLE_OPEN, 33U, 77U, 1U);
    plan_add(&c.ops, OP_CWD, "/", 0U);
    plan_add(&c.ops, OP_STDIO, 1000U);
    add_credentials(&c, 1000, 1000, 0);
    add_exec(&c, LIST("sh", "-c",
                         "tty; stty size; stty -a; stat -c '%u %n' $(tty); [ /dev/console -ef $(tty) ] && echo same; "
                         "echo via-tty > /dev/tty; echo END"));
    run_container(&c);
    CHECK(c.master >= 0);
    char text[8192] = "";
    size_t len = 0;
    ssize_t n;
    while ((n = read(c.master, text + len, sizeof text - 1 - len)) > 0)
        len += (size_t)n;
    text[len] = '\0';
    close(c.master);
    HAS(text, "/dev/pts/0\r\n33 77\r\n");
    HAS(text, " onlcr"); /* the launcher turns it off for a terminal of its own */
    HAS(text, "1000 /dev/pts/0\r\nsame\r\nvia-tty\r\nEND\r\n");
}

static void hooksRunInTheContainer(void)
{
    struct container c = begin();
    static const char state[] = "{\"pid\":\001P,\"inner\":\001C,\"status\":\"\001S\"}";
    shell("rm -f " WORLD "/hook1 " WORLD "/hook2");
    plan_add(&c.ops, OP_HOOK, "createContainer", 0U, "/bin/sh",
            LIST("sh", "-c", "{ cat; echo; hostname; umask; echo $X; } > " WORLD "/hook1"), LIST("X=y"), 1U, 5U, "/",
            state, sizeof state - 1);
    plan_add(&c.ops, OP_HOSTNAME, "late");
    add_usual_mounts(&c);
    plan_add(&c.ops, OP_PIVOT, 0U);
    plan_add(&c.ops, OP_CWD, "/", 0U);
    plan_add(&c.ops, OP_HOME, 4294967294U);
    plan_add(&c.ops, OP_LOOKUP, "cat", "/bin");
    plan_add(&c.ops, OP_CLOSE_FDS);
    plan_add(&c.ops, OP_SYNC, (unsigned)EVENT_READY);
    plan_add(&c.ops, OP_WAIT_START);
    plan_add(&c.ops, OP_HOOK, "startContainer", 0U, "/bin/sh",
            LIST("sh", "-c", "cat > /seen; echo =$B=$HOME= >> /seen"), LIST("B=c"), 5U, 0U, "", state,
            sizeof state - 1);
    plan_add(&c.ops, OP_HOOK, "startContainer", 1U, "/bin/sh", LIST("sh", "-c", "echo o; echo e >&2; exit 3"),
            LIST(NULL), 3U, 0U, "", state, sizeof state - 1);
    plan_add(&c.ops, OP_EXEC, LIST("cat", "/seen"), LIST("A=b"));
    run_container(&c);
    char pid[32];
    snprintf(pid, sizeof pid, "{\"pid\":%d,", (int)c.pid);
    HAS(c.out, pid);
    HAS(c.out, "\"inner\":1,\"status\":\"created\"}");
    HAS(c.out, "=c=/=");
    HAS(c.warning, "error running startContainer hook #1: exit status 3, stdout: o, stderr: e");
    shell("grep -q '\"status\":\"creating\"}' " WORLD "/hook1 && grep -q '^0022$' " WORLD
          "/hook1 && grep -q '^y$' " WORLD "/hook1");

    c = in_root();
    c.use_fifo = true;
    plan_add(&c.ops, OP_LOOKUP, "cat", "/bin");
    plan_add(&c.ops, OP_CLOSE_FDS);
    plan_add(&c.ops, OP_SYNC, (unsigned)EVENT_READY);
    plan_add(&c.ops, OP_WAIT_START);
    plan_add(&c.ops, OP_HOOK, "startContainer", 0U, "/bin/sh", LIST("sh", "-c", "sleep 30"), LIST(NULL), 0U, 1U, "",
            state, sizeof state - 1);
    plan_add(&c.ops, OP_EXEC, LIST("cat", "/seen"), LIST("A=b"));
    run_container(&c);
    HAS(c.detail, "error running startContainer hook #0: timed out after 1s");
}

/* The launcher is killed at each of its waits: the stage never outlives it. */
static void launcherThatDiesTakesTheStageAlong(void)
{
    shell("mkfifo " WORLD "/hangs");
    for (int wait = 0; wait < 3; wait++) {
        int pids[2];
        if (pipe(pids) != 0)
            abort();
        pid_t launcher = fork();
        if (launcher == 0) {
            struct sys_clone_args args = {.flags = CLONE_NEWNS | CLONE_NEWPID, .exit_signal = SIGCHLD};
            struct container c = {0};
            int control[2];
            if (wait == 0)
                plan_add(&c.ops, OP_SYNC, (unsigned)EVENT_MOUNTS_DONE);
            if (wait == 1)
                plan_add(&c.ops, OP_SYNC, (unsigned)EVENT_READY);
            if (wait == 1)
                plan_add(&c.ops, OP_WAIT_START);
            if (wait == 2)
                plan_add(&c.ops, OP_HOOK, "k", 0U, "/bin/sh", LIST("sh", "-c", "echo > " WORLD "/hangs; sleep 30"),
                        LIST(NULL), 0U, 0U, "", "", (size_t)0);
            int hangs = open(WORLD "/hangs", O_RDWR | O_CLOEXEC);
            int plan = make_memfd(&c.ops);
            if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, control) != 0)
                abort();
            pid_t stage = (pid_t)sys_clone3(&args);
            if (stage == 0) {
                close(control[0]);
                close(pids[1]);
                run_stage(&c, control[1], plan, -1, 1);
            }
            close(control[1]);
            if (write(pids[1], &stage, sizeof stage) != sizeof stage)
                abort();
            struct message m;
            size_t len;
            int passed;
            if (wait < 2)
                message_receive(control[0], &m, &len, &passed);
            else if (read(hangs, &m, 1) != 1)
                abort();
            kill(getpid(), SIGKILL);
        }
        pid_t stage = 0;
        CHECK(read(pids[0], &stage, sizeof stage) == (ssize_t)sizeof stage);
        struct pollfd end = {.fd = (int)syscall(SYS_pidfd_open, stage, 0), .events = POLLIN};
        waitpid(launcher, NULL, 0);
        CHECK(end.fd < 0 || poll(&end, 1, 10000) == 1);
        close(end.fd);
        close(pids[0]);
        close(pids[1]);
    }
}

static void plansThatAreNoPlansAreRefused(void)
{
    struct container c = {.flags = CLONE_NEWNS};
    plan_put(&c.ops, "garbage that is long enough", 27);
    run_container(&c);
    HAS(c.detail, "the plan is damaged");
    c = (struct container){.flags = CLONE_NEWNS};
    plan_add(&c.ops, OP_HOSTNAME, "x");
    c.flags |= CLONE_NEWUTS;
    run_container(&c);
    HAS(c.detail, "the plan ends without EXEC");
    c = (struct container){.flags = CLONE_NEWNS};
    plan_add(&c.ops, OP_MKDIR, "/x", 0755U, 0U);
    run_container(&c);
    HAS(c.detail, "MKDIR is no operation of the init stage");
}

int main(int argc, char **argv)
{
    be_stage(argc, argv);
    make_world();
    make_root();
    credentialsAreExactlyThese();
    unknownCapabilitiesAreIgnored();
    resourceLimitsHold();
    programsAreFoundAsCallersExpect();
    failedExecSaysWhy();
    fifoStartsAfterTheLauncherIsGone();
    onlyPreservedDescriptorsAreLeft();
    cwdIsMadeAndTriedAgain();
    seccompIsOnForTheProgram();
    schedulingIsSet();
    stdioBelongsToTheUser();
    consoleIsTheContainersTerminal();
    hooksRunInTheContainer();
    launcherThatDiesTakesTheStageAlong();
    plansThatAreNoPlansAreRefused();
    return finish_tests("init_process_test");
}
