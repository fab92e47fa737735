/* What the caller sees: log settings, output, hooks. */
#include <errno.h>
#include <signal.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include "buffer.h"
#include "common/fds.h"
#include "common/hook.h"
#include "ops.h"

int op_log(struct run *r, const struct plan_step *s)
{
    return report_open(r->report, s->f[0].s, s->f[1].u == 1, s->f[2].u == 1, &r->failure);
}

/* `list | head -1`: ends as other programs do, without a word. */
static void end_without_reader(const struct caller *c)
{
    struct sigaction normal = {.sa_handler = SIG_DFL};
    if (!c->pipes_kill)
        return;
    sigaction(SIGPIPE, &normal, NULL);
    raise(SIGPIPE);
}

int output_write(const struct caller *c, int fd, const void *text, size_t len, bool may_end, struct failure *f)
{
    /* Engines start us with stdout opened for reading only. */
    if (write_patiently(fd, text, len, -1) == 0 || errno == EBADF)
        return 0;
    fail_call(f, "write", fd == 1 ? "stdout" : "stderr");
    if (errno == EPIPE && fd == 1 && may_end)
        end_without_reader(c);
    return -1;
}

int op_output(struct run *r, const struct plan_step *s)
{
    uint8_t room[4096];
    cleanup_buffer struct buffer text = BUFFER_ON(room);
    int fd = s->f[0].u == 2 ? 2 : 1;
    if (run_expand(r, &s->f[1], &text) != 0)
        return -1;
    return output_write(r->caller, fd, text.data, text.len, r->container.pid <= 0, &r->failure);
}

void ending_signals(sigset_t *set)
{
    static const int signals[] = {SIGTERM, SIGINT, SIGHUP};
    struct sigaction action;
    sigemptyset(set);
    for (size_t i = 0; i < sizeof signals / sizeof *signals; i++)
        if (sigaction(signals[i], NULL, &action) != 0 || action.sa_handler != SIG_IGN)
            sigaddset(set, signals[i]);
}

/* A hook may hang: who ends the runtime then gets a failure that takes everything back, and no hook is left behind. */
static int hook_interruptible(struct run *r, const struct plan_step *s)
{
    sigset_t ends;
    sigset_t before;
    struct plan_slots slots = run_slots(r);
    ending_signals(&ends);
    sigprocmask(SIG_BLOCK, &ends, &before);
    cleanup_fd int signals = signalfd(-1, &ends, SFD_CLOEXEC | SFD_NONBLOCK);
    int result = hook_run(s, &slots, NULL, signals, &r->failure);
    struct signalfd_siginfo taken;
    while (result != 0 && signals >= 0 && read(signals, &taken, sizeof taken) == (ssize_t)sizeof taken)
        ; /* it has done its work: we go on to take back */
    sigprocmask(SIG_SETMASK, &before, NULL);
    return result;
}

int op_hook(struct run *r, const struct plan_step *s)
{
    if (hook_interruptible(r, s) == 0)
        return 0;
    if (!(s->f[5].u & HOOK_WARN_ONLY))
        return -1;
    run_warn(r);
    return 0;
}
