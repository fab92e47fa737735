/* Into the pid and time namespaces that a process can only give to children. */
#include <errno.h>
#include <sched.h>
#include <sys/mman.h>
#include <unistd.h>

#include "common/fds.h"
#include "common/message.h"
#include "common/sys.h"
#include "ops.h"

enum { FORKED_STACK = 1 << 20 };

/* Who goes on: a child of the launcher, which it tells its pid. */
static int forked(void *argument)
{
    struct stage *stage = argument;
    stage->opener_pid = 0;
    close_fd(&stage->own_proc); /* of another pid namespace */
    setsid();
    stage_guard(stage);
    if (message_send(stage->control, MESSAGE_PID, stage->outer_pid, NULL, 0, -1) < 0)
        _exit(125); /* the launcher is gone: nobody is there to be told */
    stage_go_on(stage);
}

/* The memory is handed over, not copied: of this process nothing is left but its end. */
static long fork_shared(struct stage *stage, int flags)
{
    char *stack = arena_take(&stage->arena, FORKED_STACK);
    if (!stack)
        return -1;
    return clone(forked, stack + FORKED_STACK, flags | CLONE_VM, stage, &stage->outer_pid);
}

/* Before Linux 6.2 a process with a new time namespace for its children cannot share its memory with them. */
static long fork_copied(struct stage *stage, int flags)
{
    uint32_t *told = mmap(NULL, sizeof *told, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (told == MAP_FAILED)
        return -1;
    struct sys_clone_args args = {.flags = (uint64_t)flags, .parent_tid = (uint64_t)(uintptr_t)told};
    long pid = sys_clone3(&args);
    if (pid != 0)
        return pid;
    stage->outer_pid = *told;
    _exit(forked(stage));
}

int init_fork(struct stage *stage, const struct plan_step *step, struct failure *f)
{
    /* The pid as the launcher sees it is there before the child runs (clone(2)). */
    int flags = (int)step->f[0].u | CLONE_PARENT | CLONE_PARENT_SETTID;
    long pid = stage->new_time ? fork_copied(stage, flags) : fork_shared(stage, flags);
    if (pid < 0)
        return fail_call(f, "clone", NULL);
    stage_exit(0);
}
