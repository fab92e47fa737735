#include "kept.h"

#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "build_id.h"
#include "bytes.h"
#include "common/fds.h"
#include "common/text.h"
#include "facts.h"
#include "kept_file.h"
#include "kept_launch.h"
#include "kept_store.h"
#include "ops.h"
#include "replay.h"
#include "request.h"
#include "state_root.h"

enum {
    KEPT_FILES = 8, /* of a container */
    KEPT_TRIES = 8  /* words that may be the id */
};

static bool is_exec(const struct caller *c, const struct global_args *g)
{
    return !g->odd && g->next < c->argc && strcmp(c->argv[g->next], "exec") == 0;
}

/* The absolute path behind one of the options whose path means nothing else to the engine; NULL for any other word.
   Such a word in front of the id is an option's value: an id has no slash. *read: the file there will be read. */
static const char *varying_path(char *const *argv, int i, bool *read)
{
    static const char *const options[] = {"log", "process", "pid-file", "console-socket", "pidfd-socket", NULL};
    const char *before = argv[i - 1];
    for (const char *const *option = options; *option; option++) {
        size_t n = strlen(*option);
        const char *word = argv[i];
        *read = strcmp(*option, "process") == 0;
        if (word[0] == '/' && before[0] == '-' && strcmp(before + (before[1] == '-' ? 2 : 1), *option) == 0)
            return word;
        if (word[0] != '-')
            continue;
        word += word[1] == '-' ? 2 : 1;
        if (strncmp(word, *option, n) == 0 && word[n] == '=' && word[n + 1] == '/')
            return word + n + 1;
    }
    return NULL;
}

/* What tells one process file from another: engines ask for all their execs in the same words. 0: there is none. */
static uint32_t content_of(const char *path)
{
    cleanup_buffer struct buffer bytes = {0};
    struct stat st;
    cleanup_fd int fd = open(path, O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
    if (fd < 0 || fstat(fd, &st) != 0 || !S_ISREG(st.st_mode) || buffer_read(&bytes, fd, KEPT_MAX) != 0)
        return 0;
    return crc32(0, bytes.data, bytes.len);
}

/* All of the request that the plan of an exec may depend on (not the time, the environment, other mounts), with the
   container's id at argv[id]; the paths that may vary go to now. */
static void key_put(struct buffer *b, const struct caller *c, int id, struct kept_paths *paths)
{
    paths->count = 0;
    buffer_string(b, JRUNC_BUILD_ID);
    buffer_string(b, c->program);
    buffer_u32(b, (uint32_t)c->argc);
    buffer_u32(b, (uint32_t)id);
    for (int i = 1; i < c->argc; i++) {
        const char *word = c->argv[i];
        bool read = false;
        const char *path = i < id && paths->count < KEPT_PATHS ? varying_path(c->argv, i, &read) : NULL;
        buffer_u32(b, path != NULL);
        buffer_block(b, word, path ? (size_t)(path - word) : strlen(word));
        if (path && read)
            buffer_u32(b, content_of(path));
        if (path)
            paths->now[paths->count++] = path;
    }
    request_put_caller(b, c);
    request_put_host(b, c);
}

/* A fifo would be empty when the engine asks for it again. */
static bool reads_files_only(const struct kept_paths *paths, const struct bytes *questions)
{
    struct plan_reader reader;
    struct plan_step step;
    struct stat st;
    if (!plan_begin(&reader, questions->p, questions->len))
        return false;
    while (plan_next(&reader, &step) == 1) {
        const char *then = step.f[0].s;
        kept_paths_apply(paths, &step);
        if (step.op == OP_READ && step.f[0].s != then && (stat(step.f[0].s, &st) != 0 || !S_ISREG(st.st_mode)))
            return false;
    }
    return true;
}

/* Whether all answers are still the same. */
static bool holds(struct run *r, const struct kept *kept)
{
    cleanup_buffer struct buffer out = {0};
    cleanup_watch struct watch watch = WATCH_NONE;
    struct bytes rest = kept->turns;
    for (uint32_t i = 0; i < kept->count; i++) {
        struct bytes questions;
        struct bytes answers;
        out.len = 0;
        if (!bytes_take(&rest, &questions) || !bytes_take(&rest, &answers) ||
                !reads_files_only(&kept->paths, &questions) ||
                facts_put(&out, r, &watch, questions.p, questions.len) != 0 || out.len != answers.len ||
                memcmp(out.data, answers.p, answers.len) != 0)
            return false;
    }
    return true;
}

static int try_id(const struct caller *c, const struct global_args *g, int id, struct report *report)
{
    char path[PATH_MAX];
    cleanup_buffer struct buffer key = {0};
    cleanup_buffer struct buffer bytes = {0};
    struct kept kept;
    struct kept_paths now;
    struct run r;
    key_put(&key, c, id, &now);
    if (key.failed || !state_directory_path(path, g->root, c->argv[id]))
        return REPLAY_ASK_ENGINE;
    cleanup_fd int directory = open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    struct kept_store store = {directory, KEPT_FILES};
    if (directory < 0 || !kept_find(&store, &key, &bytes, &kept) || kept.paths.count != now.count)
        return REPLAY_ASK_ENGINE;
    memcpy(kept.paths.now, now.now, sizeof now.now);
    run_init(&r, c, report);
    r.paths = &kept.paths;
    return holds(&r, &kept) ? run_plan(&r, kept.final.p, kept.final.len) : REPLAY_ASK_ENGINE;
}

int kept_command(const struct caller *c, const struct global_args *g, struct report *report)
{
    int tries = 0;
    if (!is_exec(c, g))
        return REPLAY_ASK_ENGINE;
    for (int i = g->next + 1; i < c->argc && tries < KEPT_TRIES; i++) {
        if (c->argv[i][0] == '-' || !args_id_ok(c->argv[i]))
            continue;
        tries++;
        int code = try_id(c, g, i, report);
        if (code != REPLAY_ASK_ENGINE)
            return code;
    }
    return REPLAY_ASK_ENGINE;
}

/* How often the path is in the bytes, in whatever place. */
static int occurrences(const uint8_t *bytes, size_t len, const char *path)
{
    int count = 0;
    const uint8_t *end = bytes + len;
    for (const uint8_t *p = bytes; (p = memmem(p, (size_t)(end - p), path, strlen(path))); p++)
        count++;
    return count;
}

/* How often it is where another one can be put in its place; -1 for a plan that asks what can't be asked twice. */
static int places(const uint8_t *plan, size_t len, const char *path, bool questions)
{
    struct plan_reader reader;
    struct plan_step step;
    int count = 0;
    if (!plan_begin(&reader, plan, len))
        return -1;
    while (plan_next(&reader, &step) == 1) {
        bool lasting =
                (step.op == OP_READ && strcmp(step.f[0].s, "-") != 0) || step.op == OP_STAT || step.op == OP_READLINK;
        if (questions && !lasting)
            return -1;
        struct plan_field *field = kept_path_field(&step);
        count += field && strcmp(field->s, path) == 0;
    }
    return count;
}

bool kept_lasts(const struct conversation *talk)
{
    struct bytes rest = {talk->turns.data, talk->turns.len};
    for (uint32_t i = 0; i < talk->count; i++) {
        struct bytes questions;
        struct bytes answers;
        if (!bytes_take(&rest, &questions) || !bytes_take(&rest, &answers) ||
                places(questions.p, questions.len, "", true) < 0)
            return false;
    }
    return true;
}

/* Whether another path can stand wherever this one stands, and it stands somewhere. */
static bool replaceable(const struct conversation *talk, const char *path)
{
    struct bytes rest = {talk->turns.data, talk->turns.len};
    int found = places(talk->final->data, talk->final->len, path, false);
    int all = occurrences(talk->final->data, talk->final->len, path);
    for (uint32_t i = 0; i < talk->count; i++) {
        struct bytes questions;
        struct bytes answers;
        if (!bytes_take(&rest, &questions) || !bytes_take(&rest, &answers))
            return false;
        int more = places(questions.p, questions.len, path, true);
        if (more < 0)
            return false;
        found += more;
        all += occurrences(questions.p, questions.len, path);
    }
    return found > 0 && found == all;
}

int op_keep(struct run *r, const struct plan_step *s)
{
    static const struct names none = {0};
    const struct caller *c = r->caller;
    const struct conversation *talk = r->conversation;
    const char *id = strrchr(s->f[0].s, '/');
    cleanup_buffer struct buffer key = {0};
    cleanup_buffer struct buffer out = {0};
    struct global_args g;
    struct kept_paths paths;
    args_globals(c->argc, c->argv, &g);
    if (!talk)
        return 0;
    if (c->launch) {
        launch_keep(c->launch, talk);
        return 0;
    }
    if (!id || !is_exec(c, &g) || !kept_lasts(talk))
        return 0;
    int at = g.next + 1;
    while (at < c->argc && strcmp(c->argv[at], id + 1) != 0)
        at++;
    if (at == c->argc)
        return 0;
    key_put(&key, c, at, &paths);
    for (int i = 0; i < paths.count; i++)
        if (!replaceable(talk, paths.now[i]))
            return 0;
    if (key.failed || !kept_put(&out, &key, &paths, &none, talk))
        return 0;
    cleanup_fd int directory = open(s->f[0].s, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    struct kept_store store = {directory, KEPT_FILES};
    if (directory >= 0)
        kept_write(&store, &key, &out);
    return 0;
}
