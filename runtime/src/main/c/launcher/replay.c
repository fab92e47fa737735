#include "replay.h"

#include <errno.h>
#include <limits.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "buffer.h"
#include "build_id.h"
#include "common/sys.h"
#include "run.h"
#include "state_root.h"

enum { RECORD_ROOM = 16 << 10 }; /* that of an engine's container has about the half */

/* containerd deletes each container twice, the second time by force: what is not there needs no engine. */
static bool is_gone(const char *directory)
{
    struct stat st;
    return lstat(directory, &st) != 0 && errno == ENOENT;
}

/* Takes what the text begins with off it. */
static bool take(const char **text, const char *beginning)
{
    size_t n = strlen(beginning);
    bool has = strncmp(*text, beginning, n) == 0;
    *text += has ? n : 0;
    return has;
}

static bool is_fifo_of(const char *directory, const char *path)
{
    char cwd[PATH_MAX];
    if (directory[0] != '/' && (!getcwd(cwd, sizeof cwd) || !take(&path, cwd) || (cwd[1] && !take(&path, "/"))))
        return false;
    return take(&path, directory) && strcmp(path, "/exec.fifo") == 0;
}

/* Whether the plan looks for the container where we do: the state root may have been moved, or be seen under another
   path. Each plan has its fifo in STATUS. */
static bool is_about(const char *directory, const uint8_t *plan, size_t len)
{
    struct plan_reader reader;
    struct plan_step step;
    plan_begin(&reader, plan, len);
    while (plan_next(&reader, &step) == 1)
        if (step.op == OP_STATUS)
            return is_fifo_of(directory, step.f[0].s);
    return false;
}

int replay_command(const struct caller *c, const struct global_args *g, struct report *report)
{
    char path[PATH_MAX];
    struct command_args command;
    struct record record;
    struct failure ignored;
    struct plan_error err;
    uint8_t room[RECORD_ROOM];
    cleanup_buffer struct buffer bytes = BUFFER_ON(room);
    uint32_t len = 0;
    if (!args_command(c->argc, c->argv, g, &command) || !state_directory_path(path, g->root, command.id))
        return REPLAY_ASK_ENGINE;
    if (command.command == RECORD_DELETE_FORCE && is_gone(path))
        return report_open(report, g->log ? g->log : "", g->json, false, &ignored) == 0 ? 0 : REPLAY_ASK_ENGINE;
    if (state_file_read(&bytes, path, "record", RECORD_MAX) != 0 ||
            record_open(bytes.data, bytes.len, JRUNC_BUILD_ID, &record) != 0)
        return REPLAY_ASK_ENGINE;
    const uint8_t *plan = record_plan(&record, command.command, &len);
    if (!plan || !plan_check(plan, len, &err) || !is_about(path, plan, len))
        return REPLAY_ASK_ENGINE;
    if (report_open(report, g->log ? g->log : "", g->json, false, &ignored) != 0)
        return REPLAY_ASK_ENGINE;
    struct run r;
    run_init(&r, c, report);
    r.target.pid = (pid_t)record.pid;
    r.target.start = record.start;
    r.signal = command.signal;
    if (command.command == RECORD_KILL)
        r.target.pidfd = sys_pidfd_open(r.target.pid);
    return run_plan(&r, plan, len);
}
