/* sd_notify(3) for a container: what it says to a socket in its state directory is passed on to the socket that the
   caller named in $NOTIFY_SOCKET. */
#include "notify.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stddef.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "common/fds.h"
#include "common/sys.h"
#include "common/text.h"
#include "ops.h"
#include "socket.h"

enum { DATAGRAM = 4096, BARRIER_MS = 30000 };
/* Datagrams at a time: more than wait as a rule (net.unix.max_dgram_qlen), and an end for who sends without one. */
enum { TURN = 16 };

static const char socket_name[] = "notify.sock";

/* Through a descriptor of the directory, so that the path may be longer than sun_path. */
static int bind_in(int directory)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    char number[TEXT_U64];
    cleanup_fd int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    text_join(address.sun_path, sizeof address.sun_path, "/proc/self/fd/", text_u64(number, (uint64_t)directory), "/",
            socket_name, NULL);
    unlinkat(directory, socket_name, 0); /* of a start that was ended while it waited */
    mode_t before = umask(0);            /* chmod(2) would go by a path that the container sees */
    int result = fd < 0 ? -1 : bind(fd, (struct sockaddr *)&address, sizeof address);
    int error = errno;
    umask(before);
    errno = error;
    return result == 0 ? steal_fd(&fd) : -1;
}

int op_notify_listen(struct run *r, const struct plan_step *s)
{
    if (!caller_env("NOTIFY_SOCKET"))
        return 0;
    cleanup_fd int directory = open_fd(s->f[0].s, O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    if (directory < 0 && errno == ENOENT)
        return 0; /* nobody was asked for it at create, so the container cannot reach it */
    if (directory < 0)
        return fail_call(&r->failure, "open", s->f[0].s);
    r->notify = bind_in(directory);
    return r->notify < 0 ? fail_call(&r->failure, "bind a notify socket in", s->f[0].s) : 0;
}

/* A socket to whoever waits for the caller's service; -1 with errno when that is nobody. */
static int reach(void)
{
    const char *host = caller_env("NOTIFY_SOCKET");
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    size_t n = host ? strlen(host) : 0;
    cleanup_fd int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    if (fd < 0)
        return -1;
    if (n == 0 || n >= sizeof address.sun_path || (host[0] != '/' && host[0] != '@')) {
        errno = n >= sizeof address.sun_path ? ENAMETOOLONG : EAFNOSUPPORT;
        return -1;
    }
    memcpy(address.sun_path, host, n);
    if (host[0] == '@')
        address.sun_path[0] = '\0';
    socket_patience(fd);
    if (connect(fd, (struct sockaddr *)&address, (socklen_t)(offsetof(struct sockaddr_un, sun_path) + n)) != 0)
        return -1;
    return steal_fd(&fd);
}

/* One datagram there; passed: -1 or a descriptor. */
static int tell(const char *text, size_t len, int passed)
{
    cleanup_fd int fd = reach();
    if (fd < 0)
        return -1;
    if (passed >= 0)
        return socket_send(fd, text, len, passed);
    return send(fd, text, len, MSG_NOSIGNAL) == (ssize_t)len ? 0 : -1;
}

/* Comes back when all that was sent before has been looked at: our credentials must be valid until then. */
static void barrier(bool wait)
{
    int ends[2];
    if (pipe2(ends, O_CLOEXEC) != 0)
        return;
    int sent = tell("BARRIER=1", strlen("BARRIER=1"), ends[1]);
    close(ends[1]);
    struct pollfd p = {.fd = ends[0]};
    while (sent == 0 && wait && poll(&p, 1, BARRIER_MS) < 0 && errno == EINTR)
        ;
    close(ends[0]);
}

static void ready(struct run *r, const char *line, pid_t main_pid, bool leaving)
{
    char text[DATAGRAM + 2];
    char number[TEXT_U64];
    if (text_join(text, sizeof text, line, "\n", NULL) && tell(text, strlen(text), -1) == 0) {
        text_join(text, sizeof text, "MAINPID=", text_u64(number, (uint64_t)main_pid), "\n", NULL);
        (void)tell(text, strlen(text), -1);
        barrier(leaving);
        return;
    }
    fail_call(&r->failure, "send to NOTIFY_SOCKET", caller_env("NOTIFY_SOCKET"));
    run_warn(r);
}

/* What tells of the service's state. The rest names processes and descriptors, which the container must not choose for
   us. */
static bool passed_on(const char *line)
{
    static const char *const names[] = {
            "STATUS=", "ERRNO=", "WATCHDOG=", "RELOADING=", "MONOTONIC_USEC=", "STOPPING=", "EXTEND_TIMEOUT_USEC="};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (strncmp(line, names[i], strlen(names[i])) == 0)
            return true;
    return false;
}

/* Takes one datagram apart; true when it has said READY. */
static bool take(struct run *r, char *text, pid_t main_pid, bool leaving)
{
    char others[DATAGRAM + 2] = "";
    size_t used = 0;
    bool is_ready = false;
    char *rest = NULL;
    for (char *line = strtok_r(text, "\n", &rest); line; line = strtok_r(NULL, "\n", &rest)) {
        if (strncmp(line, "READY=", strlen("READY=")) == 0) {
            ready(r, line, main_pid, leaving);
            is_ready = true;
        } else if (passed_on(line)) {
            size_t n = strlen(line);
            memcpy(others + used, line, n);
            others[used + n] = '\n';
            used += n + 1;
        }
    }
    if (used > 0)
        (void)tell(others, used, -1);
    return is_ready;
}

bool notify_turn(struct run *r, pid_t main_pid, bool leaving)
{
    char text[DATAGRAM + 1];
    ssize_t n = 0;
    for (int i = 0; i < TURN && n >= 0; i++) {
        /* Descriptors that came along, as those of the container's own barrier, are closed by the kernel. */
        n = recv(r->notify, text, DATAGRAM, 0);
        text[n < 0 ? 0 : n] = '\0';
        if (take(r, text, main_pid, leaving) && leaving)
            return true;
    }
    return false;
}

int op_notify_wait(struct run *r, const struct plan_step *s)
{
    (void)s;
    if (r->notify < 0)
        return 0;
    cleanup_fd int manager = reach();
    if (manager < 0) { /* as where the variable is of a service that is gone: nobody wants to know */
        fail_call(&r->failure, "connect to NOTIFY_SOCKET", caller_env("NOTIFY_SOCKET"));
        run_warn(r);
        close_fd(&r->notify);
        return 0;
    }
    pid_t pid = r->container.pid > 0 ? r->container.pid : r->target.pid;
    cleanup_fd int process = pid > 0 ? sys_pidfd_open(pid) : -1;
    run_unlock(r);
    struct pollfd polls[] = {{.fd = r->notify, .events = POLLIN}, {.fd = process, .events = POLLIN}};
    while (process >= 0) {
        if (poll(polls, 2, -1) < 0 && errno != EINTR)
            break;
        if ((polls[0].revents && notify_turn(r, pid, true)) || polls[1].revents)
            break;
    }
    close_fd(&r->notify);
    return 0;
}
