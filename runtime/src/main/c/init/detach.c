/* Changing the mounts of a container that runs: taking one away, and the end of a stage that runs no program. */
#include <errno.h>
#include <fcntl.h>
#include <sys/mount.h>
#include <unistd.h>

#include "common/fds.h"
#include "ops.h"
#include "resolve.h"

/* umount2(2) takes no descriptor: the mount is named by the link that procfs has for one. */
int init_detach(struct stage *stage, const struct plan_step *step, struct failure *f)
{
    const char *path = step->f[0].s;
    char link[RESOLVE_FD_PATH];
    cleanup_place struct place target = NO_PLACE;
    if (place_take(&target, root_open(stage, path, O_PATH, 0)) < 0)
        return fail_call(f, "open", path);
    if (!target.mount_root)
        return fail_words(f, EINVAL, "nothing is mounted on ", path, NULL);
    int proc = stage_proc(stage);
    if (proc < 0 || fchdir(proc) < 0)
        return fail_call(f, "open", "procfs");
    if (umount2(proc_fd_path(link, target.fd), MNT_DETACH) < 0)
        return fail_call(f, "umount2", path);
    return 0;
}

int init_done(struct stage *stage, const struct plan_step *step, struct failure *f)
{
    (void)stage;
    (void)step;
    (void)f;
    _exit(0);
}
