#include "facts.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "bus.h"
#include "common/fds.h"
#include "common/text.h"
#include "facts_process.h"
#include "kept_state.h"
#include "kept_words.h"
#include "ops.h"
#include "probe.h"
#include "status.h"

/* A fifo or device must not make us wait when a regular file was meant. */
static int fact_read(struct buffer *out, const struct run *r, const struct plan_step *s)
{
    struct stat st;
    size_t at = out->len;
    uint32_t flags = s->f[2].u;
    int how = O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK;
    if (flags & READ_NO_FOLLOW)
        how |= O_NOFOLLOW;
    bool input = strcmp(s->f[0].s, "-") == 0;
    cleanup_fd int fd = input ? fcntl(0, F_DUPFD_CLOEXEC, 3) : open_fd(s->f[0].s, how);
    if (fd < 0 || fstat(fd, &st) != 0)
        return -1;
    bool regular = S_ISREG(st.st_mode);
    if (!input && (flags & READ_REGULAR) && !regular) {
        errno = EINVAL;
        return -1;
    }
    /* A fifo that nobody has open for writing is at its end; one that somebody has may be slow. */
    if (!input && !regular)
        (void)fcntl(fd, F_SETFL, 0);
    int result = buffer_read_sized(out, fd, regular ? st.st_size : 0, s->f[1].u);
    if (result == 0) {
        kept_put_words(r->caller->kept, s->f[0].s, out, at);
        kept_put_state(r->caller->kept, s->f[0].s, out, at);
    }
    return result;
}

/* Whether it is a namespace that we are in. */
static bool is_own_namespace(const struct stat *st)
{
    static const char *const own[] = {"net", "ipc", "uts", "user", "mnt", "pid", "cgroup", "time"};
    char path[sizeof "/proc/self/ns/cgroup"];
    struct stat ns;
    for (size_t i = 0; i < sizeof own / sizeof *own; i++)
        if (text_join(path, sizeof path, "/proc/self/ns/", own[i], NULL) && stat(path, &ns) == 0 &&
                ns.st_ino == st->st_ino && ns.st_dev == st->st_dev)
            return true;
    return false;
}

static int fact_stat(struct buffer *out, const struct run *r, const struct plan_step *s)
{
    struct stat st;
    int how = O_PATH | O_CLOEXEC | (s->f[1].u & STAT_NO_FOLLOW ? O_NOFOLLOW : 0);
    cleanup_fd int fd = open_fd(s->f[0].s, how);
    if (fd < 0 || fstat(fd, &st) != 0)
        return -1;
    if (s->f[1].u & STAT_OWN_NAMESPACE)
        st = (struct stat){.st_mode = st.st_mode & S_IFMT, .st_ino = is_own_namespace(&st)};
    else if (s->f[1].u & STAT_LOCKED)
        st = (struct stat){.st_mode = st.st_mode & S_IFMT, .st_ino = locked_by_another(r, s->f[0].s)};
    else if (s->f[1].u & STAT_KIND)
        st = (struct stat){.st_mode = st.st_mode & S_IFMT};
    buffer_u32(out, st.st_mode);
    buffer_u32(out, st.st_uid);
    buffer_u64(out, st.st_ino);
    return 0;
}

static int is_name(const struct dirent *e)
{
    return strcmp(e->d_name, ".") != 0 && strcmp(e->d_name, "..") != 0;
}

static int by_bytes(const struct dirent **a, const struct dirent **b)
{
    return strcmp((*a)->d_name, (*b)->d_name);
}

static int fact_list(struct buffer *out, const struct plan_step *s)
{
    struct dirent **entries;
    int count = scandir(s->f[0].s, &entries, is_name, by_bytes);
    if (count < 0)
        return -1;
    for (int i = 0; i < count; i++) {
        buffer_put(out, entries[i]->d_name, strlen(entries[i]->d_name) + 1);
        free(entries[i]);
    }
    free(entries);
    return 0;
}

static int fact_readlink(struct buffer *out, const struct plan_step *s)
{
    char target[PATH_MAX];
    ssize_t n = readlink(s->f[0].s, target, sizeof target);
    if (n < 0)
        return -1;
    buffer_put(out, target, (size_t)n);
    return 0;
}

static int fact_show(struct buffer *out, const struct plan_step *s)
{
    (void)out;
    return write_patiently(1, s->f[0].b, s->f[0].len, -1);
}

/* What is asked from now on holds until the command ends. */
static int fact_lock(struct run *r, const struct plan_step *s)
{
    int result = op_lock(r, s);
    errno = result < 0 ? r->failure.error : ENOENT;
    return result == 0 ? 0 : -1;
}

/* Appends the answer: 0, -1 with errno, 1 for an operation that is no fact. */
static int fact_answer(struct buffer *out, struct run *r, struct watch *watch, const struct plan_step *s)
{
    if (s->op == OP_READ)
        return fact_read(out, r, s);
    if (s->op == OP_STAT)
        return fact_stat(out, r, s);
    if (s->op == OP_LIST)
        return fact_list(out, s);
    if (s->op == OP_READLINK)
        return fact_readlink(out, s);
    if (s->op == OP_RUN)
        return fact_run(out, s);
    if (s->op == OP_PROCS)
        return fact_procs(out, s);
    if (s->op == OP_PROBE)
        return fact_probe(out);
    if (s->op == OP_LOCK)
        return fact_lock(r, s);
    if (s->op == OP_WATCH)
        return watch_begin(watch, s);
    if (s->op == OP_NEXT)
        return watch_next(watch, out);
    if (s->op == OP_BUS)
        return fact_bus(out, s);
    return s->op == OP_SHOW ? fact_show(out, s) : 1;
}

int facts_put(struct buffer *out, struct run *r, struct watch *watch, const uint8_t *plan, size_t len)
{
    struct plan_reader reader;
    struct plan_step step;
    struct plan_error err;
    if (!plan_check(plan, len, &err) || !plan_begin(&reader, plan, len))
        return -1;
    while (plan_next(&reader, &step) == 1) {
        size_t at = out->len;
        buffer_u32(out, 0);
        buffer_u32(out, 0);
        int result = fact_answer(out, r, watch, &step);
        if (result > 0)
            return -1;
        if (result < 0) {
            int error = errno;
            out->len = at + 8;
            buffer_patch(out, at, (uint32_t)error);
        }
        buffer_patch(out, at + 4, (uint32_t)(out->len - at - 8));
    }
    return out->failed ? -1 : 0;
}
