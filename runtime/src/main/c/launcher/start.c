/* Starting a created container through its fifo. */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/fds.h"
#include "common/init.h"
#include "common/message.h"
#include "common/proc.h"
#include "ops.h"

static const char stopped_words[] = "cannot start a container that has stopped";

/* While there is a reader or writer. */
static bool is_empty(int fifo)
{
    int waiting;
    return ioctl(fifo, FIONREAD, &waiting) == 0 && waiting == 0;
}

static int read_fifo(const char *fifo, struct message *m, size_t *got, struct failure *f)
{
    cleanup_fd int fd = open_fd(fifo, O_RDONLY | O_NONBLOCK | O_CLOEXEC | O_NOFOLLOW);
    if (fd < 0)
        return fail_call(f, "open", fifo);
    while (*got < sizeof *m) { /* ends with EAGAIN: we hold the writing end */
        ssize_t n = read(fd, (uint8_t *)m + *got, sizeof *m - *got);
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            break;
        *got += (size_t)n;
    }
    return 0;
}

/* What the init stage left in the fifo after its reading end has closed: nothing (it has exec'd), a failure report, or
   our own byte (it died before it read that). */
static int read_report(struct run *r, int writer, const char *fifo)
{
    struct message m;
    size_t got = 0;
    if (!is_empty(writer) && read_fifo(fifo, &m, &got, &r->failure) != 0)
        return -1;
    if (got == 0 && proc_ended_as(r->target.pid, STAGE_NAME))
        return fail_words(&r->failure, ESRCH,
                "container process ended before it was executed: it was killed, or its seccomp profile allows neither "
                "execve(2) nor write(2)",
                NULL);
    if (got == 0)
        return 0;
    if (got >= MESSAGE_HEADER && message_unpack_failure(&m, got - MESSAGE_HEADER, &r->failure) == 0)
        return -1;
    return fail_words(&r->failure, ESRCH, stopped_words, NULL);
}

/* Its reader closes while the process is still ending, and runtime.md#lifecycle has it stopped when start fails. */
static int stop(struct run *r)
{
    enum { SECONDS = 10 };
    struct failure told = r->failure;
    (void)!kill_wait(r, SECONDS);
    r->failure = told;
    return -1;
}

int op_start(struct run *r, const struct plan_step *s)
{
    const char *fifo = s->f[0].s;
    /* Held open until the report was read: a fifo without any opener forgets what is in it. */
    cleanup_fd int fd = open_fd(fifo, O_WRONLY | O_NONBLOCK | O_CLOEXEC | O_NOFOLLOW);
    if (fd < 0 && errno == ENXIO)
        return fail_words(&r->failure, ENXIO, stopped_words, NULL);
    if (fd < 0)
        return fail_call(&r->failure, "open", fifo);
    struct stat st;
    if (fstat(fd, &st) != 0 || !S_ISFIFO(st.st_mode)) /* of which no reader would ever be gone */
        return fail_words(&r->failure, EINVAL, fifo, " is no fifo", NULL);
    if (write_all(fd, "", 1) != 0)
        return errno == EPIPE ? fail_words(&r->failure, EPIPE, stopped_words, NULL)
                              : fail_call(&r->failure, "write", fifo);
    struct pollfd p = {.fd = fd}; /* POLLERR: no reader left */
    while (!(p.revents & (POLLERR | POLLHUP)))
        if (poll(&p, 1, -1) < 0 && errno != EINTR)
            return fail_call(&r->failure, "poll", fifo);
    int result = read_report(r, fd, fifo) < 0 ? stop(r) : 0;
    if (unlink(fifo) != 0 && errno != ENOENT && result == 0)
        result = fail_call(&r->failure, "unlink", fifo);
    return result;
}
