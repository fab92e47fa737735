#include "watch.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/inotify.h>
#include <sys/timerfd.h>
#include <unistd.h>

#include "common/fds.h"
#include "common/plan_flags.h"
#include "common/proc.h"
#include "common/sys.h"
#include "common/text.h"

void watch_end(struct watch *w)
{
    close_fd(&w->timer);
    close_fd(&w->process);
    close_fd(&w->oom);
    close_fd(&w->events);
}

/* The eventfd is told by the kernel before it kills (memory.txt of cgroup v1, section 10). */
static int oom_v1(struct watch *w, const char *directory)
{
    char path[PATH_MAX];
    char line[2 * TEXT_U64 + 2];
    char number[2][TEXT_U64];
    if (!text_join(path, sizeof path, directory, "/memory.oom_control", NULL))
        return -1;
    w->events = open_fd(path, O_RDONLY | O_CLOEXEC);
    text_join(path, sizeof path, directory, "/cgroup.event_control", NULL);
    cleanup_fd int control = open_fd(path, O_WRONLY | O_CLOEXEC);
    w->oom = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    if (w->events < 0 || control < 0 || w->oom < 0)
        return -1;
    text_join(line, sizeof line, text_u64(number[0], (uint64_t)w->oom), " ", text_u64(number[1], (uint64_t)w->events),
            NULL);
    return write_all(control, line, strlen(line));
}

/* oom_kill of memory.events; what it was when the cgroup is gone. */
static uint64_t kills(const struct watch *w)
{
    char text[512];
    ssize_t n = pread(w->events, text, sizeof text - 1, 0);
    if (n <= 0)
        return w->kills;
    text[n] = '\0';
    const char *at = strstr(text, "oom_kill ");
    return at ? strtoull(at + strlen("oom_kill "), NULL, 10) : w->kills;
}

static int oom_v2(struct watch *w, const char *directory)
{
    char path[PATH_MAX];
    if (!text_join(path, sizeof path, directory, "/memory.events", NULL))
        return -1;
    w->events = open_fd(path, O_RDONLY | O_CLOEXEC);
    w->oom = inotify_init1(IN_CLOEXEC | IN_NONBLOCK);
    if (w->events < 0 || w->oom < 0 || inotify_add_watch(w->oom, path, IN_MODIFY) < 0)
        return -1;
    w->kills = kills(w);
    return 0;
}

static int timer_every(uint64_t nanoseconds)
{
    struct timespec t = {.tv_sec = (time_t)(nanoseconds / 1000000000), .tv_nsec = (long)(nanoseconds % 1000000000)};
    struct itimerspec every = {.it_interval = t, .it_value = t};
    cleanup_fd int fd = timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC | TFD_NONBLOCK);
    if (fd < 0 || timerfd_settime(fd, 0, &every, NULL) != 0)
        return -1;
    return steal_fd(&fd);
}

int watch_begin(struct watch *w, const struct plan_step *s)
{
    struct proc_stat stat;
    const char *oom = s->f[3].s;
    watch_end(w);
    w->process = sys_pidfd_open((pid_t)s->f[0].u);
    if (w->process < 0 || proc_stat_read((pid_t)s->f[0].u, &stat) != 0)
        return -1;
    errno = ESRCH; /* the pid is somebody else's by now */
    if (stat.start != s->f[1].l)
        return -1;
    w->timer = timer_every(s->f[2].l);
    if (w->timer < 0)
        return -1;
    if (!*oom)
        return 0;
    w->version = s->f[4].u;
    return w->version == 1 ? oom_v1(w, oom) : oom_v2(w, oom);
}

static bool killed(struct watch *w)
{
    char told[4096];
    if (w->oom < 0)
        return false;
    ssize_t n = read(w->oom, told, sizeof told);
    if (w->version == 1) /* told of the end of the cgroup as well, which has nothing to read any more */
        return n > 0 && pread(w->events, told, sizeof told, 0) > 0;
    uint64_t now = kills(w);
    bool more = now > w->kills;
    w->kills = now;
    return more;
}

int watch_next(struct watch *w, struct buffer *out)
{
    if (w->timer < 0) {
        errno = EBADF;
        return -1;
    }
    for (;;) {
        uint64_t ticks;
        uint32_t what = 0;
        struct pollfd fds[] = {{.fd = w->timer, .events = POLLIN}, {.fd = w->process, .events = POLLIN},
                {.fd = w->oom, .events = POLLIN}, {.fd = 1}};
        if (poll(fds, 4, -1) < 0 && errno != EINTR)
            return -1;
        if (fds[0].revents && read(w->timer, &ticks, sizeof ticks) > 0)
            what |= NEXT_TICK;
        /* The end of the process may be seen before the notice of what ended it. */
        if ((fds[1].revents | fds[2].revents) && killed(w))
            what |= NEXT_OOM;
        if (fds[1].revents)
            what |= NEXT_END;
        if (fds[3].revents & (POLLERR | POLLHUP))
            what |= NEXT_NO_READER;
        if (what) {
            buffer_u32(out, what);
            return 0;
        }
    }
}
