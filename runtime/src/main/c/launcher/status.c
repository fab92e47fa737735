#include "status.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#include "cgroup.h"
#include "common/fds.h"
#include "common/proc.h"
#include "common/text.h"
#include "ops.h"

const char *status_word(enum status status)
{
    switch (status) {
    case STATUS_UNKNOWN:
        return NULL;
    case STATUS_CREATING:
        return "creating";
    case STATUS_CREATED:
        return "created";
    case STATUS_RUNNING:
        return "running";
    case STATUS_PAUSED:
        return "paused";
    case STATUS_STOPPED:
        return "stopped";
    }
    return NULL;
}

/* A zombie of which threads are left is a process whose main thread alone has ended: pthread_exit(3). */
static bool has_ended(const struct proc_stat *stat)
{
    return stat->state == 'Z' ? stat->threads <= 1 : stat->state == 'X' || stat->state == 'x';
}

int process_look(pid_t pid, uint64_t start)
{
    struct proc_stat stat;
    if (pid <= 0)
        return 0;
    if (proc_stat_read(pid, &stat) != 0)
        return errno == ENOENT || errno == ESRCH ? 0 : -1;
    return stat.start == start && !has_ended(&stat);
}

bool process_ending(pid_t pid, uint64_t start)
{
    enum { EXITING = 0x4 }; /* PF_EXITING, for decades */
    struct proc_stat stat;
    if (process_look(pid, start) == 0 || proc_stat_read(pid, &stat) != 0)
        return true;
    return stat.state != 'Z' && (stat.flags & EXITING);
}

int op_on_end(struct run *r, const struct plan_step *s)
{
    r->end_words = s->f[0].s;
    r->end_context = r->context;
    return 0;
}

int op_target(struct run *r, const struct plan_step *s)
{
    r->target = (struct target){.pid = (pid_t)s->f[0].u, .start = s->f[1].l, .pidfd = -1};
    return 0;
}

bool locked_by_another(const struct run *r, const char *directory)
{
    if (r->lock_count > 0)
        return false;
    cleanup_fd int fd = open_fd(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    return fd >= 0 && flock(fd, LOCK_SH | LOCK_NB) != 0 && errno == EWOULDBLOCK;
}

/* Somebody holds the lock of the state directory that the fifo lies in: he is creating the container. */
static bool being_created(const struct run *r, const char *fifo)
{
    char dir[PATH_MAX];
    const char *slash = strrchr(fifo, '/');
    if (!slash || slash == fifo || (size_t)(slash - fifo) >= sizeof dir)
        return false;
    memcpy(dir, fifo, (size_t)(slash - fifo));
    dir[slash - fifo] = '\0';
    return locked_by_another(r, dir);
}

static bool paused(const char *freezer, unsigned version)
{
    char path[PATH_MAX];
    char text[32];
    if (!*freezer)
        return false;
    if (version == 2) /* as asked for, not as reached: a frozen parent does not make a container paused */
        return cgroup_says_one(freezer, "cgroup.freeze");
    return text_join(path, sizeof path, freezer, "/freezer.state", NULL) &&
           read_small(AT_FDCWD, path, text, sizeof text) > 0 && strncmp(text, "FROZEN", 6) == 0;
}

/* UNKNOWN with errno: whether the process lives can't be told. */
static enum status derive(const struct run *r, const char *fifo, const char *freezer, unsigned version)
{
    if (r->target.pid == 0)
        return being_created(r, fifo) ? STATUS_CREATING : STATUS_STOPPED;
    int alive = process_look(r->target.pid, r->target.start);
    if (alive <= 0)
        return alive == 0 ? STATUS_STOPPED : STATUS_UNKNOWN;
    /* Frozen first: a created container that is frozen can't be started before it is thawed. */
    if (paused(freezer, version))
        return STATUS_PAUSED;
    return *fifo && access(fifo, F_OK) == 0 ? STATUS_CREATED : STATUS_RUNNING;
}

int op_status(struct run *r, const struct plan_step *s)
{
    r->target.freezer = s->f[2].u == 1 && *s->f[1].s ? s->f[1].s : NULL;
    r->target.status = derive(r, s->f[0].s, s->f[1].s, s->f[2].u);
    return r->target.status == STATUS_UNKNOWN ? fail_call(&r->failure, "read stat of the container process in", "/proc")
                                              : 0;
}

int op_require(struct run *r, const struct plan_step *s)
{
    uint8_t room[1024];
    cleanup_buffer struct buffer message = BUFFER_ON(room);
    if ((uint32_t)r->target.status & s->f[0].u)
        return 0;
    if (run_expand(r, &s->f[1], &message) != 0)
        return -1;
    return fail_words(&r->failure, 0, (const char *)message.data, NULL);
}
