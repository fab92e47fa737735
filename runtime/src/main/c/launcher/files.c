/* Files of the host. */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "buffer.h"
#include "common/fds.h"
#include "common/proc.h"
#include "common/text.h"
#include "ops.h"

/* Makes every missing directory above the last component of path. */
static int make_parents(const char *path, mode_t mode)
{
    char part[PATH_MAX];
    if (strlen(path) >= sizeof part) { /* before any of them is made */
        errno = ENAMETOOLONG;
        return -1;
    }
    for (const char *slash = strchr(path + 1, '/'); slash; slash = strchr(slash + 1, '/')) {
        size_t n = (size_t)(slash - path);
        memcpy(part, path, n);
        part[n] = '\0';
        if (mkdir(part, mode) != 0 && errno != EEXIST)
            return -1;
    }
    return 0;
}

/* An existing one may be a symbolic link to a directory, as /run on old systems. */
static bool is_directory(const char *path)
{
    struct stat st;
    return stat(path, &st) == 0 && S_ISDIR(st.st_mode);
}

int op_mkdir(struct run *r, const struct plan_step *s)
{
    const char *path = s->f[0].s;
    mode_t mode = s->f[1].u & 07777;
    uint32_t flags = s->f[2].u;
    mode_t before = umask(0);
    int result = flags & MKDIR_PARENTS ? make_parents(path, mode) : 0;
    if (result == 0)
        result = mkdir(path, mode);
    int error = errno;
    umask(before);
    if (result == 0 || (error == EEXIST && !(flags & MKDIR_EXCLUSIVE) && is_directory(path)))
        return 0;
    fail_error(&r->failure, error, "mkdir", path);
    return error == EEXIST && !(flags & MKDIR_EXCLUSIVE)
                   ? fail_adds(&r->failure, "what is there is neither a directory nor a link to one")
                   : -1;
}

/* A name beside path that is hidden and ours alone. */
static bool temporary_name(char *out, const char *path)
{
    char pid[TEXT_U64];
    char dir[PATH_MAX];
    const char *slash = strrchr(path, '/');
    size_t n = slash ? (size_t)(slash - path) + 1 : 0;
    if (n >= sizeof dir)
        return false;
    memcpy(dir, path, n);
    dir[n] = '\0';
    return text_join(out, PATH_MAX, dir, ".", path + n, ".", text_u64(pid, (uint64_t)getpid()), NULL);
}

/* Opens, fills and, when it is a temporary name, puts into place. */
static const char *write_file(
        const struct run *r, const struct plan_step *s, const char *name, const void *content, size_t len)
{
    const char *path = s->f[0].s;
    bool atomic = s->f[2].u & WRITE_ATOMIC;
    int how = O_WRONLY | O_CREAT | O_CLOEXEC | O_NOCTTY | O_NONBLOCK | (atomic ? O_EXCL | O_NOFOLLOW : O_TRUNC);
    mode_t before = umask(s->f[2].u & WRITE_UMASK ? r->caller->umask : 0);
    cleanup_fd int fd = open(name, how, s->f[1].u & 07777);
    if (fd < 0 && atomic && errno == EEXIST && unlink(name) == 0) /* left by one of our pid that was killed */
        fd = open(name, how, s->f[1].u & 07777);
    int error = errno;
    umask(before);
    errno = error;
    if (fd < 0)
        return "open";
    if (write_all(fd, content, len) != 0)
        return "write";
    return !atomic || rename(name, path) == 0 ? NULL : "rename";
}

/* Also by a link, as /dev/stdout. */
static bool is_device(const char *path)
{
    struct stat st;
    return stat(path, &st) == 0 && (S_ISCHR(st.st_mode) || S_ISBLK(st.st_mode));
}

int op_write(struct run *r, const struct plan_step *s)
{
    char temporary[PATH_MAX];
    const char *path = s->f[0].s;
    bool atomic = s->f[2].u & WRITE_ATOMIC;
    bool template = s->f[2].u & WRITE_TEMPLATE;
    uint8_t room[8192];
    cleanup_buffer struct buffer text = BUFFER_ON(room);
    if (template && run_expand(r, &s->f[3], &text) != 0)
        return -1;
    if (atomic && !temporary_name(temporary, path))
        return fail_error(&r->failure, ENAMETOOLONG, "open", path);
    if (atomic && is_device(path)) /* a host without its /dev/null is no use to anybody */
        return fail_words(&r->failure, EEXIST, "open ", path, ": it is a device, which no file replaces", NULL);
    const char *call = write_file(
            r, s, atomic ? temporary : path, template ? text.data : s->f[3].b, template ? text.len : s->f[3].len);
    if (!call)
        return 0;
    int error = errno;
    if (atomic && !(error == EEXIST && strcmp(call, "open") == 0))
        unlink(temporary);
    return fail_error(&r->failure, error, call, path);
}

/* A memory cgroup of version 1 that cannot shrink below what it holds: how much that is. */
static void tell_usage(struct run *r, const char *limit)
{
    static const char end[] = "limit_in_bytes";
    char path[PATH_MAX];
    char number[TEXT_U64 + 1];
    char words[64];
    size_t n = strlen(limit);
    size_t stem = n - strlen(end);
    if (n < strlen(end) || n >= sizeof path || strcmp(limit + stem, end) != 0)
        return;
    text_copy(path, stem + 1, limit);
    ssize_t len =
            text_append(path, sizeof path, "usage_in_bytes") ? read_small(AT_FDCWD, path, number, sizeof number) : -1;
    if (len < 2)
        return;
    number[len - 1] = '\0'; /* the end of its line */
    text_join(words, sizeof words, number, " bytes are in use", NULL);
    fail_adds(&r->failure, words);
}

enum { ENOTSUPP = 524 }; /* the kernel's own word for a file that it has for old times' sake only */

/* A failure of one line, in errno: 0 when it is to be passed over. */
static int put_failed(struct run *r, const struct plan_step *s, const char *call)
{
    uint32_t flags = s->f[1].u;
    int error = errno;
    if (error == ENOENT && (flags & (PUT_OPTIONAL | PUT_OR_NEXT)))
        return 0;
    if (error == ENOTSUPP && (flags & PUT_OPTIONAL))
        return 0;
    if ((error == EINVAL || error == EBUSY || error == EPERM) && (flags & PUT_TOLERANT))
        return 0;
    fail_call(&r->failure, call, s->f[0].s);
    if (error == EBUSY)
        tell_usage(r, s->f[0].s);
    return -1;
}

int op_put(struct run *r, const struct plan_step *s)
{
    cleanup_fd int fd = open_fd(s->f[0].s, O_WRONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
    if (fd < 0)
        return put_failed(r, s, "open");
    struct plan_strings lines = plan_strings(&s->f[2]);
    for (const char *line = plan_strings_next(&lines); line; line = plan_strings_next(&lines)) {
        ssize_t n;
        do
            n = write(fd, line, strlen(line)); /* one call a line: that is how the kernel takes a value */
        while (n < 0 && errno == EINTR);
        if (n < 0 && put_failed(r, s, "write") != 0)
            return -1;
    }
    r->skip = s->f[1].u & PUT_OR_NEXT;
    return 0;
}

int op_unlink(struct run *r, const struct plan_step *s)
{
    return unlink(s->f[0].s) == 0 || errno == ENOENT ? 0 : fail_call(&r->failure, "unlink", s->f[0].s);
}

int op_rmdir(struct run *r, const struct plan_step *s)
{
    return rmdir(s->f[0].s) == 0 || errno == ENOENT ? 0 : fail_call(&r->failure, "rmdir", s->f[0].s);
}

int op_fifo(struct run *r, const struct plan_step *s)
{
    const char *path = s->f[0].s;
    mode_t before = umask(0);
    int result = mkfifo(path, s->f[1].u & 07777);
    int error = errno;
    umask(before);
    if (result != 0)
        return fail_error(&r->failure, error, "mkfifo", path);
    if (lchown(path, s->f[2].u, s->f[3].u) != 0)
        return fail_call(&r->failure, "chown", path);
    return 0;
}

int op_link(struct run *r, const struct plan_step *s)
{
    uint8_t room[PATH_MAX];
    cleanup_buffer struct buffer target = BUFFER_ON(room);
    struct plan_slots slots = run_slots(r);
    if (slots.pid > 0 && (slots.start_time == 0 || !proc_is_ours()))
        return fail_words(&r->failure, 0,
                "the start time of the container process is not to be had: /proc must be that of this pid namespace",
                NULL);
    if (run_expand(r, &s->f[1], &target) != 0)
        return -1;
    /* A filesystem without such links, or without room for this one: XFS takes 1023 bytes. */
    if (symlink((const char *)target.data, s->f[0].s) == 0 || errno == EPERM || errno == ENAMETOOLONG)
        return 0;
    return fail_call(&r->failure, "symlink", s->f[0].s);
}

int op_rename(struct run *r, const struct plan_step *s)
{
    return rename(s->f[0].s, s->f[1].s) == 0 ? 0 : fail_call(&r->failure, "rename", s->f[1].s);
}
