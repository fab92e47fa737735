#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include "attach.h"
#include "common/fds.h"
#include "common/sys.h"
#include "common/text.h"
#include "ops.h"
#include "resolve.h"

struct device {
    const char *path;
    mode_t type;
    dev_t number;
    mode_t mode;
    uid_t uid;
    gid_t gid;
};

static bool is_device(const struct device *d, const struct stat *st)
{
    return (st->st_mode & S_IFMT) == d->type && (d->type == S_IFIFO || st->st_rdev == d->number);
}

/* Another file has the name already. The two short phrases are what callers of the field's runtimes look for. */
static int in_the_way(const struct device *d, const struct stat *st, struct failure *f)
{
    char number[4][TEXT_U64];
    if ((st->st_mode & S_IFMT) != d->type)
        return fail_words(f, EEXIST, d->path, " has incorrect ftype: it is no ",
                d->type == S_IFCHR   ? "character device"
                : d->type == S_IFBLK ? "block device"
                                     : "fifo",
                NULL);
    return fail_words(f, EEXIST, d->path, " has incorrect major:minor: ", text_u64(number[0], major(st->st_rdev)), ":",
            text_u64(number[1], minor(st->st_rdev)), " doesn't match expected ", text_u64(number[2], major(d->number)),
            ":", text_u64(number[3], minor(d->number)), NULL);
}

static bool has_owner(const struct device *d, const struct stat *st)
{
    return st->st_uid == d->uid && st->st_gid == d->gid;
}

/* Owner before mode (chown clears set-id bits), both by descriptor. */
static int set_owner(struct stage *stage, int parent, const char *name, const struct device *d, struct failure *f)
{
    char path[RESOLVE_FD_PATH];
    struct stat st;
    cleanup_fd int fd = openat(parent, name, O_PATH | O_NOFOLLOW | O_CLOEXEC);
    if (fd < 0 || fstat(fd, &st) < 0)
        return fail_call(f, "open", d->path);
    if (!is_device(d, &st))
        return in_the_way(d, &st, f);
    if (!has_owner(d, &st) && fchownat(fd, "", d->uid, d->gid, AT_EMPTY_PATH) < 0)
        return fail_call(f, "chown", d->path);
    return fchmodat(stage_proc(stage), proc_fd_path(path, fd), d->mode, 0) < 0 ? fail_call(f, "chmod", d->path) : 0;
}

/* Where nodes cannot be made the host's is shown, when it is the device that was asked for. */
static int bind_node(struct stage *stage, const struct device *d, struct failure *f)
{
    struct stat st;
    cleanup_fd int mount = clone_private(AT_FDCWD, d->path, true);
    if (mount < 0 || fstat(mount, &st) < 0) {
        fail_call(f, "open_tree", d->path);
        return fail_adds(f, "where devices may not be made that of the host is shown, under its own name");
    }
    if (!is_device(d, &st)) {
        fail_error(f, ENODEV, "open_tree", d->path);
        return fail_adds(f, "the host's file is another device than the configured one");
    }
    if (change_attributes(mount, MOUNT_ATTR_NOSUID | MOUNT_ATTR_NOEXEC, 0, false) < 0)
        return fail_call(f, "mount_setattr", d->path);
    cleanup_place struct place target = NO_PLACE;
    if (root_cover(stage, d->path, 0666, &target, f) < 0)
        return -1;
    return attach_mount(stage, mount, &target, d->path, f);
}

/* A caller without CAP_MKNOD, or in a device cgroup that forbids to make it. */
static int bind_instead(struct stage *stage, const struct device *d, struct failure *f)
{
    if (bind_node(stage, d, f) == 0)
        return 0;
    fail_error(f, EPERM, "mknod", d->path);
    return fail_adds(f, "nor has the host this device to show in its place");
}

/* A node that is there stays as it is: it may be the host's, in the root filesystem or mounted there. */
static int make_node(struct stage *stage, const struct device *d, struct failure *f)
{
    const char *name;
    struct stat st;
    int parent = root_parent(stage, d->path, &name);
    if (parent < 0)
        return fail_make(f, "mkdir", d->path);
    bool made = mknodat(parent, name, d->type | d->mode, d->number) == 0;
    if (!made && errno != EEXIST) {
        fail_call(f, "mknod", d->path);
        return f->error == EPERM && d->type != S_IFIFO ? bind_instead(stage, d, f) : -1;
    }
    if (fstatat(parent, name, &st, AT_SYMLINK_NOFOLLOW) < 0)
        return fail_call(f, "stat", d->path);
    if (!is_device(d, &st))
        return in_the_way(d, &st, f);
    bool finished = !made || (has_owner(d, &st) && (st.st_mode & 07777) == d->mode);
    return finished ? 0 : set_owner(stage, parent, name, d, f);
}

int init_device(struct stage *stage, const struct plan_step *step, struct failure *f)
{
    const struct plan_field *v = step->f;
    const struct device d = {v[0].s, v[1].u, makedev(v[2].u, v[3].u), v[4].u & 07777, v[5].u, v[6].u};
    return v[7].u & DEVICE_BIND ? bind_node(stage, &d, f) : make_node(stage, &d, f);
}

int init_symlink(struct stage *stage, const struct plan_step *step, struct failure *f)
{
    const char *path = step->f[1].s;
    const char *name;
    if (!strcmp(step->f[0].s, "/proc/kcore") && faccessat(stage_proc(stage), "kcore", F_OK, 0) < 0 && errno == ENOENT)
        return 0;
    int parent = root_parent(stage, path, &name);
    if (parent < 0)
        return fail_make(f, "mkdir", path);
    if (symlinkat(step->f[0].s, parent, name) < 0 && errno != EEXIST)
        return fail_call(f, "symlink", path);
    return 0;
}
