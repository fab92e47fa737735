#include <errno.h>
#include <sys/stat.h>

#include "attach.h"
#include "common/fds.h"
#include "common/sys.h"
#include "ops.h"
#include "resolve.h"

static bool is_missing(int error)
{
    return error == ENOENT || error == ENOTDIR;
}

/* 1: it is there, 0: it is missing, and nothing has to be hidden. */
static int find(struct stage *stage, const char *path, struct place *target, struct failure *f)
{
    int fd = root_open_hidden(stage, path);
    if (fd < 0)
        return is_missing(errno) ? 0 : fail_call(f, "open", path);
    return place_take(target, fd) < 0 ? fail_call(f, "statx", path) : 1;
}

static int make_empty(struct failure *f)
{
    static const char *const options[][2] = {{"mode", "0755"}, {"nr_blocks", "1"}, {"nr_inodes", "1"}};
    cleanup_fd int fs = sys_fsopen("tmpfs", FSOPEN_CLOEXEC);
    if (fs < 0)
        return fail_call(f, "fsopen", "tmpfs");
    for (size_t i = 0; i < sizeof options / sizeof *options; i++)
        if (sys_fsconfig(fs, FSCONFIG_SET_STRING, options[i][0], options[i][1], 0) < 0)
            return fail_call(f, "fsconfig", "tmpfs");
    if (sys_fsconfig(fs, FSCONFIG_SET_FLAG, "ro", NULL, 0) < 0 ||
            sys_fsconfig(fs, FSCONFIG_CMD_CREATE, NULL, NULL, 0) < 0)
        return fail_call(f, "fsconfig", "tmpfs");
    int mount = sys_fsmount(
            fs, FSMOUNT_CLOEXEC, MOUNT_ATTR_RDONLY | MOUNT_ATTR_NOSUID | MOUNT_ATTR_NODEV | MOUNT_ATTR_NOEXEC);
    return mount < 0 ? fail_call(f, "fsmount", "tmpfs") : mount;
}

/* The first place takes the mount itself, later ones copies of it: a mount that is not placed cannot be copied
   before Linux 6.15. */
static int cover(
        struct stage *stage, int mount, bool *placed, const struct place *target, const char *path, struct failure *f)
{
    if (!*placed) {
        *placed = true;
        return attach_mount(stage, mount, target, path, f);
    }
    cleanup_fd int copy = copy_mount(mount);
    return copy < 0 ? fail_call(f, "open_tree", path) : attach_mount(stage, copy, target, path, f);
}

static int mask_directory(struct stage *stage, const struct place *target, const char *path, struct failure *f)
{
    if (stage->empty_mount < 0)
        stage->empty_mount = make_empty(f);
    return stage->empty_mount < 0 ? -1 : cover(stage, stage->empty_mount, &stage->empty_placed, target, path, f);
}

/* Read-only, for it is the inode of the host: the container must not change its mode. Devices can be written to all
   the same. */
static int mask_file(struct stage *stage, const struct place *target, const char *path, struct failure *f)
{
    if (stage->null_mount < 0)
        return fail_words(f, ENODEV, "mask ", path, ": /dev/null of the host is not the null device (char 1:3)", NULL);
    if (!stage->null_placed && change_attributes(stage->null_mount,
                                       MOUNT_ATTR_RDONLY | MOUNT_ATTR_NOSUID | MOUNT_ATTR_NOEXEC, 0, false) < 0)
        return fail_call(f, "mount_setattr", path);
    return cover(stage, stage->null_mount, &stage->null_placed, target, path, f);
}

int init_mask(struct stage *stage, const struct plan_step *step, struct failure *f)
{
    const char *path = step->f[0].s;
    cleanup_place struct place target = NO_PLACE;
    int found = find(stage, path, &target, f);
    if (found <= 0)
        return found;
    if (is_root(stage, &target))
        return fail_words(f, EINVAL, "mask ", path, ": it is the root of the container", NULL);
    return S_ISDIR(target.mode) ? mask_directory(stage, &target, path, f) : mask_file(stage, &target, path, f);
}

/* What is mounted below stays as it is: only the top of the recursive bind becomes read-only. Nobody would see what is
   bound over the root. */
int init_readonly(struct stage *stage, const struct plan_step *step, struct failure *f)
{
    const char *path = step->f[0].s;
    cleanup_place struct place target = NO_PLACE;
    int found = find(stage, path, &target, f);
    if (found <= 0)
        return found;
    if (is_root(stage, &target))
        return change_attributes(target.fd, MOUNT_ATTR_RDONLY, 0, false) < 0 ? fail_call(f, "mount_setattr", path) : 0;
    cleanup_fd int mount = clone_mount(target.fd, "", true, true);
    if (mount < 0)
        return fail_call(f, "open_tree", path);
    if (change_attributes(mount, MOUNT_ATTR_RDONLY, 0, false) < 0)
        return fail_call(f, "mount_setattr", path);
    return attach_mount(stage, mount, &target, path, f);
}
