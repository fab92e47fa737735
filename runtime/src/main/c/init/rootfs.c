#include <errno.h>
#include <limits.h>
#include <linux/magic.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <sys/vfs.h>
#include <unistd.h>

#include "attach.h"
#include "common/fds.h"
#include "common/sys.h"
#include "mountinfo.h"
#include "ops.h"
#include "resolve.h"

int init_root_propagation(struct stage *stage, const struct plan_step *step, struct failure *f)
{
    (void)stage;
    cleanup_fd int root = open_fd("/", O_PATH | O_DIRECTORY | O_CLOEXEC);
    if (root < 0)
        return fail_call(f, "open", "/");
    if (change_propagation(root, step->f[0].u) == 0)
        return 0;
    fail_call(f, "mount_setattr", "/");
    struct place place;
    if (place_look(&place, root) == 0 && place.mount_root)
        return -1;
    return fail_adds(f, "it is no mount point: a chroot is no place for containers");
}

/* The root of the mount that path is on. EINVAL: the process's own root is no mount point and in between. */
static int open_mount_root(struct place *place, const char *path)
{
    if (place_take(place, open_fd(path, O_PATH | O_DIRECTORY | O_CLOEXEC)) < 0)
        return -1;
    while (!place->mount_root) {
        struct place below = *place;
        int up = openat(below.fd, "..", O_PATH | O_DIRECTORY | O_CLOEXEC);
        place_close(place);
        if (place_take(place, up) < 0)
            return -1;
        if (same_file(place, &below)) {
            errno = EINVAL;
            return -1;
        }
    }
    return 0;
}

/* pivot_root(2) refuses a shared parent, and what is mounted on one would show on the host. */
static int make_parent_private(const char *path, struct failure *f)
{
    cleanup_place struct place parent = NO_PLACE;
    if (open_mount_root(&parent, path) < 0)
        return fail_call(f, "open", path);
    return change_propagation(parent.fd, MS_PRIVATE) < 0 ? fail_call(f, "mount_setattr", path) : 0;
}

/* The null device of the host, as long as its path can be trusted: CVE-2025-31133. */
static void take_null(struct stage *stage)
{
    struct stat st;
    cleanup_fd int fd = clone_private(AT_FDCWD, "/dev/null", false);
    if (fd >= 0 && fstat(fd, &st) == 0 && S_ISCHR(st.st_mode) && st.st_rdev == makedev(1, 3))
        stage->null_mount = steal_fd(&fd);
}

int init_rootfs(struct stage *stage, const struct plan_step *step, struct failure *f)
{
    const char *path = step->f[0].s;
    close_fd(&stage->root);
    if (step->f[1].u & ROOTFS_NO_MOUNTS) {
        stage->root = open_fd(path, O_PATH | O_DIRECTORY | O_CLOEXEC);
        return stage->root < 0 ? fail_call(f, "open", path) : 0;
    }
    if (!(step->f[1].u & ROOTFS_KEEP_PARENT) && make_parent_private(path, f) < 0)
        return -1;
    cleanup_fd int target = open_fd(path, O_PATH | O_DIRECTORY | O_CLOEXEC);
    if (target < 0)
        return fail_call(f, "open", path);
    cleanup_fd int mount = clone_mount(target, "", true, true);
    if (mount < 0)
        return fail_call(f, "open_tree", path);
    if (sys_move_mount(mount, "", target, "", MOVE_MOUNT_F_EMPTY_PATH | MOVE_MOUNT_T_EMPTY_PATH) < 0)
        return fail_call(f, "move_mount", path);
    stage->root = steal_fd(&mount);
    take_null(stage);
    return 0;
}

/* The old root ends up on top of the new one and is taken away there: pivot_root(2). */
static int pivot(struct failure *f)
{
    cleanup_fd int old = open_fd("/", O_PATH | O_DIRECTORY | O_CLOEXEC);
    if (old < 0)
        return fail_call(f, "open", "/");
    if (sys_pivot_root(".", ".") < 0)
        return fail_call(f, "pivot_root", "rootfs");
    if (fchdir(old) < 0)
        return fail_call(f, "fchdir", "old root");
    /* Taking it away must not reach the host: slaves receive and do not send. */
    if (change_propagation(old, MS_SLAVE | MS_REC) < 0)
        return fail_call(f, "mount_setattr", "old root");
    if (umount2(".", MNT_DETACH) < 0)
        return fail_call(f, "umount2", "old root");
    return 0;
}

/* Without pivot_root the old tree stays reachable to whoever can mount. A procfs or sysfs that shows everything there
   would let a user namespace mount a fresh one without the masks: they are covered. Taking them away would do so on the
   host as well where what they are mounted on is still shared with it, which may be another procfs at the same path. */
static int hide(const char *path, struct failure *f)
{
    struct statfs fs;
    cleanup_place struct place place = NO_PLACE;
    bool open = place_take(&place, open_fd(path, O_PATH | O_NOFOLLOW | O_CLOEXEC)) == 0;
    if (!open && (errno == ENOENT || errno == ENOTDIR || errno == EACCES))
        return 0; /* covered by another mount */
    if (!open || fstatfs(place.fd, &fs) < 0)
        return fail_call(f, "open", path);
    if (!place.mount_root || (fs.f_type != PROC_SUPER_MAGIC && fs.f_type != SYSFS_MAGIC))
        return 0;
    if (change_propagation(place.fd, MS_SLAVE) < 0)
        return fail_call(f, "mount_setattr", path);
    return mount("tmpfs", path, "tmpfs", 0, "") < 0 ? fail_call(f, "mount tmpfs", path) : 0;
}

/* The move shows wherever "/" is still shared with, and would cover the "/" of the host. */
static int stop_sending(struct failure *f)
{
    cleanup_place struct place root = NO_PLACE;
    if (open_mount_root(&root, "/") < 0)
        return fail_call(f, "open", "/");
    return change_propagation(root.fd, MS_SLAVE) < 0 ? fail_call(f, "mount_setattr", "/") : 0;
}

static int move(struct stage *stage, struct failure *f)
{
    char rootfs[PATH_MAX];
    struct mountinfo list;
    struct mountinfo_entry entry;
    char *mark = stage->arena.next;
    if (!getcwd(rootfs, sizeof rootfs))
        return fail_call(f, "getcwd", "rootfs");
    if (mountinfo_read(&list, stage_proc(stage), &stage->arena) < 0)
        return fail_call(f, "read", "/proc/self/mountinfo");
    while (mountinfo_next(&list, &entry)) {
        bool kernel = strcmp(entry.type, "proc") == 0 || strcmp(entry.type, "sysfs") == 0;
        if (kernel && !path_is_below(entry.path, rootfs) && hide(entry.path, f) < 0)
            return -1;
    }
    arena_reset(&stage->arena, mark);
    if (stop_sending(f) < 0)
        return -1;
    if (sys_move_mount(stage->root, "", AT_FDCWD, "/", MOVE_MOUNT_F_EMPTY_PATH) < 0)
        return fail_call(f, "move_mount", "/");
    return chroot(".") < 0 ? fail_call(f, "chroot", "rootfs") : 0;
}

/* An initramfs is the bottom of all mounts and cannot be taken away, pivot_root(2). What every other host does with it
   at boot, to move another root over it, is as good here. */
static bool on_initramfs(struct stage *stage)
{
    struct mountinfo list;
    struct mountinfo_entry entry;
    char *mark = stage->arena.next;
    bool found = false;
    if (mountinfo_read(&list, stage_proc(stage), &stage->arena) == 0)
        while (!found && mountinfo_next(&list, &entry))
            found = entry.topmost;
    arena_reset(&stage->arena, mark);
    return found;
}

int init_pivot(struct stage *stage, const struct plan_step *step, struct failure *f)
{
    if (fchdir(stage->root) < 0)
        return fail_call(f, "fchdir", "rootfs");
    switch ((enum pivot_mode)step->f[0].u) {
    case PIVOT_ROOT:
        if (pivot(f) < 0 && !(f->error == EINVAL && on_initramfs(stage) && move(stage, f) == 0))
            return -1;
        break;
    case PIVOT_MOVE:
        if (move(stage, f) < 0)
            return -1;
        break;
    case PIVOT_CHROOT:
        if (chroot(".") < 0)
            return fail_call(f, "chroot", "rootfs");
        break;
    }
    return chdir("/") < 0 ? fail_call(f, "chdir", "/") : 0;
}
