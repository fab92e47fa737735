#include "copyup.h"

#include <errno.h>
#include <limits.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/xattr.h>
#include <unistd.h>

#include "common/fds.h"
#include "common/sys.h"
#include "resolve.h"

enum { DEPTH_MAX = 256, ENTRIES = 32 << 10, COPY = 64 << 10, VALUE_MAX = 64 << 10 };

struct copy {
    struct stage *stage;
    struct failure *f;
    dev_t device; /* of the tree that is copied */
};

/* A descriptor opened by O_PATH takes the calls below through procfs only; the links there lead nowhere else. */
static int open_again(const struct copy *c, int fd, int flags)
{
    char path[RESOLVE_FD_PATH];
    return openat(stage_proc(c->stage), proc_fd_path(path, fd), flags | O_CLOEXEC);
}

/* Best effort: tmpfs takes few of them, and none may be named in a user namespace. */
static void copy_attributes(const struct copy *c, int from, int to)
{
    char *mark = c->stage->arena.next;
    char *names = arena_take(&c->stage->arena, VALUE_MAX);
    char *value = arena_take(&c->stage->arena, VALUE_MAX);
    ssize_t len = names && value ? flistxattr(from, names, VALUE_MAX) : -1;
    for (const char *name = names; len > 0 && name < names + len; name += strlen(name) + 1) {
        ssize_t n = fgetxattr(from, name, value, VALUE_MAX);
        if (n >= 0)
            fsetxattr(to, name, value, (size_t)n, 0);
    }
    arena_reset(&c->stage->arena, mark);
}

static int copy_bytes(const struct copy *c, int from, int to)
{
    char *mark = c->stage->arena.next;
    char *buffer = arena_take(&c->stage->arena, COPY);
    ssize_t n = buffer ? 1 : -1;
    while (n > 0 && (n = read(from, buffer, COPY)) > 0)
        if (write_all(to, buffer, (size_t)n) < 0)
            n = -1;
    arena_reset(&c->stage->arena, mark);
    return (int)n;
}

/* Owner before mode: chown(2) takes set-id bits away. */
static int finish(int to, const struct stat *st)
{
    const struct timespec times[2] = {st->st_atim, st->st_mtim};
    if (fchown(to, st->st_uid, st->st_gid) < 0 || fchmod(to, st->st_mode & 07777) < 0)
        return -1;
    return futimens(to, times);
}

static int copy_file(const struct copy *c, int source, const struct stat *st, int to, const char *name)
{
    cleanup_fd int in = open_again(c, source, O_RDONLY | O_NONBLOCK);
    cleanup_fd int out = openat(to, name, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
    if (in < 0 || out < 0 || copy_bytes(c, in, out) < 0)
        return -1;
    copy_attributes(c, in, out);
    return finish(out, st);
}

static int copy_link(int source, const struct stat *st, int to, const char *name)
{
    char target[PATH_MAX];
    ssize_t n = readlinkat(source, "", target, sizeof target - 1);
    if (n < 0)
        return -1;
    target[n] = '\0';
    if (symlinkat(target, to, name) < 0)
        return -1;
    return fchownat(to, name, st->st_uid, st->st_gid, AT_SYMLINK_NOFOLLOW);
}

static int copy_node(const struct stat *st, int to, const char *name)
{
    if (mknodat(to, name, st->st_mode, st->st_rdev) < 0)
        return -1;
    return fchownat(to, name, st->st_uid, st->st_gid, AT_SYMLINK_NOFOLLOW);
}

static int copy_directory(const struct copy *c, int from, int to, int depth);

static int copy_subdirectory(
        const struct copy *c, int source, const struct stat *st, int to, const char *name, int depth)
{
    if (mkdirat(to, name, 0700) < 0)
        return -1;
    cleanup_fd int made = openat(to, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    cleanup_fd int in = open_again(c, source, O_RDONLY | O_DIRECTORY);
    if (made < 0 || in < 0)
        return -1;
    if (st->st_dev == c->device) {
        if (copy_directory(c, in, made, depth + 1) < 0)
            return -1;
        copy_attributes(c, in, made);
    }
    return finish(made, st);
}

/* Everything by one descriptor: what is copied is what was looked at. */
static int copy_entry(const struct copy *c, int from, int to, const char *name, int depth)
{
    struct stat st;
    cleanup_fd int source = openat(from, name, O_PATH | O_NOFOLLOW | O_CLOEXEC);
    if (source < 0 || fstat(source, &st) < 0)
        return errno == ENOENT ? 0 : -1;
    switch (st.st_mode & S_IFMT) {
    case S_IFDIR:
        return copy_subdirectory(c, source, &st, to, name, depth);
    case S_IFREG:
        return copy_file(c, source, &st, to, name);
    case S_IFLNK:
        return copy_link(source, &st, to, name);
    default:
        return copy_node(&st, to, name);
    }
}

static int copy_directory(const struct copy *c, int from, int to, int depth)
{
    char *mark = c->stage->arena.next;
    char *buffer = arena_take(&c->stage->arena, ENTRIES);
    if (!buffer)
        return -1;
    if (depth > DEPTH_MAX) {
        errno = ELOOP;
        return -1;
    }
    long n;
    while ((n = syscall(SYS_getdents64, from, buffer, ENTRIES)) > 0) {
        const struct sys_dirent *e;
        for (long at = 0; at < n; at += e->size) {
            e = (const struct sys_dirent *)(const void *)(buffer + at);
            if (strcmp(e->name, ".") == 0 || strcmp(e->name, "..") == 0)
                continue;
            if (copy_entry(c, from, to, e->name, depth) < 0) {
                if (!c->f->call[0])
                    fail_call(c->f, "copy up", e->name);
                return -1;
            }
        }
    }
    arena_reset(&c->stage->arena, mark);
    return n < 0 ? -1 : 0;
}

int copy_up(struct stage *stage, int from, int to, struct failure *f)
{
    struct copy c = {.stage = stage, .f = f};
    struct stat st;
    cleanup_fd int in = open_again(&c, from, O_RDONLY | O_DIRECTORY);
    cleanup_fd int out = openat(to, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    f->call[0] = '\0';
    if (in < 0 || out < 0 || fstat(in, &st) < 0)
        return fail_call(f, "copy up", NULL);
    c.device = st.st_dev;
    if (copy_directory(&c, in, out, 0) < 0)
        return f->call[0] ? -1 : fail_call(f, "copy up", NULL);
    return 0;
}
