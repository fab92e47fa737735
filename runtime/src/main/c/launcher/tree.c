/* Taking away: the state directory, and mounts that were made in the host's mount namespace. */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <unistd.h>

#include "common/fds.h"
#include "common/listing.h"
#include "common/sys.h"
#include "common/text.h"
#include "ops.h"

enum { TREE_DEPTH = 64 };

static int remove_at(int parent, const char *name, int depth);

static int empty(int dir, int depth)
{
    struct listing list;
    int result = 0;
    listing_begin(&list, dir);
    for (const struct sys_dirent *e = listing_next(&list); e && result == 0; e = listing_next(&list))
        result = remove_at(dir, e->name, depth + 1);
    return result;
}

/* What somebody has mounted below the directory is not ours to empty. */
static int open_below(int parent, const char *name, int depth)
{
    int how = O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC;
    return depth == 0 ? openat(parent, name, how) : sys_openat2(parent, name, (uint64_t)how, 0, RESOLVE_NO_XDEV);
}

/* By descriptor and without following links: what lies there is not trusted. */
static int remove_at(int parent, const char *name, int depth)
{
    if (unlinkat(parent, name, 0) == 0 || errno == ENOENT)
        return 0;
    if (errno != EISDIR && errno != EPERM)
        return -1;
    if (depth == TREE_DEPTH) {
        errno = ELOOP;
        return -1;
    }
    cleanup_fd int dir = open_below(parent, name, depth);
    if (dir < 0)
        return errno == ENOENT ? 0 : -1;
    if (empty(dir, depth) != 0)
        return -1;
    return unlinkat(parent, name, AT_REMOVEDIR) == 0 || errno == ENOENT ? 0 : -1;
}

int op_remove_state(struct run *r, const struct plan_step *s)
{
    if (remove_at(AT_FDCWD, s->f[0].s, 0) == 0)
        return 0;
    if (errno == EXDEV || errno == EBUSY)
        return fail_words(
                &r->failure, errno, "something is mounted in ", s->f[0].s, "; unmount it and try again", NULL);
    return fail_call(&r->failure, "rmdir", s->f[0].s);
}

static int unmount_target(struct run *r, int root, const char *target)
{
    char path[64];
    char number[TEXT_U64];
    while (*target == '/')
        target++;
    if (!*target)
        target = ".";
    cleanup_fd int fd = sys_openat2(root, target, O_PATH | O_CLOEXEC, 0, RESOLVE_IN_ROOT | RESOLVE_NO_MAGICLINKS);
    if (fd < 0)
        return errno == ENOENT ? 0 : fail_call(&r->failure, "openat2", target);
    text_join(path, sizeof path, "/proc/self/fd/", text_u64(number, (uint64_t)fd), NULL);
    if (umount2(path, MNT_DETACH) == 0 || errno == EINVAL || errno == ENOENT)
        return 0;
    return fail_call(&r->failure, "umount2", target);
}

int op_unmount(struct run *r, const struct plan_step *s)
{
    const struct plan_field *targets = &s->f[1];
    cleanup_fd int root = open_fd(s->f[0].s, O_PATH | O_DIRECTORY | O_CLOEXEC);
    if (root < 0)
        return errno == ENOENT ? 0 : fail_call(&r->failure, "open", s->f[0].s);
    const char **list = calloc((size_t)targets->count + 1, sizeof *list);
    if (!list)
        return fail_call(&r->failure, "calloc", NULL);
    plan_vector(targets, list);
    int result = 0;
    for (uint32_t i = targets->count; i > 0 && result == 0; i--)
        result = unmount_target(r, root, list[i - 1]);
    free(list);
    return result;
}
