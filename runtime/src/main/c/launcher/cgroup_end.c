/* Cgroup directories: killing what is inside and removing them. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "cgroup.h"
#include "common/fds.h"
#include "ops.h"

enum { REMOVE_KILL = 1 };
enum { REMOVE_TOTAL_MS = 10000, REMOVE_LONGEST_MS = 200, CGROUP_DEPTH = 64 };

/* What is done in each directory, the deepest first; 0 or -1 with errno. */
typedef int visit(int parent, const char *name, int dir, int argument);

static int walk(int parent, const char *name, int argument, visit *each, int depth)
{
    int fd = openat(parent, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    if (fd < 0)
        return errno == ENOENT ? 0 : -1;
    DIR *dir = depth < CGROUP_DEPTH ? fdopendir(fd) : NULL;
    if (!dir) {
        close_fd(&fd);
        return -1;
    }
    int result = 0;
    for (struct dirent *e = readdir(dir); e; e = readdir(dir))
        if (e->d_type == DT_DIR && strcmp(e->d_name, ".") != 0 && strcmp(e->d_name, "..") != 0)
            result |= walk(dirfd(dir), e->d_name, argument, each, depth + 1);
    result |= each(parent, name, dirfd(dir), argument);
    int error = errno;
    closedir(dir);
    errno = error;
    return result;
}

static int kill_inside(int parent, const char *name, int dir, int signal)
{
    (void)parent;
    (void)name;
    int fd = openat(dir, "cgroup.procs", O_RDONLY | O_CLOEXEC);
    FILE *procs = fd < 0 ? NULL : fdopen(fd, "r");
    char line[32];
    if (!procs) {
        close_fd(&fd);
        return errno == ENOENT ? 0 : -1;
    }
    while (fgets(line, sizeof line, procs)) {
        long pid = strtol(line, NULL, 10);
        if (pid > 1 && pid != getpid()) /* 0: of another pid namespace */
            kill((pid_t)pid, signal);
    }
    fclose(procs);
    return 0;
}

static int remove_one(int parent, const char *name, int dir, int argument)
{
    (void)dir;
    (void)argument;
    return unlinkat(parent, name, AT_REMOVEDIR) == 0 || errno == ENOENT ? 0 : -1;
}

static int64_t now_ms(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

/* Whatever runs inside is killed; in a frozen v1 cgroup the signal takes effect when it is thawed. */
static void end_inside(const char *path)
{
    cleanup_fd int dir = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    walk(AT_FDCWD, path, SIGKILL, kill_inside, 0);
    if (dir >= 0)
        (void)cgroup_put(dir, "freezer.state", "THAWED");
}

int op_cgroup_remove(struct run *r, const struct plan_step *s)
{
    const char *path = s->f[0].s;
    int64_t end = now_ms() + REMOVE_TOTAL_MS;
    long pause = 1;
    for (;;) {
        if (rmdir(path) == 0 || errno == ENOENT)
            return 0;
        if (s->f[1].u & REMOVE_KILL) {
            int error = errno;
            end_inside(path);
            errno = error;
        }
        if (errno == EBUSY || errno == ENOTEMPTY) { /* v1 says EBUSY for children as well as for tasks */
            if (walk(AT_FDCWD, path, 0, remove_one, 0) == 0)
                return 0;
        }
        if ((errno != EBUSY && errno != ENOTEMPTY) || now_ms() >= end)
            return fail_call(&r->failure, "rmdir", path);
        if (pause > 1 && run_cannot_end(r))
            return -1;
        sleep_ms(pause);
        pause = pause * 2 > REMOVE_LONGEST_MS ? REMOVE_LONGEST_MS : pause * 2;
    }
}

int op_cgroup_kill(struct run *r, const struct plan_step *s)
{
    const char *path = s->f[0].s;
    int signal = run_signal(r, s->f[2].u);
    if (signal < 0)
        return -1;
    cleanup_fd int dir = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (dir < 0)
        return errno == ENOENT ? 0 : fail_call(&r->failure, "open", path);
    if (s->f[1].u == 2 && signal == SIGKILL && cgroup_put(dir, "cgroup.kill", "1") == 0) /* since 5.14 */
        return 0;
    return walk(AT_FDCWD, path, signal, kill_inside, 0) == 0 ? 0 : fail_call(&r->failure, "kill in", path);
}
