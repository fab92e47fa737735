#include "attach.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/vfs.h>

#include "common/fds.h"
#include "common/sys.h"
#include "mountinfo.h"
#include "resolve.h"

int clone_mount(int dir, const char *path, bool recursive, bool follow)
{
    unsigned flags = OPEN_TREE_CLONE | OPEN_TREE_CLOEXEC;
    if (recursive)
        flags |= AT_RECURSIVE;
    if (!follow)
        flags |= AT_SYMLINK_NOFOLLOW;
    if (!*path)
        flags |= AT_EMPTY_PATH;
    return sys_open_tree(dir, path, flags);
}

int clone_private(int dir, const char *path, bool follow)
{
    cleanup_fd int mount = clone_mount(dir, path, false, follow);
    return mount < 0 || change_propagation(mount, MS_PRIVATE) < 0 ? -1 : steal_fd(&mount);
}

int copy_mount(int mount)
{
    return clone_mount(mount, "", false, true);
}

static bool is_procfs(int fd)
{
    struct statfs fs;
    return fstatfs(fd, &fs) == 0 && fs.f_type == PROC_MAGIC;
}

int check_target(int target, const char *path, struct failure *f)
{
    if (path_is_named_below(path, "/proc") || !is_procfs(target))
        return 0;
    return fail_words(f, EPERM, "mount on ", path, ": a link leads into procfs (EPERM)", NULL);
}

int refuse_on_proc(const char *path, struct failure *f)
{
    if (strcmp(path, "/proc") != 0)
        return 0;
    return fail_words(f, EPERM, "mount on /proc: only procfs may be there (EPERM)", NULL);
}

static bool is_dev(struct stage *stage, const struct place *target)
{
    cleanup_place struct place dev = NO_PLACE;
    return place_take(&dev, root_open(stage, "/dev", O_PATH | O_DIRECTORY, 0)) == 0 && same_file(&dev, target);
}

static bool covers_root(const struct stage *stage, const struct place *target)
{
    struct place root;
    return target->mount_root && stage->root >= 0 && place_look(&root, stage->root) == 0 && same_file(target, &root);
}

/* A volume that the image's own link puts over the root or /dev would get the mount points and device nodes that are
   made there later, and may be a directory of the host's. */
static int check_link(
        struct stage *stage, const struct place *target, bool on_root, const char *path, struct failure *f)
{
    const char *where = on_root && strcmp(path, "/") != 0 ? "the root" : NULL;
    bool own = path_is_named_below(path, "/dev") || path_is_named_below(path, "/proc") ||
               path_is_named_below(path, "/sys");
    if (!where && !own && is_dev(stage, target))
        where = "/dev";
    return where ? fail_words(f, EPERM, "mount on ", path, ": a link leads to ", where, " (EPERM)", NULL) : 0;
}

/* A descriptor of the mount, instead of the one that is there. */
static int keep(int *there, int mount, const char *path, struct failure *f)
{
    int own = fcntl(mount, F_DUPFD_CLOEXEC, 3);
    if (own < 0)
        return fail_call(f, "fcntl F_DUPFD_CLOEXEC", path);
    close_fd(there);
    *there = own;
    return 0;
}

int attach_mount(struct stage *stage, int mount, const struct place *target, const char *path, struct failure *f)
{
    bool on_proc = strcmp(path, "/proc") == 0;
    bool on_root = covers_root(stage, target);
    if (check_target(target->fd, path, f) < 0 || check_link(stage, target, on_root, path, f) < 0)
        return -1;
    if (on_proc && !is_procfs(mount))
        return refuse_on_proc(path, f);
    if (sys_move_mount(mount, "", target->fd, "", MOVE_MOUNT_F_EMPTY_PATH | MOVE_MOUNT_T_EMPTY_PATH) < 0)
        return fail_call(f, "move_mount", path);
    if (S_ISDIR(target->mode) && !target->made) /* there may be paths that led through it */
        close_fd(&stage->parent);
    if (on_root && keep(&stage->root, mount, path, f) < 0)
        return -1;
    return on_proc ? keep(&stage->proc_mount, mount, path, f) : 0;
}

int change_attributes(int mount, uint64_t set, uint64_t clear, bool recursive)
{
    struct sys_mount_attr attr = {.attr_set = set, .attr_clr = clear & ~set};
    if ((set | clear) & MOUNT_ATTR__ATIME)
        attr.attr_clr |= MOUNT_ATTR__ATIME;
    if (!attr.attr_set && !attr.attr_clr)
        return 0;
    return sys_mount_setattr(mount, "", AT_EMPTY_PATH | (recursive ? AT_RECURSIVE : 0), &attr);
}

int set_attributes(int mount, uint64_t set, uint64_t clear)
{
    static const uint64_t lockable = MOUNT_ATTR_RDONLY | MOUNT_ATTR_NOSUID | MOUNT_ATTR_NODEV | MOUNT_ATTR_NOEXEC;
    uint64_t others = MOUNT_ATTR_NOSYMFOLLOW;
    if (change_attributes(mount, set, clear | lockable | others, false) == 0)
        return 0;
    if (errno == EINVAL) { /* mount_setattr(2) does not know it before Linux 5.14 */
        others = 0;
        if (change_attributes(mount, set, clear | lockable, false) == 0)
            return 0;
    }
    /* What is locked, and not named, stays. */
    return errno == EPERM ? change_attributes(mount, set, clear | others, false) : -1;
}

#define LOCKED(has, option)                                                                                            \
    "the host has set " has " there, which a user namespace cannot take away: do not ask for " option

int fail_attributes(struct failure *f, int mount, uint64_t clear, const char *path)
{
    static const struct {
        uint64_t attribute;
        unsigned long flag;
        const char *words;
    } locks[] = {
            {MOUNT_ATTR_RDONLY, ST_RDONLY, LOCKED("ro", "rw")},
            {MOUNT_ATTR_NOSUID, ST_NOSUID, LOCKED("nosuid", "suid")},
            {MOUNT_ATTR_NODEV, ST_NODEV, LOCKED("nodev", "dev")},
            {MOUNT_ATTR_NOEXEC, ST_NOEXEC, LOCKED("noexec", "exec")},
    };
    struct statvfs has;
    fail_call(f, "mount_setattr", path);
    if (f->error != EPERM || fstatvfs(mount, &has) < 0)
        return -1;
    for (size_t i = 0; i < sizeof(locks) / sizeof(*locks); i++)
        if (clear & locks[i].attribute && has.f_flag & locks[i].flag)
            return fail_adds(f, locks[i].words);
    return fail_adds(f, "the host has set what a user namespace cannot take away, there or below");
}

int change_propagation(int mount, uint32_t flags)
{
    struct sys_mount_attr attr = {.propagation = flags & ~(uint32_t)MS_REC};
    return sys_mount_setattr(mount, "", AT_EMPTY_PATH | (flags & MS_REC ? AT_RECURSIVE : 0), &attr);
}
