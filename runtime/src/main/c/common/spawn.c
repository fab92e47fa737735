#include "spawn.h"

#include <errno.h>
#include <sched.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "fds.h"
#include "guard.h"
#include "stack.h"
#include "sys.h"

enum { CHILD_STACK = 16 << 10 };

/* What the child reads and what it leaves. */
struct start {
    const struct spawn *spawn;
    pid_t parent;
    int error;
    const char *call;
    const char *path;
};

static int place(int fd, int at)
{
    return fd < 0 ? 0 : dup2(fd, at);
}

pid_t spawn_shared(spawn_child *child, void *argument)
{
    _Alignas(16) char stack[CHILD_STACK];
    pid_t pid = clone(child, stack + sizeof stack, CLONE_VM | CLONE_VFORK | SIGCHLD, argument);
    stack_left(stack, sizeof stack);
    return pid;
}

static int child(void *argument)
{
    struct start *start = argument;
    const struct spawn *s = start->spawn;
    start->call = "execve";
    start->path = s->path;
    sys_reset_signals();
    bool grouped = !s->group || setpgid(0, 0) == 0;
    if (s->death_signal) {
        prctl(PR_SET_PDEATHSIG, s->death_signal);
        if (getppid() != start->parent) /* it may have died before the line above */
            _exit(127);
    }
    if (!grouped) { /* a guard would end the group of the caller */
        start->call = "setpgid";
        start->path = "";
    } else if (s->guard && (*s->guard = guard_start(start->parent)) < 0) {
        start->call = "clone3";
        start->path = "";
    } else if (place(s->in, 0) < 0 || place(s->out, 1) < 0 || place(s->err, 2) < 0) {
        start->call = "dup2";
        start->path = "";
    } else if (s->cwd && s->cwd[0] && chdir(s->cwd) != 0) {
        start->call = "chdir";
        start->path = s->cwd;
    } else {
        sys_close_range(3, ~0U, 0); /* before 5.9: all of ours are close-on-exec anyway */
        execve(s->path, (char *const *)(uintptr_t)s->argv, (char *const *)(uintptr_t)s->envp);
    }
    start->error = errno;
    _exit(127);
}

int spawn(const struct spawn *s, pid_t *pid, struct failure *f)
{
    struct start start = {.spawn = s, .parent = getpid()};
    *pid = spawn_shared(child, &start);
    if (*pid < 0)
        return fail_call(f, "clone", s->path);
    if (start.error == 0)
        return 0;
    spawn_wait(*pid);
    return fail_error(f, start.error, start.call, start.path);
}

int spawn_wait(pid_t pid)
{
    int status;
    pid_t got;
    do
        got = waitpid(pid, &status, 0);
    while (got < 0 && errno == EINTR);
    return got < 0 ? -1 : status;
}

void spawn_end(pid_t pid)
{
    /* A second try is enough for a call that is made to fail once; a wait after none has worked would be for ever. */
    if (kill(pid, SIGKILL) == 0 || kill(pid, SIGKILL) == 0)
        spawn_wait(pid);
}
