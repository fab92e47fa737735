#include "facts_process.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "cgroup.h"
#include "common/fds.h"
#include "common/spawn.h"
#include "program.h"

enum { PROCS_MAX = 1 << 24 };

/* ---- RUN */

int fact_run(struct buffer *out, const struct plan_step *s)
{
    int ends[2];
    pid_t pid;
    if (s->f[0].count == 0) {
        errno = EINVAL;
        return -1;
    }
    const char **argv = calloc((size_t)s->f[0].count + 1, sizeof *argv);
    cleanup_fd int in = open_fd("/dev/null", O_RDONLY | O_CLOEXEC);
    if (!argv || in < 0 || pipe2(ends, O_CLOEXEC) != 0) {
        free(argv);
        return -1;
    }
    plan_vector(&s->f[0], argv);
    struct spawn program = {.argv = argv,
            .envp = (const char *const *)environ,
            .in = in,
            .out = ends[1],
            .err = ends[1],
            .death_signal = SIGKILL};
    struct failure f;
    int result = program_start(&program, &pid, &f);
    int error = result == 0 ? 0 : f.error;
    free(argv);
    close_fd(&ends[1]);
    if (result == 0) {
        size_t at = out->len;
        buffer_u32(out, 0);
        result = buffer_read(out, ends[0], s->f[1].u);
        error = errno;
        close_fd(&ends[0]); /* one that says too much meets EPIPE instead of waiting for us */
        int status = spawn_wait(pid);
        buffer_patch(out, at, (uint32_t)(WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status)));
    }
    close_fd(&ends[0]);
    errno = error;
    return result;
}

/* ---- PROCS */

static int procs_of(int parent, const char *name, int dir, void *out)
{
    (void)parent;
    (void)name;
    cleanup_fd int fd = openat(dir, "cgroup.procs", O_RDONLY | O_CLOEXEC);
    if (fd < 0 || buffer_read(out, fd, PROCS_MAX) != 0)
        /* A threaded cgroup has no list (cgroups(7)): its processes are in the one above. A removed one is empty. */
        return errno == EOPNOTSUPP || errno == ENODEV || errno == ENOENT ? 0 : -1;
    return 0;
}

int fact_procs(struct buffer *out, const struct plan_step *s)
{
    cleanup_fd int dir = open_fd(s->f[0].s, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    return dir < 0 ? -1 : cgroup_walk(dir, ".", procs_of, out);
}
