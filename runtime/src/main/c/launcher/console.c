/* Descriptors for the caller: the console of the container, to a socket or kept for the proxy, and the pidfd. */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

#include "common/fds.h"
#include "common/text.h"
#include "control.h"
#include "ops.h"
#include "socket.h"

/* One message: the name as payload, the descriptor beside it. */
static int send_to(struct run *r, const char *path, const char *name, int sent)
{
    cleanup_fd int fd = socket_connect(r, path);
    if (fd < 0)
        return -1;
    return socket_send(fd, name, strlen(name), sent) == 0 ? 0 : fail_call(&r->failure, "sendmsg", path);
}

static int send_master(struct run *r, const char *path)
{
    struct container *c = &r->container;
    if (send_to(r, path, c->console[0] ? c->console : "/dev/ptmx", c->master) != 0)
        return -1;
    close_fd(&c->master);
    return 0;
}

int op_pidfd(struct run *r, const struct plan_step *s)
{
    if (r->container.pidfd < 0)
        return fail_words(&r->failure, 0, "the plan sends the pidfd of a container process that it did not make", NULL);
    return send_to(r, s->f[0].s, s->f[1].s, r->container.pidfd);
}

/* Any terminal of stdin, stdout and stderr, or else the controlling one. */
static int find_terminal(struct run *r)
{
    for (int fd = 0; fd <= 2; fd++) {
        if (!isatty(fd))
            continue;
        r->terminal = fcntl(fd, F_DUPFD_CLOEXEC, 3);
        return r->terminal < 0 ? fail_call(&r->failure, "fcntl F_DUPFD", NULL) : 0;
    }
    r->terminal = open_fd("/dev/tty", O_RDWR | O_NOCTTY | O_CLOEXEC);
    if (r->terminal >= 0)
        return 0;
    return fail_words(&r->failure, errno, "open /dev/tty: ", errno_words(errno),
            "; a terminal is asked for: call from one, or set process.terminal to false (exec: without --tty)", NULL);
}

int op_console(struct run *r, const struct plan_step *s)
{
    struct winsize size;
    struct termios modes;
    /* Looked for before anything else: without a terminal the container must not get further. */
    if (!*s->f[0].s && find_terminal(r) != 0)
        return -1;
    if (control_await_console(r) < 0)
        return -1;
    if (*s->f[0].s)
        return send_master(r, s->f[0].s);
    /* The terminal here turns line ends itself; engines, at a console socket, expect it of the container's. */
    if (tcgetattr(r->container.master, &modes) == 0) {
        modes.c_oflag &= ~(tcflag_t)ONLCR;
        tcsetattr(r->container.master, TCSANOW, &modes);
    }
    /* consoleSize has been set by the init stage; without one the size is that of the terminal here. */
    if (ioctl(r->container.master, TIOCGWINSZ, &size) == 0 && size.ws_row == 0 && size.ws_col == 0 &&
            ioctl(r->terminal, TIOCGWINSZ, &size) == 0)
        ioctl(r->container.master, TIOCSWINSZ, &size);
    return 0;
}
