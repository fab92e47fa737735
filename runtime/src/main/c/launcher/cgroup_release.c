/* What has got SIGKILL in a frozen cgroup of version 1 ends when it runs again. Where it is a cgroup above the
   container's that somebody has frozen, which is not ours to thaw, it is moved out of there: it runs to its end, and
   nothing else does. */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cgroup.h"
#include "common/fds.h"
#include "common/text.h"

/* proc_pid_status(5): pending for the whole process; nobody can take SIGKILL back. */
static bool is_killed(const char *pid)
{
    char path[64];
    char *text = NULL;
    size_t size = 0;
    bool killed = false;
    text_join(path, sizeof path, "/proc/", pid, "/status", NULL);
    FILE *status = fopen(path, "re");
    while (status && !killed && getline(&text, &size, status) > 0)
        killed = strncmp(text, "ShdPnd:", 7) == 0 && strtoull(text + 7, NULL, 16) >> (SIGKILL - 1) & 1;
    if (status)
        fclose(status);
    free(text);
    return killed;
}

static int move_killed(int parent, const char *name, int dir, void *argument)
{
    (void)parent;
    (void)name;
    const int *thawed = argument;
    int fd = openat(dir, "cgroup.procs", O_RDONLY | O_CLOEXEC);
    FILE *procs = fd < 0 ? NULL : fdopen(fd, "r");
    char pid[32];
    int error = 0;
    if (!procs) {
        close_fd(&fd);
        return errno == ENOENT || errno == ENODEV ? 0 : -1;
    }
    while (fgets(pid, sizeof pid, procs)) {
        pid[strcspn(pid, "\n")] = '\0';
        if (is_killed(pid) && cgroup_put(*thawed, "cgroup.procs", pid) != 0 && errno != ESRCH)
            error = errno;
    }
    fclose(procs);
    errno = error;
    return error ? -1 : 0;
}

static bool is_frozen(const char *directory)
{
    return cgroup_says_one(directory, "freezer.self_freezing") || cgroup_says_one(directory, "freezer.parent_freezing");
}

int cgroup_release_killed(const char *freezer)
{
    char path[PATH_MAX];
    if (!text_copy(path, sizeof path, freezer)) {
        errno = ENAMETOOLONG;
        return -1;
    }
    /* The root of the hierarchy is not, and has none of these files. */
    for (char *slash = strrchr(path, '/'); slash && is_frozen(path); slash = strrchr(path, '/'))
        *slash = '\0';
    cleanup_fd int thawed = open_fd(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    return thawed < 0 ? -1 : cgroup_walk(AT_FDCWD, freezer, move_killed, &thawed);
}
