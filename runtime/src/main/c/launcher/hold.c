/* What CRIU finds ready: descriptors under fixed numbers, and mount points in the root filesystem. */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/fds.h"
#include "common/sys.h"
#include "common/text.h"
#include "ops.h"

/* A request names descriptors by number, some of them the launcher's, some CRIU's: both have them under the same one.
 */
int op_hold(struct run *r, const struct plan_step *s)
{
    const char *path = s->f[1].s;
    uint32_t flags = s->f[2].u;
    int number = (int)s->f[0].u;
    char text[TEXT_U64];
    uint64_t other;
    if (r->held_count == RUN_HELD)
        return fail_words(&r->failure, 0, "more descriptors in a plan than the launcher holds", NULL);
    if (fcntl(number, F_GETFD) >= 0)
        return fail_words(&r->failure, EBUSY, "descriptor ", text_u64(text, s->f[0].u), " is in use", NULL);
    cleanup_fd int fd = -1;
    if (!(flags & HOLD_DUPLICATE)) {
        fd = open_fd(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | (flags & HOLD_DIRECTORY ? O_DIRECTORY : 0));
        if (fd < 0)
            return fail_call(&r->failure, "open", path);
    } else if (!text_to_u64(path, INT_MAX, &other)) {
        return fail_error(&r->failure, EINVAL, "dup", path);
    }
    if (dup3(fd >= 0 ? fd : (int)other, number, O_CLOEXEC) < 0)
        return fail_call(&r->failure, "dup3", path);
    r->held[r->held_count++] = (struct held){.number = number, .directory = flags & HOLD_DIRECTORY ? path : NULL};
    return 0;
}

static int open_below(int root, const char *path, uint64_t flags)
{
    return sys_openat2(root, path, flags | O_PATH | O_CLOEXEC, 0, RESOLVE_IN_ROOT | RESOLVE_NO_MAGICLINKS);
}

/* Makes the last part of path, whose parent is there. */
static int make_part(int root, const char *path, bool file)
{
    char parent[PATH_MAX];
    if (!text_copy(parent, sizeof parent, path)) {
        errno = ENAMETOOLONG;
        return -1;
    }
    char *name = strrchr(parent, '/');
    if (!name || !name[1])
        return 0;
    *name++ = '\0';
    cleanup_fd int dir = open_below(root, *parent ? parent : "/", O_DIRECTORY);
    if (dir < 0)
        return -1;
    int result = file ? mknodat(dir, name, S_IFREG | 0644, 0) : mkdirat(dir, name, 0755);
    return result != 0 && errno == EEXIST ? 0 : result;
}

/* Each part in turn; a link is followed inside the root, wherever it leads. */
int op_mount_point(struct run *r, const struct plan_step *s)
{
    const char *target = s->f[1].s;
    char path[PATH_MAX];
    cleanup_fd int root = open_fd(s->f[0].s, O_PATH | O_DIRECTORY | O_CLOEXEC);
    if (root < 0)
        return fail_call(&r->failure, "open", s->f[0].s);
    for (size_t end = 1; *target == '/' && target[end - 1]; end++) {
        end += strcspn(target + end, "/");
        if (end >= sizeof path)
            return fail_error(&r->failure, ENAMETOOLONG, "mkdir", target);
        memcpy(path, target, end);
        path[end] = '\0';
        bool last = target[end] == '\0';
        int there = open_below(root, path, 0);
        if (there < 0 && (errno != ENOENT || make_part(root, path, last && (s->f[2].u & MOUNT_POINT_FILE)) != 0))
            return fail_call(&r->failure, "make mount point", target);
        close_fd(&there);
        if (last)
            break;
    }
    return 0;
}
