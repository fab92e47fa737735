#include "control.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/signalfd.h>
#include <sys/wait.h>
#include <unistd.h>

#include "cgroup.h"
#include "common/fds.h"
#include "common/init.h"
#include "common/message.h"
#include "common/proc.h"
#include "common/signals.h"
#include "common/spawn.h"
#include "common/sys.h"
#include "common/text.h"
#include "ops.h"

enum { CHILDREN_MAX = 64 << 20 }; /* all pids that there can be, with a blank each, are half of it */

static bool is_our_child(pid_t pid)
{
    siginfo_t ignored;
    return waitid(P_PID, (id_t)pid, &ignored, WEXITED | WNOHANG | WNOWAIT) == 0;
}

/* FORK: the container process is another one from now on, our child as well; the first one has ended or will. Whoever
   can trace the stage can send for it: no process of the host's is taken for the container, and ended as such. */
static int take_pid(struct run *r, pid_t pid)
{
    struct container *c = &r->container;
    if (pid <= 1 || pid == r->engine || c->pid <= 0 || !is_our_child(pid))
        return fail_words(&r->failure, EPROTO, "the init stage sent a pid that cannot be", NULL);
    cleanup_fd int fd = sys_pidfd_open(pid);
    if (fd < 0) {
        fail_call(&r->failure, "pidfd_open", NULL);
        spawn_end(pid); /* our child, and nobody else will know of it */
        return -1;
    }
    pid_t first = c->pid;
    c->pid = pid;
    close_fd(&c->pidfd);
    c->pidfd = steal_fd(&fd);
    spawn_wait(first);
    return 0;
}

static int take_console(struct run *r, const struct message *m, int master)
{
    if (master < 0 || r->container.master >= 0) {
        close_fd(&master);
        return fail_words(&r->failure, EPROTO, "the init stage sent no console", NULL);
    }
    r->container.master = master;
    text_copy(r->container.console, sizeof r->container.console, (const char *)m->bytes);
    return 0;
}

/* Until there is a message, or the end; a foreground run, which has all signals blocked, may be told to end before. */
static int await_message(struct run *r)
{
    struct signalfd_siginfo taken;
    uint32_t signal = 0;
    while (r->ends >= 0) {
        struct pollfd polls[] = {{.fd = r->container.control, .events = POLLIN}, {.fd = r->ends, .events = POLLIN}};
        if (poll(polls, 2, -1) < 0 && errno != EINTR)
            return fail_call(&r->failure, "poll", "control socket");
        if (polls[0].revents)
            break;
        while (polls[1].revents && read(r->ends, &taken, sizeof taken) == (ssize_t)sizeof taken)
            signal = taken.ssi_signo; /* all of them: the hooks that take back are not meant */
        if (signal > 0)
            return fail_words(
                    &r->failure, 0, "interrupted by a signal to the runtime: ", signal_words((int)signal), NULL);
    }
    return 0;
}

/* One message: 0, 1 at end of file, -1 with the failure filled. */
static int take(struct run *r)
{
    struct container *c = &r->container;
    struct message m;
    size_t len = 0;
    cleanup_fd int passed = -1;
    if (await_message(r) != 0)
        return -1;
    int got = message_receive(c->control, &m, &len, &passed);
    if (got < 0 && errno == ECONNRESET) /* it ended before it took a GO; what it has sent comes behind this */
        got = message_receive(c->control, &m, &len, &passed);
    if (got == 0 || (got < 0 && errno == ECONNRESET)) {
        c->closed = true;
        return 1;
    }
    if (got < 0)
        return fail_call(&r->failure, "recvmsg", "control socket");
    switch ((enum message_kind)m.kind) {
    case MESSAGE_EVENT:
        if (m.value < 32)
            c->events |= 1U << m.value;
        return 0;
    case MESSAGE_PID:
        return take_pid(r, (pid_t)m.value);
    case MESSAGE_CONSOLE:
        return take_console(r, &m, steal_fd(&passed));
    case MESSAGE_FAILURE:
        c->failed = message_unpack_failure(&m, len, &r->failure) == 0;
        return c->failed ? -1 : fail_words(&r->failure, EPROTO, "the init stage sent a broken report", NULL);
    case MESSAGE_WARNING:
        report_line(r->report, LEVEL_WARNING, (const char *)m.bytes);
        return 0;
    case MESSAGE_DEBUG:
        report_line(r->report, LEVEL_DEBUG, (const char *)m.bytes);
        return 0;
    case MESSAGE_LISTENER:
        c->listener = (int)m.value;
        return 0;
    case MESSAGE_GO:
        break;
    }
    return fail_words(&r->failure, EPROTO, "the init stage sent an unknown message", NULL);
}

static void reap(struct container *c)
{
    if (c->pid <= 0)
        return;
    c->status = spawn_wait(c->pid);
    c->pid = 0;
    c->reaped = true;
    close_fd(&c->pidfd);
}

static const char *why_signalled(int signal)
{
    switch (signal) {
    case SIGSYS:
    case SIGILL:
        return "; its seccomp profile may allow too little";
    case SIGHUP:
        return "; whoever receives its terminal must keep that open";
    case SIGKILL: /* the last words are those by which operators of Kubernetes know it */
        return "; somebody killed it, or container init was OOM-killed (memory limit too low?)";
    default:
        return "";
    }
}

/* The init stage is gone without a word: somebody killed it, or the kernel did. */
static int died(struct run *r)
{
    char number[TEXT_U64];
    if (r->container.pid > 0)
        kill(r->container.pid, SIGKILL); /* our child, not reaped: the pid is its own */
    reap(&r->container);
    int status = r->container.status;
    int code = WEXITSTATUS(status);
    int signal = WIFSIGNALED(status) ? WTERMSIG(status) : code > 128 ? code - 128 : 0; /* the stage has handlers */
    if (signal > 0)
        return fail_words(&r->failure, 0,
                "container process ended before it could start: signal: ", signal_words(signal), why_signalled(signal),
                NULL);
    return fail_words(&r->failure, 0, "container process ended before it could start: exit status ",
            text_u64(number, (unsigned)code), NULL);
}

int control_turn(struct run *r)
{
    int result = r->container.closed ? 1 : take(r);
    return result == 1 ? died(r) : result;
}

static int no_container(struct run *r)
{
    return fail_words(&r->failure, 0, "the plan waits for a container process that it did not make", NULL);
}

/* Takes messages until one of them has set what is waited for, -1 before. */
static int await_set(struct run *r, const int *set)
{
    struct container *c = &r->container;
    if (*set < 0 && c->control < 0)
        return no_container(r);
    while (*set < 0)
        if (control_turn(r) != 0)
            return -1;
    return *set;
}

int control_await_console(struct run *r)
{
    return await_set(r, &r->container.master); /* CRIU may have handed it over already */
}

int control_await_listener(struct run *r)
{
    return await_set(r, &r->container.listener);
}

int op_await(struct run *r, const struct plan_step *s)
{
    struct container *c = &r->container;
    uint32_t event = s->f[0].u;
    if (c->control < 0 || event > 31)
        return no_container(r);
    while (!(c->events & 1U << event)) {
        int result = c->closed ? 1 : take(r);
        if (result < 0)
            return -1;
        if (result == 1)
            return event == EVENT_EXECUTED && !proc_ended_as(c->pid, STAGE_NAME) ? 0 : died(r);
    }
    c->events &= ~(1U << event);
    return 0;
}

int op_go(struct run *r, const struct plan_step *s)
{
    if (r->container.control < 0)
        return no_container(r);
    if (message_send(r->container.control, MESSAGE_GO, s->f[0].u, NULL, 0, -1) == 0)
        return 0;
    return errno == EPIPE || errno == ECONNRESET ? died(r) : fail_call(&r->failure, "sendmsg", "control socket");
}

/* The pids of our children, as text; b->failed when they cannot be told. */
static void read_children(struct buffer *b)
{
    cleanup_fd int fd = open_fd("/proc/thread-self/children", O_RDONLY | O_CLOEXEC);
    b->len = 0;
    b->failed = fd < 0 || buffer_read(b, fd, CHILDREN_MAX) != 0;
    buffer_char(b, '\0');
}

void container_note_others(struct run *r)
{
    read_children(&r->others);
}

static bool lists(const char *words, const char *word)
{
    size_t n = strlen(word);
    for (const char *at = words; (at = strstr(at, word)); at += n)
        if ((at == words || at[-1] == ' ') && (at[n] == ' ' || at[n] == '\0'))
            return true;
    return false;
}

/* A child that the init stage made and did not live to tell of, not one that the caller had before he became us. */
static bool is_of_container(const struct run *r, pid_t pid, const char *word)
{
    if (pid == r->engine)
        return false;
    if (r->container.session > 0)
        return getsid(pid) == r->container.session;
    return r->others.len > 0 && !r->others.failed && !lists((const char *)r->others.data, word);
}

static void kill_unknown_children(const struct run *r)
{
    cleanup_buffer struct buffer text = {0};
    read_children(&text);
    if (text.failed)
        return;
    char *rest = NULL;
    for (char *word = strtok_r((char *)text.data, " \n", &rest); word; word = strtok_r(NULL, " \n", &rest)) {
        uint64_t pid;
        if (text_to_u64(word, INT32_MAX, &pid) && pid > 1 && is_of_container(r, (pid_t)pid, word))
            spawn_end((pid_t)pid);
    }
}

void container_abort(struct run *r)
{
    struct container *c = &r->container;
    struct pollfd p = {.fd = c->control, .events = POLLIN};
    if (c->control < 0 && c->pid <= 0)
        return;
    if (c->control >= 0 && !c->failed) {
        struct failure own = r->failure;
        while (!c->closed && !c->failed && poll(&p, 1, 0) > 0)
            take(r);
        if (!c->failed)
            r->failure = own;
    }
    if (c->pid > 0)
        kill(c->pid, SIGKILL);
    if (r->target.status == STATUS_PAUSED && r->target.freezer)
        (void)!cgroup_release_killed(r->target.freezer);
    reap(c);
    kill_unknown_children(r);
    close_fd(&c->control);
    close_fd(&c->master);
}
