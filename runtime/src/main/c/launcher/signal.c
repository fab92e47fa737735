/* Signals to a container that exists. */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <signal.h>

#include "cgroup.h"
#include "common/fds.h"
#include "common/sys.h"
#include "common/text.h"
#include "ops.h"
#include "status.h"

enum { WAIT_LOOK_MS = 200 };
static const uint32_t signal_of_command = 0xffffffff;

/* STATUS had its look after the pidfd was opened. */
static bool is_known(const struct target *target)
{
    enum { ALIVE = STATUS_CREATED | STATUS_RUNNING | STATUS_PAUSED };
    return target->pidfd >= 0 && ((unsigned)target->status & ALIVE);
}

/* A pidfd of the target. The look at the start time comes after the open, so that no process that took over the pid
   can be meant. -1 with ESRCH when the target is gone. */
static int open_target(struct run *r)
{
    cleanup_fd int fd = -1;
    if (is_known(&r->target))
        return steal_fd(&r->target.pidfd);
    if (r->target.pid > 0) /* 0 and less would name a group */
        fd = sys_pidfd_open(r->target.pid);
    int alive = fd >= 0 ? process_look(r->target.pid, r->target.start) : 0;
    if (alive > 0)
        return steal_fd(&fd);
    if (alive < 0)
        return -1;
    if (fd >= 0 || errno == EINVAL || r->target.pid <= 0)
        errno = ESRCH;
    return -1;
}

static int target_failed(struct run *r, const char *call)
{
    char pid[TEXT_U64];
    if (errno == ESRCH)
        return fail_words(&r->failure, ESRCH, "container not running", NULL);
    return fail_call(&r->failure, call, text_u64(pid, (uint64_t)r->target.pid));
}

int run_signal(struct run *r, uint32_t field)
{
    int signal = field == signal_of_command ? r->signal : (int)(field & 0xff);
    if (signal < 0 || signal > 64)
        return fail_words(&r->failure, EINVAL, "no signal was named", NULL);
    return signal;
}

int op_signal(struct run *r, const struct plan_step *s)
{
    int signal = run_signal(r, s->f[0].u);
    if (signal < 0)
        return -1;
    cleanup_fd int fd = open_target(r);
    const char *call = "pidfd_open";
    if (fd >= 0) {
        call = "kill";
        if (sys_pidfd_send_signal(fd, signal) == 0) {
            if (signal == SIGKILL && *s->f[2].s)
                cgroup_thaw(s->f[2].s);
            return 0;
        }
    }
    if (errno == ESRCH && (s->f[1].u & SIGNAL_GONE_IS_FINE))
        return 0;
    return target_failed(r, call);
}

bool run_cannot_end(struct run *r)
{
    char above[PATH_MAX];
    if (!r->target.freezer || !cgroup_frozen_above(r->target.freezer, above, sizeof above) ||
            cgroup_release_killed(r->target.freezer) == 0)
        return false;
    fail_words(&r->failure, EBUSY, "container cannot end: the cgroup above it, ", above,
            ", is frozen; try again when it is thawed", NULL);
    return true;
}

int kill_wait(struct run *r, uint32_t seconds)
{
    char text[TEXT_U64];
    cleanup_fd int fd = open_target(r);
    if (fd < 0)
        return errno == ESRCH ? 0 : target_failed(r, "pidfd_open");
    if (sys_pidfd_send_signal(fd, SIGKILL) != 0)
        return errno == ESRCH ? 0 : target_failed(r, "kill");
    /* Signals may interrupt the wait, each starts it anew: at worst the caller waits longer. */
    struct pollfd p = {.fd = fd, .events = POLLIN};
    int left = (int)(seconds > 1000000 ? 1000000 : seconds) * 1000;
    for (int ready = 0; ready <= 0 && left > 0;) {
        ready = poll(&p, 1, left < WAIT_LOOK_MS ? left : WAIT_LOOK_MS);
        if (ready > 0)
            return 0;
        if (ready == 0 && run_cannot_end(r))
            return -1;
        if (ready == 0 && r->target.freezer)
            cgroup_thaw(r->target.freezer);
        left -= ready == 0 ? WAIT_LOOK_MS : 0;
    }
    return fail_words(&r->failure, ETIMEDOUT, "container process did not end within ", text_u64(text, seconds),
            " s of SIGKILL", NULL);
}

int op_kill_wait(struct run *r, const struct plan_step *s)
{
    return kill_wait(r, s->f[0].u);
}
