/* A foreground run: waiting for the container process, forwarding signals, reaping. */
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/wait.h>
#include <unistd.h>

#include "common/fds.h"
#include "common/sys.h"
#include "notify.h"
#include "ops.h"
#include "tty.h"

int op_foreground(struct run *r, const struct plan_step *s)
{
    sigset_t all;
    sigset_t ends;
    struct sigaction hangup;
    sigfillset(&all);
    /* nohup(1): a blocked signal would come, ignored or not, and end the container. */
    if (sigaction(SIGHUP, NULL, &hangup) == 0 && hangup.sa_handler == SIG_IGN)
        sigdelset(&all, SIGHUP);
    if (sigprocmask(SIG_BLOCK, &all, NULL) != 0)
        return fail_call(&r->failure, "sigprocmask", NULL);
    ending_signals(&ends);
    r->signals = signalfd(-1, &all, SFD_CLOEXEC | SFD_NONBLOCK);
    r->ends = signalfd(-1, &ends, SFD_CLOEXEC | SFD_NONBLOCK);
    if (r->signals < 0 || r->ends < 0)
        return fail_call(&r->failure, "signalfd", NULL);
    if ((s->f[0].u & FOREGROUND_SUBREAPER) && prctl(PR_SET_CHILD_SUBREAPER, 1) != 0)
        return fail_call(&r->failure, "prctl PR_SET_CHILD_SUBREAPER", NULL);
    return 0;
}

/* Every child that has ended, also those that were left to us as the subreaper. */
static void reap_all(struct run *r)
{
    int status;
    pid_t pid;
    while ((pid = waitpid(-1, &status, WNOHANG)) > 0) {
        if (pid == r->engine)
            r->engine = 0;
        if (pid != r->container.pid)
            continue;
        r->container.status = status;
        r->container.reaped = true;
        r->container.pid = 0;
        close_fd(&r->container.pidfd);
    }
}

void forward_signals(struct run *r, struct tty *tty)
{
    struct signalfd_siginfo info;
    while (read(r->signals, &info, sizeof info) == sizeof info) {
        switch (info.ssi_signo) {
        case SIGCHLD:
        case SIGURG: /* Go programs send it to themselves all the time */
            break;
        case SIGWINCH:
            if (tty)
                tty_resize(tty);
            break;
        default: /* not an operation: any of 64 signals; SIGPIPE and SIGXFSZ of our own writing are ours */
            if (r->container.pid > 0 && info.ssi_pid != (uint32_t)getpid())
                (void)!sys_pidfd_send_signal(r->container.pidfd, (int)info.ssi_signo);
        }
    }
}

static int exit_status(int status)
{
    return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
}

static int watch(struct run *r, struct tty *tty)
{
    enum { FIXED = 3 };
    /* The container process itself as well: a SIGCHLD is told once, even when waitpid fails then. */
    struct pollfd polls[FIXED + TTY_POLLS] = {{.fd = r->signals, .events = POLLIN}, {.fd = r->notify, .events = POLLIN},
            {.fd = r->container.pidfd, .events = POLLIN}};
    for (;;) {
        reap_all(r);
        if (r->container.reaped)
            return 0;
        if (tty)
            tty_polls(tty, polls + FIXED);
        if (poll(polls, tty ? FIXED + TTY_POLLS : FIXED, -1) < 0) {
            if (errno == EINTR)
                continue;
            return fail_call(&r->failure, "poll", NULL);
        }
        if (polls[0].revents)
            forward_signals(r, tty);
        if (polls[1].revents)
            notify_turn(r, getpid(), false);
        if (tty)
            tty_turn(tty, polls + FIXED);
    }
}

int op_supervise(struct run *r, const struct plan_step *s)
{
    struct tty tty;
    bool proxy = (s->f[0].u & SUPERVISE_TERMINAL) && r->container.master >= 0 && r->terminal >= 0;
    if (r->signals < 0 || (r->container.pid <= 0 && !r->container.reaped))
        return fail_words(&r->failure, 0, "the plan supervises a container process that it did not make", NULL);
    run_unlock(r);
    if (proxy)
        tty_begin(&tty, r->terminal, r->container.master);
    int result = watch(r, proxy ? &tty : NULL);
    if (proxy)
        tty_end(&tty, r->signals);
    if (result != 0)
        return -1;
    r->mode = MODE_AFTER;
    run_ops(r, s->f[1].b, s->f[1].len);
    r->mode = MODE_STRICT;
    r->exit_code = exit_status(r->container.status);
    return 1;
}
