#include "guard.h"

#include <sched.h>
#include <signal.h>
#include <sys/prctl.h>
#include <unistd.h>

#include "spawn.h"
#include "sys.h"

/* A death signal reaches children only (prctl(2)), not what they have started. This one holds no file, and stays in the
   group, so that its number is nobody else's: a signal to group 0 hits no stranger. */
_Noreturn static void guard(pid_t parent)
{
    sigset_t all;
    sigfillset(&all);
    sigprocmask(SIG_BLOCK, &all, NULL);
    sys_close_range(0, ~0U, 0);
    prctl(PR_SET_PDEATHSIG, SIGTERM);
    while (getppid() == parent) /* the group may be sent anything */
        sigwaitinfo(&all, NULL);
    kill(0, SIGKILL);
    _exit(0);
}

pid_t guard_start(pid_t parent)
{
    struct sys_clone_args args = {.flags = CLONE_PARENT}; /* whose signal at the end is then the caller's: SIGCHLD */
    pid_t pid = (pid_t)sys_clone3(&args);
    if (pid == 0)
        guard(parent);
    return pid;
}

void guard_end(pid_t guard)
{
    if (guard > 0)
        spawn_end(guard);
}
