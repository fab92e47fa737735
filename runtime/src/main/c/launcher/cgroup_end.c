/* Cgroup directories: removing them. */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/magic.h>
#include <signal.h>
#include <string.h>
#include <sys/vfs.h>
#include <unistd.h>

#include "cgroup.h"
#include "common/clock.h"
#include "common/fds.h"
#include "common/text.h"
#include "ops.h"

enum { REMOVE_TOTAL_MS = 10000, REMOVE_LONGEST_MS = 200 };

static int remove_one(int parent, const char *name, int dir, void *argument)
{
    (void)dir;
    (void)argument;
    return unlinkat(parent, name, AT_REMOVEDIR) == 0 || errno == ENOENT ? 0 : -1;
}

/* Whatever runs inside is killed; in a frozen v1 cgroup the signal takes effect when it is thawed. */
static void end_inside(const struct run *r, const char *path, int64_t end)
{
    cleanup_fd int dir = open_fd(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (dir < 0)
        return;
    (void)cgroup_signal(dir, SIGKILL, true, r->target.freezer, end);
    cgroup_thaw(r->target.freezer ? r->target.freezer : path);
}

/* Where no cgroup filesystem is mounted, what cannot be seen is there still. */
static bool is_unmounted(const char *path)
{
    char above[PATH_MAX];
    struct statfs fs;
    if (!text_copy(above, sizeof above, path))
        return false;
    for (char *slash = strrchr(above, '/'); slash && slash != above; slash = strrchr(above, '/')) {
        *slash = '\0';
        if (statfs(above, &fs) == 0)
            return fs.f_type != CGROUP_SUPER_MAGIC && fs.f_type != CGROUP2_SUPER_MAGIC;
    }
    return true;
}

static int gone(struct run *r, const char *path)
{
    if (!is_unmounted(path))
        return 0;
    return fail_words(&r->failure, ENOENT, "cgroup ", path,
            " cannot be removed: no cgroup filesystem is mounted there; mount it and try again", NULL);
}

int op_cgroup_remove(struct run *r, const struct plan_step *s)
{
    const char *path = s->f[0].s;
    int64_t end = 0;
    long pause = 1;
    for (;;) {
        if (rmdir(path) == 0)
            return 0;
        if (errno == ENOENT)
            return gone(r, path);
        if (end == 0)
            end = monotonic_ms() + REMOVE_TOTAL_MS;
        if (s->f[1].u & CGROUP_REMOVE_KILL) {
            int error = errno;
            end_inside(r, path, end);
            errno = error;
        }
        if (errno == EBUSY || errno == ENOTEMPTY) { /* v1 says EBUSY for children as well as for tasks */
            if (cgroup_walk(AT_FDCWD, path, remove_one, NULL) == 0)
                return 0;
        }
        if ((errno != EBUSY && errno != ENOTEMPTY) || monotonic_ms() >= end)
            return fail_call(&r->failure, "rmdir", path);
        if (pause > 1 && run_cannot_end(r))
            return -1;
        sleep_ms(pause);
        pause = pause * 2 > REMOVE_LONGEST_MS ? REMOVE_LONGEST_MS : pause * 2;
    }
}
