/* The console of the container: to a socket, or kept for the proxy. */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <sys/un.h>
#include <unistd.h>

#include "common/fds.h"
#include "common/text.h"
#include "control.h"
#include "ops.h"

/* Connects through a descriptor of the socket file, so that its path may be longer than sun_path. */
static int connect_to(struct run *r, const char *path)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    char number[TEXT_U64];
    cleanup_fd int file = open(path, O_PATH | O_CLOEXEC);
    if (file < 0)
        return fail_call(&r->failure, "connect", path);
    cleanup_fd int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (fd < 0)
        return fail_call(&r->failure, "socket", NULL);
    text_join(address.sun_path, sizeof address.sun_path, "/proc/self/fd/", text_u64(number, (uint64_t)file), NULL);
    int result;
    do
        result = connect(fd, (struct sockaddr *)&address, sizeof address);
    while (result != 0 && errno == EINTR);
    return result == 0 ? steal_fd(&fd) : fail_call(&r->failure, "connect", path);
}

static int send_master(struct run *r, const char *path)
{
    struct container *c = &r->container;
    cleanup_fd int fd = connect_to(r, path);
    if (fd < 0)
        return -1;
    const char *name = c->console[0] ? c->console : "/dev/ptmx";
    struct iovec part = {(void *)(uintptr_t)name, strlen(name)};
    union {
        struct cmsghdr header;
        char room[CMSG_SPACE(sizeof(int))];
    } control = {0};
    struct msghdr msg = {
            .msg_iov = &part, .msg_iovlen = 1, .msg_control = &control, .msg_controllen = sizeof control.room};
    struct cmsghdr *h = CMSG_FIRSTHDR(&msg);
    h->cmsg_level = SOL_SOCKET;
    h->cmsg_type = SCM_RIGHTS;
    h->cmsg_len = CMSG_LEN(sizeof(int));
    memcpy(CMSG_DATA(h), &c->master, sizeof c->master);
    ssize_t n;
    do
        n = sendmsg(fd, &msg, MSG_NOSIGNAL);
    while (n < 0 && errno == EINTR);
    if (n < 0)
        return fail_call(&r->failure, "sendmsg", path);
    close_fd(&c->master);
    return 0;
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
    r->terminal = open("/dev/tty", O_RDWR | O_NOCTTY | O_CLOEXEC);
    if (r->terminal >= 0)
        return 0;
    return fail_words(&r->failure, errno, "open /dev/tty: ", errno_words(errno), NULL);
}

int op_console(struct run *r, const struct plan_step *s)
{
    struct winsize size;
    /* Looked for before anything else: without a terminal the container must not get further. */
    if (!*s->f[0].s && find_terminal(r) != 0)
        return -1;
    if (control_await_console(r) != 0)
        return -1;
    if (*s->f[0].s)
        return send_master(r, s->f[0].s);
    /* consoleSize has been set by the init stage; without one the size is that of the terminal here. */
    if (ioctl(r->container.master, TIOCGWINSZ, &size) == 0 && size.ws_row == 0 && size.ws_col == 0 &&
            ioctl(r->terminal, TIOCGWINSZ, &size) == 0)
        ioctl(r->container.master, TIOCSWINSZ, &size);
    return 0;
}
