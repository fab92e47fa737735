#include "spawn.h"

#include <errno.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "fds.h"
#include "guard.h"
#include "sys.h"

struct fault {
    int error;
    const char *call;
    const char *path;
};

static int place(int fd, int at)
{
    return fd < 0 ? 0 : dup2(fd, at);
}

/* The child of vfork: shares the caller's memory, so it makes system calls only and never returns. */
_Noreturn static void child(const struct spawn *s, pid_t parent, volatile struct fault *fault)
{
    const char *call = "execve";
    const char *path = s->path;
    sys_reset_signals();
    bool grouped = !s->group || setpgid(0, 0) == 0;
    if (s->death_signal) {
        prctl(PR_SET_PDEATHSIG, s->death_signal);
        if (getppid() != parent) /* it may have died before the line above */
            _exit(127);
    }
    if (!grouped) { /* a guard would end the group of the caller */
        call = "setpgid";
        path = "";
    } else if (s->guard && (*s->guard = guard_start(parent)) < 0) {
        call = "clone3";
        path = "";
    } else if (place(s->in, 0) < 0 || place(s->out, 1) < 0 || place(s->err, 2) < 0) {
        call = "dup2";
        path = "";
    } else if (s->cwd && s->cwd[0] && chdir(s->cwd) != 0) {
        call = "chdir";
        path = s->cwd;
    } else {
        sys_close_range(3, ~0U, 0); /* before 5.9: all of ours are close-on-exec anyway */
        execve(s->path, (char *const *)(uintptr_t)s->argv, (char *const *)(uintptr_t)s->envp);
    }
    fault->error = errno;
    fault->call = call;
    fault->path = path;
    _exit(127);
}

int spawn(const struct spawn *s, pid_t *pid, struct failure *f)
{
    volatile struct fault fault = {0};
    pid_t parent = getpid();
    *pid = vfork();
    if (*pid == 0)
        child(s, parent, &fault);
    if (*pid < 0)
        return fail_call(f, "vfork", s->path);
    if (fault.error == 0)
        return 0;
    spawn_wait(*pid);
    return fail_error(f, fault.error, fault.call, fault.path);
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
