#include "tty.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/ioctl.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include "common/fds.h"

enum { DRAIN_WAIT_MS = 100, DRAIN_READS = 1024 };

/* A terminal that is not read takes less than it says it would, and we would wait in write(2) while signals and the end
   of the container wait for us. A pipe does not; what others share is not ours to make non-blocking. */
static int open_output(void)
{
    int own = isatty(1) ? open_fd("/proc/self/fd/1", O_WRONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC) : -1;
    return own >= 0 ? own : 1;
}

/* A job in the background may not: it is stopped until it comes to the front, and an orphaned one is refused. With
   SIGTTOU blocked, as all signals are here, the kernel would let it have its way with the terminal of the others. */
static bool make_raw(int terminal, const struct termios *raw)
{
    sigset_t stop;
    sigset_t before;
    sigemptyset(&stop);
    sigaddset(&stop, SIGTTOU);
    sigprocmask(SIG_UNBLOCK, &stop, &before);
    int result;
    do
        result = tcsetattr(terminal, TCSANOW, raw);
    while (result != 0 && errno == EINTR);
    sigprocmask(SIG_SETMASK, &before, NULL);
    return result == 0;
}

void tty_begin(struct tty *t, int terminal, int master)
{
    struct termios raw;
    *t = (struct tty){.terminal = terminal, .master = master, .to = open_output(), .input = true, .output = true};
    fcntl(master, F_SETFL, fcntl(master, F_GETFL) | O_NONBLOCK);
    if (tcgetattr(terminal, &t->before) != 0)
        return;
    raw = t->before;
    cfmakeraw(&raw);
    raw.c_oflag |= OPOST; /* the console's own ONLCR is off: the newline is translated here, once */
    t->raw = make_raw(terminal, &raw);
}

void tty_resize(const struct tty *t)
{
    struct winsize size;
    if (t->master >= 0 && ioctl(t->terminal, TIOCGWINSZ, &size) == 0)
        ioctl(t->master, TIOCSWINSZ, &size);
}

static bool empty(const struct tty_flow *flow)
{
    return flow->start == flow->end;
}

/* Reads into an empty flow; false at the end of what fd has to say. */
static bool fill(struct tty_flow *flow, int fd)
{
    ssize_t n = read(fd, flow->bytes, sizeof flow->bytes);
    flow->start = 0;
    flow->end = n > 0 ? (size_t)n : 0;
    return n > 0 || (n < 0 && (errno == EAGAIN || errno == EINTR));
}

/* Writes what can be written; false when fd takes nothing any more. */
static bool pour(struct tty_flow *flow, int fd)
{
    ssize_t n = write(fd, flow->bytes + flow->start, flow->end - flow->start);
    if (n > 0)
        flow->start += (size_t)n;
    return n >= 0 || errno == EAGAIN || errno == EINTR;
}

void tty_polls(const struct tty *t, struct pollfd *polls)
{
    short master = (short)((t->output && empty(&t->out) ? POLLIN : 0) | (empty(&t->in) ? 0 : POLLOUT));
    polls[0] = (struct pollfd){.fd = t->input && empty(&t->in) ? 0 : -1, .events = POLLIN};
    polls[1] = (struct pollfd){.fd = t->output && !empty(&t->out) ? t->to : -1, .events = POLLOUT};
    polls[2] = (struct pollfd){.fd = master ? t->master : -1, .events = master};
}

void tty_turn(struct tty *t, const struct pollfd *polls)
{
    if (polls[0].revents)
        t->input = fill(&t->in, 0); /* at its end nothing is sent: the container may go on writing */
    if (polls[1].revents && !pour(&t->out, t->to))
        t->out.start = t->out.end = 0; /* nobody takes it: dropped, the container must not block on us */
    if (polls[2].revents & POLLOUT && !pour(&t->in, t->master))
        t->in.start = t->in.end = 0;
    if (polls[2].revents & (POLLIN | POLLHUP | POLLERR) && empty(&t->out) && !fill(&t->out, t->master))
        t->master = -1; /* EIO: every slave is closed */
}

/* There is nobody any more to forward them to. */
static bool told_to_end(int signals)
{
    struct signalfd_siginfo info;
    while (read(signals, &info, sizeof info) == sizeof info)
        if (info.ssi_signo == SIGHUP || info.ssi_signo == SIGINT || info.ssi_signo == SIGQUIT ||
                info.ssi_signo == SIGTERM)
            return true;
    return false;
}

/* Who has stopped the terminal may want to see the rest, so this takes as long as it takes. False: told to end. */
static bool write_out(struct tty *t, int signals)
{
    while (!empty(&t->out)) {
        struct pollfd polls[] = {{.fd = t->to, .events = POLLOUT}, {.fd = signals, .events = POLLIN}};
        if (poll(polls, 2, -1) < 0 && errno != EINTR)
            return false;
        if (polls[1].revents && told_to_end(signals))
            return false;
        if (polls[0].revents && !pour(&t->out, t->to))
            t->out.start = t->out.end;
    }
    return true;
}

/* The kernel hands the last bytes over a little after the container's end; then it says EIO, unless somebody else holds
   a slave open, for whom we do not wait. */
void tty_end(struct tty *t, int signals)
{
    for (int reads = 0; write_out(t, signals) && reads < DRAIN_READS && t->master >= 0; reads++) {
        struct pollfd p = {.fd = t->master, .events = POLLIN};
        if (poll(&p, 1, DRAIN_WAIT_MS) <= 0 || !fill(&t->out, t->master))
            break;
    }
    if (t->raw)
        tcsetattr(t->terminal, TCSANOW, &t->before);
    t->raw = false;
    if (t->to > 2)
        close_fd(&t->to);
}
