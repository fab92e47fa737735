#include "replay.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "buffer.h"
#include "build_id.h"
#include "common/fds.h"
#include "common/text.h"
#include "run.h"
#include "state_root.h"

static bool directory_path(char *out, const struct global_args *g, const char *id)
{
    char tail[PATH_MAX];
    return text_join(tail, sizeof tail, "/", id, NULL) && state_root_path(out, g->root, tail);
}

/* A record is trusted with what the container's owner may do, so it must be a file of the user who runs us, in a
   directory that is no link to another one. */
static int read_record(struct buffer *b, const char *directory)
{
    struct stat st;
    cleanup_fd int dir = open(directory, O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    if (dir < 0)
        return -1;
    cleanup_fd int fd = openat(dir, "record", O_RDONLY | O_NONBLOCK | O_NOFOLLOW | O_CLOEXEC);
    if (fd < 0 || fstat(fd, &st) != 0 || !S_ISREG(st.st_mode) || st.st_uid != geteuid())
        return -1;
    return buffer_read(b, fd, RECORD_MAX);
}

/* containerd deletes each container twice, the second time by force: what is not there needs no engine. */
static bool is_gone(const char *directory)
{
    struct stat st;
    return lstat(directory, &st) != 0 && errno == ENOENT;
}

int replay_command(const struct caller *c, const struct global_args *g, struct report *report)
{
    char path[PATH_MAX];
    struct command_args command;
    struct record record;
    struct failure ignored;
    struct plan_error err;
    cleanup_buffer struct buffer bytes = {0};
    uint32_t len = 0;
    if (!args_command(c->argc, c->argv, g, &command) || !directory_path(path, g, command.id))
        return REPLAY_ASK_ENGINE;
    if (command.command == RECORD_DELETE_FORCE && is_gone(path))
        return report_open(report, g->log ? g->log : "", g->json, false, &ignored) == 0 ? 0 : REPLAY_ASK_ENGINE;
    if (read_record(&bytes, path) != 0 || record_open(bytes.data, bytes.len, JRUNC_BUILD_ID, &record) != 0)
        return REPLAY_ASK_ENGINE;
    const uint8_t *plan = record_plan(&record, command.command, &len);
    if (!plan || !plan_check(plan, len, &err))
        return REPLAY_ASK_ENGINE;
    if (report_open(report, g->log ? g->log : "", g->json, false, &ignored) != 0)
        return REPLAY_ASK_ENGINE;
    struct run r;
    run_init(&r, c, report);
    r.target.pid = (pid_t)record.pid;
    r.target.start = record.start;
    r.signal = command.signal;
    return run_plan(&r, plan, len);
}
