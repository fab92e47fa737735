#include <errno.h>
#include <sys/stat.h>

#include "attach.h"
#include "common/fds.h"
#include "common/sys.h"
#include "ops.h"
#include "resolve.h"

/* A mount that is locked to the directory it covers cannot be left out: mount_namespaces(7). */
static int fail_clone(struct failure *f, const char *path, bool recursive)
{
    fail_call(f, "open_tree", path);
    if (f->error != EINVAL || recursive)
        return -1;
    return fail_adds(f, "it is unbindable, or has mounts below it that a user namespace must not take away: rbind");
}

int init_source(struct stage *stage, const struct plan_step *step, struct failure *f)
{
    uint32_t slot = step->f[0].u;
    const char *path = step->f[1].s;
    if (slot == 0 || slot >= STAGE_SOURCES)
        return fail_error(f, EINVAL, "open_tree", path);
    close_fd(&stage->sources[slot]);
    stage->sources[slot] = clone_mount(AT_FDCWD, path, step->f[2].u & SOURCE_RECURSIVE, true);
    if (stage->sources[slot] < 0)
        return fail_clone(f, path, step->f[2].u & SOURCE_RECURSIVE);
    if (step->f[2].u & SOURCE_SLAVE && change_propagation(stage->sources[slot], MS_SLAVE | MS_REC) < 0)
        return fail_call(f, "mount_setattr", path);
    return 0;
}

static int take_source(struct stage *stage, const struct plan_step *step, struct failure *f)
{
    const char *source = step->f[0].s;
    uint32_t slot = step->f[1].u;
    int mount;
    if (slot >= STAGE_SOURCES)
        return fail_error(f, EINVAL, "open_tree", source);
    if (slot > 0) {
        mount = steal_fd(&stage->sources[slot]);
        return mount < 0 ? fail_error(f, EBADF, "open_tree", source) : mount;
    }
    mount = clone_mount(AT_FDCWD, source, step->f[3].u & BIND_RECURSIVE, true);
    return mount < 0 ? fail_clone(f, source, step->f[3].u & BIND_RECURSIVE) : mount;
}

int init_bind(struct stage *stage, const struct plan_step *step, struct failure *f)
{
    const char *path = step->f[2].s;
    struct stat st;
    cleanup_fd int mount = take_source(stage, step, f);
    if (mount < 0)
        return -1;
    if (step->f[3].u & BIND_PRIVATE && change_propagation(mount, MS_PRIVATE | MS_REC) < 0)
        return fail_call(f, "mount_setattr", path);
    uint64_t set = step->f[4].l;
    uint64_t clear = step->f[5].l;
    if ((set || clear) && set_attributes(mount, set, clear) < 0)
        return fail_attributes(f, mount, clear, path);
    if (change_attributes(mount, step->f[6].l, step->f[7].l, true) < 0)
        return fail_attributes(f, mount, step->f[7].l, path);
    if (fstat(mount, &st) < 0)
        return fail_call(f, "fstat", path);
    enum resolve_kind kind = S_ISDIR(st.st_mode) ? RESOLVE_DIRECTORY : RESOLVE_FILE;
    cleanup_place struct place target = NO_PLACE;
    if (root_make(stage, path, kind, 0, &target) == 0)
        return attach_mount(stage, mount, &target, path, f);
    if (errno == EISDIR) { /* with the word that Docker looks for */
        fail_error(f, ENOTDIR, "mount on", path);
        return fail_adds(f, "the source is a file, the destination a directory");
    }
    return fail_make(f, kind == RESOLVE_DIRECTORY ? "mkdir" : "mknod", path);
}
