/* Id maps and time offsets of the container process, written from outside. */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "common/fds.h"
#include "common/spawn.h"
#include "common/text.h"
#include "ops.h"
#include "program.h"

enum { MAP_WORDS = 1024 }; /* 340 ranges, the kernel's own limit, are 1020 numbers */

/* One write of text to /proc/PID/name. */
static int write_proc(struct run *r, const char *name, const char *text)
{
    char path[64];
    char pid[TEXT_U64];
    if (r->container.pid <= 0)
        return fail_words(&r->failure, 0, "no container process to write ", name, " of", NULL);
    text_join(path, sizeof path, "/proc/", text_u64(pid, (uint64_t)r->container.pid), "/", name, NULL);
    cleanup_fd int fd = open_fd(path, O_WRONLY | O_CLOEXEC);
    if (fd < 0)
        return fail_call(&r->failure, "open", path);
    ssize_t n;
    do
        n = write(fd, text, strlen(text)); /* the kernel takes a map once and whole */
    while (n < 0 && errno == EINTR);
    return n < 0 ? fail_call(&r->failure, "write", path) : 0;
}

/* newuidmap PID INSIDE OUTSIDE COUNT …; its own words go to our stderr. */
static int run_helper(struct run *r, const char *helper, const char *map)
{
    char pid[TEXT_U64];
    const char *argv[MAP_WORDS + 3] = {helper, text_u64(pid, (uint64_t)r->container.pid)};
    char *text = strdup(map);
    size_t n = 2;
    if (!text)
        return fail_call(&r->failure, "strdup", NULL);
    for (char *rest = text, *word = strtok_r(text, " \n", &rest); word && n < MAP_WORDS + 2;
            word = strtok_r(NULL, " \n", &rest))
        argv[n++] = word;
    struct spawn s = {.argv = argv, .envp = argv + n, .in = -1, .out = -1, .err = -1};
    pid_t child;
    int result = program_start(&s, &child, &r->failure);
    free(text);
    if (result != 0)
        return -1;
    int status = spawn_wait(child);
    if (WIFEXITED(status) && WEXITSTATUS(status) == 0)
        return 0;
    return fail_words(&r->failure, EPERM, helper, " failed", NULL);
}

int op_id_map(struct run *r, const struct plan_step *s)
{
    if (s->f[3].u == 1)
        return run_helper(r, "newuidmap", s->f[0].s) == 0 ? run_helper(r, "newgidmap", s->f[1].s) : -1;
    if (s->f[2].u == 1 && write_proc(r, "setgroups", "deny") != 0)
        return -1;
    if (write_proc(r, "uid_map", s->f[0].s) != 0)
        return -1;
    return write_proc(r, "gid_map", s->f[1].s);
}

int op_time_offsets(struct run *r, const struct plan_step *s)
{
    return write_proc(r, "timens_offsets", s->f[0].s);
}
