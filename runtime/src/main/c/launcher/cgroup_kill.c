/* A signal to every process of a cgroup, also of one whose processes fork all the time. */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cgroup.h"
#include "common/clock.h"
#include "common/fds.h"
#include "ops.h"

enum { KILL_TOTAL_MS = 10000, FREEZE_WAIT_MS = 200 };
enum { PIDS = 4194304, WORD = 64 }; /* PID_MAX_LIMIT of the kernel */
/* A fork that was past its look at the signals when SIGKILL came shows its child only a moment later. */
enum { QUIET_ROUNDS = 1, QUIET_ROUNDS_OF_KILL = 3 };

/* One search through the cgroup. */
struct sweep {
    int signal;
    uint64_t *seen; /* a bit for each pid that got the signal */
    unsigned found;
    unsigned fresh;
};

/* What stops the processes for as long as they are searched for. */
struct freezer {
    int dir;
    unsigned version;
    bool ours; /* frozen by us */
};

/* SIGKILL may come twice, and must where a pid has been used again; any other signal comes once. */
static void meet(struct sweep *sweep, long pid)
{
    uint64_t *word = &sweep->seen[pid / WORD];
    uint64_t bit = UINT64_C(1) << (pid % WORD);
    bool fresh = !(*word & bit);
    sweep->found++;
    if (fresh || sweep->signal == SIGKILL)
        kill((pid_t)pid, sweep->signal);
    if (fresh)
        sweep->fresh++;
    *word |= bit;
}

static int signal_inside(int parent, const char *name, int dir, void *argument)
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
        if (pid > 1 && pid < PIDS && pid != getpid()) /* 0: of another pid namespace */
            meet(argument, pid);
    }
    fclose(procs);
    return 0;
}

static struct freezer find_freezer(int dir, const char *v1)
{
    struct freezer freezer = {.dir = -1, .version = 1};
    if (faccessat(dir, "cgroup.freeze", F_OK, 0) == 0)
        freezer.version = 2;
    if (freezer.version == 2 || faccessat(dir, "freezer.state", F_OK, 0) == 0)
        freezer.dir = fcntl(dir, F_DUPFD_CLOEXEC, 0);
    else if (v1)
        freezer.dir = open_fd(v1, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    return freezer;
}

/* Processes that do not run do not fork. One that cannot be frozen in time is searched as it is. */
static void freeze(struct freezer *freezer)
{
    bool v2 = freezer->version == 2;
    char text[32];
    const char *file = v2 ? "cgroup.freeze" : "freezer.state";
    if (freezer->dir < 0 || freezer->ours || read_small(freezer->dir, file, text, sizeof text) <= 0)
        return;
    if (strncmp(text, v2 ? "0" : "THAWED", v2 ? 1 : 6) != 0) /* somebody paused it */
        return;
    freezer->ours = cgroup_put(freezer->dir, file, v2 ? "1" : "FROZEN") == 0;
    for (int i = 0; freezer->ours && i < FREEZE_WAIT_MS && !cgroup_frozen(freezer->dir, freezer->version); i++)
        sleep_ms(1);
}

static void thaw(struct freezer *freezer)
{
    if (freezer->ours)
        (void)!cgroup_put(freezer->dir, freezer->version == 2 ? "cgroup.freeze" : "freezer.state",
                freezer->version == 2 ? "0" : "THAWED");
    close_fd(&freezer->dir);
}

/* Until a search finds nobody new. Where the second one still does somebody forks, and is frozen. */
static int search(int dir, struct sweep *sweep, struct freezer *freezer, int64_t end)
{
    int needed = sweep->signal == SIGKILL ? QUIET_ROUNDS_OF_KILL : QUIET_ROUNDS;
    int quiet = 0;
    for (int round = 0;; round++) {
        sweep->found = sweep->fresh = 0;
        if (cgroup_walk(dir, ".", signal_inside, sweep) != 0)
            return -1;
        quiet = sweep->fresh == 0 ? quiet + 1 : 0;
        if (sweep->found == 0 || quiet == needed)
            return 0;
        if (monotonic_ms() >= end) {
            errno = ETIMEDOUT;
            return -1;
        }
        if (quiet > 0 || freezer->ours)
            sleep_ms(1);
        else if (round > 0)
            freeze(freezer);
    }
}

int cgroup_signal(int dir, int signal, bool kill_file, const char *freezer, int64_t end)
{
    if (kill_file && signal == SIGKILL && cgroup_put(dir, "cgroup.kill", "1") == 0) /* since 5.14 */
        return 0;
    struct sweep sweep = {.signal = signal, .seen = calloc(PIDS / WORD, sizeof *sweep.seen)};
    if (!sweep.seen)
        return -1;
    struct freezer brake = find_freezer(dir, freezer);
    int result = search(dir, &sweep, &brake, end);
    int error = errno;
    thaw(&brake);
    free(sweep.seen);
    errno = error;
    return result;
}

int op_cgroup_kill(struct run *r, const struct plan_step *s)
{
    const char *path = s->f[0].s;
    int signal = run_signal(r, s->f[2].u);
    if (signal < 0)
        return -1;
    cleanup_fd int dir = open_fd(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (dir < 0)
        return errno == ENOENT ? 0 : fail_call(&r->failure, "open", path);
    if (cgroup_signal(dir, signal, s->f[1].u == 2, r->target.freezer, monotonic_ms() + KILL_TOTAL_MS) == 0) {
        if (signal == SIGKILL && r->target.freezer)
            cgroup_thaw(r->target.freezer);
        return 0;
    }
    if (errno == ETIMEDOUT)
        return fail_words(&r->failure, ETIMEDOUT, "processes appear in ", path,
                " faster than they get the signal; pause the container first", NULL);
    return fail_call(&r->failure, "kill in", path);
}
