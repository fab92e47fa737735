/* Making the container process. */
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include "common/clone3.h"
#include "common/fds.h"
#include "common/init.h"
#include "common/message.h"
#include "common/sys.h"
#include "common/text.h"
#include "control.h"
#include "ops.h"
#include "sealed.h"

enum { FLAGS, CGROUP, FIFO, PRESERVE, OPS }; /* fields of CLONE */

/* What the child needs; everything is made before clone3, the numbers are above those that they are to get. */
struct child {
    int stage; /* its sealed binary */
    int control;
    int plan;
    int fifo;  /* -1: none */
    int trace; /* where the stage leaves what it measured, -1: nowhere */
    int preserve;
    char *argv[5];
};

static int drop(struct child *c)
{
    close_fd(&c->stage);
    close_fd(&c->control);
    close_fd(&c->plan);
    close_fd(&c->fifo);
    close_fd(&c->trace);
    return -1;
}

/* Between clone3 and exec, in the new namespaces, with all capabilities of the launcher and in its memory: system calls
   only. The launcher waits until the exec.
   Signals are as the launcher has them, none with a handler; the init stage begins by resetting them. */
static int child_main(void *argument)
{
    const struct child *c = argument;
    struct failure f;
    struct message m;
    char *const environment[] = {NULL};
    int base = 3 + c->preserve;
    const char *call = "prctl PR_SET_PDEATHSIG";
    if (prctl(PR_SET_PDEATHSIG, SIGKILL) != 0)
        goto failed;
    call = "dup2";
    if (dup2(c->control, base) < 0 || dup2(c->plan, base + 1) < 0 || (c->fifo >= 0 && dup2(c->fifo, base + 2) < 0) ||
            (c->trace >= 0 && dup2(c->trace, base + 3) < 0))
        goto failed;
    call = "fcntl F_SETFD";
    for (int fd = 3; fd < base; fd++)
        if (fcntl(fd, F_SETFD, 0) != 0)
            goto failed;
    call = "execveat";
    sys_execveat(c->stage, "", c->argv, environment, AT_EMPTY_PATH);
failed:
    fail_call(&f, call, NULL);
    f.offset = 0;
    size_t size = message_pack_failure(&m, &f);
    (void)!write(c->control, &m, size);
    _exit(125);
}

/* Moves a descriptor above all fixed places. */
static int lift(int *fd, int least)
{
    int high = fcntl(*fd, F_DUPFD_CLOEXEC, least);
    if (high < 0)
        return -1;
    close_fd(fd);
    *fd = high;
    return 0;
}

static int check_preserved(struct run *r, uint32_t count)
{
    char index[TEXT_U64];
    char all[TEXT_U64];
    char number[TEXT_U64];
    if (count <= r->caller->inherited)
        return 0;
    /* runc's integration suite (run.bats) looks for the first words. */
    r->context.what = ""; /* whatever is being cloned for */
    return fail_words(&r->failure, EBADF, "preserved-fd ", text_u64(index, r->caller->inherited), " (of ",
            text_u64(all, count), "): descriptor ", text_u64(number, 3 + (uint64_t)r->caller->inherited),
            " is not open", NULL);
}

/* Fills c; *ours becomes the launcher's end of the control socket. */
static int prepare(struct run *r, const struct plan_step *s, struct child *c, int *ours)
{
    int ends[2];
    int least = 3 + c->preserve + STAGE_DESCRIPTORS;
    if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) != 0)
        return fail_call(&r->failure, "socketpair", NULL);
    *ours = ends[0];
    c->control = ends[1];
    c->stage = r->stage >= 0 ? steal_fd(&r->stage) : sealed_stage(&r->failure);
    if (c->stage < 0)
        return -1;
    c->plan = sealed_bytes("jrunc-plan", s->f[OPS].b, s->f[OPS].len, &r->failure);
    if (c->plan < 0)
        return -1;
    if (*s->f[FIFO].s) {
        c->fifo = open_fd(s->f[FIFO].s, O_RDWR | O_CLOEXEC | O_NOFOLLOW);
        if (c->fifo < 0)
            return fail_call(&r->failure, "open", s->f[FIFO].s);
    }
    if (r->caller->trace) {
        int trace = trace_stage_begin(r->caller->trace, &r->failure);
        if (trace < 0)
            return -1;
        c->trace = fcntl(trace, F_DUPFD_CLOEXEC, least);
        if (c->trace < 0)
            return fail_call(&r->failure, "fcntl F_DUPFD", NULL);
    }
    if (lift(&c->stage, least) || lift(&c->control, least) || lift(&c->plan, least) ||
            (c->fifo >= 0 && lift(&c->fifo, least)))
        return fail_call(&r->failure, "fcntl F_DUPFD", NULL);
    return 0;
}

/* `exec --ignore-paused`: a child in a frozen cgroup does not come to its exec, for which we would wait deaf to
   signals. */
static bool will_freeze(const struct run *r, const struct sys_clone_args *args)
{
    return args->flags & CLONE_INTO_CGROUP && r->target.status == STATUS_PAUSED;
}

static long clone_child(struct run *r, const struct plan_step *s, struct child *c, int *pidfd)
{
    struct sys_clone_args args = {
            .flags = s->f[FLAGS].u | CLONE_PIDFD, .pidfd = (uint64_t)(uintptr_t)pidfd, .exit_signal = SIGCHLD};
    const char *path = s->f[CGROUP].s;
    cleanup_fd int cgroup = *path ? open_fd(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC) : -1;
    if (*path) {
        if (cgroup < 0)
            return fail_call(&r->failure, "open", path);
        args.flags |= CLONE_INTO_CGROUP;
        args.cgroup = (uint64_t)cgroup;
    }
    long pid = (will_freeze(r, &args) ? clone3_copied : clone3_shared)(&args, child_main, c);
    if (pid >= 0 || !*path)
        return pid < 0 ? fail_namespaces(&r->failure, errno, "clone3", NULL) : pid;
    char procs[FAILURE_PATH]; /* the file that other runtimes write to, and name */
    int error = errno;
    text_join(procs, sizeof procs, path, "/cgroup.procs", NULL);
    return fail_namespaces(&r->failure, error, "clone3 into", procs);
}

int op_clone(struct run *r, const struct plan_step *s)
{
    char preserve[TEXT_U64];
    char more[2] = {(char)('0' + (*s->f[FIFO].s ? INIT_FIFO : 0) + (r->caller->trace ? INIT_TRACE : 0)), '\0'};
    char program[256];
    char role[] = "init";
    cleanup_fd int ours = -1;
    int pidfd = -1;
    if (check_preserved(r, s->f[PRESERVE].u) != 0)
        return -1;
    /* Until it is not dumpable, whoever has our id on the host could reach its files through that. */
    if (s->f[FLAGS].u & CLONE_NEWUSER)
        return fail_words(&r->failure, 0, "the init stage makes a user namespace itself", NULL);
    text_copy(program, sizeof program, r->caller->program);
    struct child c = {.stage = -1,
            .control = -1,
            .plan = -1,
            .fifo = -1,
            .trace = -1,
            .preserve = (int)s->f[PRESERVE].u,
            .argv = {program, role, text_u64(preserve, s->f[PRESERVE].u), more, NULL}};
    if (prepare(r, s, &c, &ours) != 0)
        return drop(&c);
    long pid = clone_child(r, s, &c, &pidfd);
    drop(&c);
    if (pid < 0)
        return -1;
    r->container.pid = (pid_t)pid;
    r->container.session = (pid_t)pid;
    r->container.pidfd = pidfd;
    r->container.control = steal_fd(&ours);
    r->container.ops = s->f[OPS].b;
    r->container.ops_len = s->f[OPS].len;
    r->container.context = r->context;
    return 0;
}
