#include "kept.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "bytes.h"
#include "common/fds.h"
#include "common/text.h"
#include "facts.h"
#include "fill.h"
#include "kept_key.h"
#include "kept_state.h"
#include "kept_store.h"
#include "kept_words.h"
#include "ops.h"
#include "replay.h"
#include "state_root.h"

enum {
    KEPT_EXECS = 8,      /* of a container */
    KEPT_LAUNCHES = 64,  /* of a user, and as many execs of kinds */
    SEEN = 256,          /* of both together that are remembered as seen once */
    KEPT_ROOM = 16 << 10 /* as a rule enough for the answers */
};

/* For a container that is yet to be. An id that is longer than its stand-in might not fit where that fits. */
static bool tell_id(struct kept_request *k, const struct caller *c)
{
    const char *id = c->argv[k->args.id];
    if (strlen(id) > NAME_LONGEST || !names_stand_in(k->stand_ins[0], false))
        return false;
    k->argv[k->args.id] = k->stand_ins[0];
    names_add(&k->told, k->stand_ins[0], id);
    return true;
}

static bool tell_path(struct kept_request *k, const struct caller *c, int path)
{
    const char *value = k->args.paths[path];
    char *stand_in = k->stand_ins[1 + path];
    int i = 1;
    while (!kept_within(value, c->argv[i]))
        i++;
    size_t option = (size_t)(value - c->argv[i]); /* --pid-file=, or nothing */
    bool input = strcmp(value, "-") == 0;         /* to a question, not to the engine, which makes it a path */
    if (!*value || input || option > NAME_LONGEST || !names_stand_in(stand_in, true))
        return false;
    memcpy(k->options[path], c->argv[i], option);
    memcpy(k->options[path] + option, stand_in, NAME_LONGEST + 1);
    k->argv[i] = k->options[path];
    names_add(&k->told, stand_in, value);
    return true;
}

/* As the engine writes it. */
static void tell_time(struct kept_request *k, const struct timespec *t)
{
    struct tm tm;
    char number[TEXT_U64];
    gmtime_r(&t->tv_sec, &tm);
    strftime(k->time, sizeof k->time, "%Y-%m-%dT%H:%M:%S.", &tm);
    text_u64(number, 1000000000U + (uint64_t)t->tv_nsec);
    text_append(k->time, sizeof k->time, number + 1);
    text_append(k->time, sizeof k->time, "Z");
    names_add(&k->told, k->time, k->time);
}

bool kept_prepare(struct kept_request *k, const struct caller *c, const struct global_args *g)
{
    const char *mode = caller_env("JRUNC_KEPT");
    struct kept_args args;
    if (!args_kept(c->argc, c->argv, g, &args) || (mode && strcmp(mode, "off") == 0))
        return false;
    *k = (struct kept_request){.args = args, .key = BUFFER_ON(k->room)};
    if (!args.exec && (caller_env("NOTIFY_SOCKET") || caller_env("LISTEN_FDS")))
        return false; /* of the environment a launch depends on these alone */
    size_t words = (size_t)c->argc + 1;
    k->argv = words <= sizeof k->few / sizeof *k->few ? k->few : calloc(words, sizeof *k->argv);
    if (!k->argv)
        return false;
    memcpy(k->argv, c->argv, (size_t)c->argc * sizeof *k->argv);
    if (!k->args.exec && !tell_id(k, c))
        return false;
    for (int path = 0; path < k->args.path_count; path++)
        if (!tell_path(k, c, path))
            return false;
    tell_time(k, &c->now);
    if (k->args.exec) {
        kept_tell_state(k, g);
        kept_tell_words(k, c);
    }
    return kept_key(k, c, g);
}

void kept_free(struct kept_request *k)
{
    if (!k->argv)
        return;
    if (k->argv != k->few)
        free(k->argv);
    k->argv = NULL;
    buffer_free(&k->key);
    buffer_free(&k->general);
    words_free(&k->words);
    free(k->list);
    k->list = NULL;
}

/* The directory of launches, which nobody else may be able to put anything into; -1 when it is missing or not so. */
static int open_launches(bool make)
{
    char path[PATH_MAX];
    const char *given = caller_env("JRUNC_KEPT");
    if (given ? !text_copy(path, sizeof path, given) : !state_root_path(path, NULL, ".kept"))
        return -1;
    if (make && mkdir(path, 0700) != 0 && errno != EEXIST)
        return -1;
    return state_own_directory(path);
}

static int open_container(const char *path)
{
    return open_fd(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
}

/* What the names of the kept conversation mean now: those that were told, then those that were found. */
static bool pair(struct names *kept, const struct kept_request *k)
{
    if (kept->count != k->told.count + k->found.count)
        return false;
    for (int i = 0; i < k->told.count; i++) {
        kept->of[i].now = k->told.of[i].now;
        kept->of[i].more = k->told.of[i].more;
    }
    for (int i = 0; i < k->found.count; i++) {
        struct name *name = &kept->of[k->told.count + i];
        name->now = k->found.of[i].now;
        if (strlen(name->then) != strlen(name->now))
            return false;
    }
    return true;
}

/* Whether they are questions, and can be asked again: standard input cannot, systemd can. */
static bool repeatable(const uint8_t *questions, size_t len)
{
    struct plan_reader reader;
    struct plan_step step;
    if (!plan_begin(&reader, questions, len))
        return false;
    while (plan_next(&reader, &step) == 1)
        if (step.op == OP_READ ? strcmp(step.f[0].s, "-") == 0
                               : step.op != OP_STAT && step.op != OP_READLINK && step.op != OP_BUS)
            return false;
    return true;
}

/* What may be another in an answer: the names that were found, the stand-ins in the process file and in the state. */
static struct names may_differ(const struct kept_request *k, const struct names *kept)
{
    struct names names = {0};
    int told = k->told.count;
    if (k->words.count > 0)
        names_add(&names, kept->of[told - 1].then, k->program);
    if (*k->state.pid) {
        names_add(&names, kept->of[k->state.first].then, k->state.pid_told);
        names_add(&names, kept->of[k->state.first + 1].then, k->state.start_told);
    }
    for (int i = told; i < kept->count; i++)
        names_add(&names, kept->of[i].then, kept->of[i].now);
    return names;
}

/* Whether all answers are still the same, but for those. */
static bool holds(struct run *r, const struct kept *kept, const struct names *others)
{
    cleanup_watch struct watch watch = WATCH_NONE;
    uint8_t rooms[3][KEPT_ROOM];
    cleanup_buffer struct buffer asked = BUFFER_ON(rooms[0]);
    cleanup_buffer struct buffer said = BUFFER_ON(rooms[1]);
    cleanup_buffer struct buffer expected = BUFFER_ON(rooms[2]);
    struct bytes rest = kept->turns;
    for (uint32_t i = 0; i < kept->count; i++) {
        struct bytes questions;
        struct bytes answers;
        asked.len = said.len = expected.len = 0;
        if (!bytes_take(&rest, &questions) || !bytes_take(&rest, &answers))
            return false;
        plan_fill(&asked, questions.p, questions.len, &kept->names);
        if (asked.failed || !repeatable(asked.data, asked.len) ||
                facts_put(&said, r, &watch, asked.data, asked.len) != 0)
            return false;
        names_put(&expected, answers.p, answers.len, others, NAMES_NOW);
        if (expected.failed || expected.len != said.len || memcmp(expected.data, said.data, said.len) != 0)
            return false;
    }
    return true;
}

/* Carries out what is kept there under this key. */
static int from_store(
        const struct kept_store *store, const struct buffer *key, const struct caller *c, struct report *report)
{
    const struct kept_request *k = c->kept;
    uint8_t rooms[2][4 * KEPT_ROOM];
    cleanup_buffer struct buffer bytes = BUFFER_ON(rooms[0]);
    cleanup_buffer struct buffer plan = BUFFER_ON(rooms[1]);
    struct kept kept;
    struct run r;
    if (store->directory < 0 || !kept_find(store, key, &bytes, &kept) || !pair(&kept.names, k))
        return REPLAY_ASK_ENGINE;
    struct names others = may_differ(k, &kept.names);
    run_init(&r, c, report);
    if (!holds(&r, &kept, &others))
        return REPLAY_ASK_ENGINE;
    plan_fill(&plan, kept.final.p, kept.final.len, &kept.names);
    return plan.failed ? REPLAY_ASK_ENGINE : run_plan(&r, plan.data, plan.len);
}

static struct kept_store of_container(const char *path)
{
    return (struct kept_store){open_container(path), KEPT_EXECS, "kept."};
}

static struct kept_store of_user(const struct kept_request *k, bool make)
{
    return (struct kept_store){open_launches(make), KEPT_LAUNCHES, k->args.exec ? "exec." : "kept."};
}

static int from_user(const struct buffer *key, const struct caller *c, struct report *report)
{
    cleanup_store struct kept_store store = of_user(c->kept, false);
    return from_store(&store, key, c, report);
}

static int from_container(const struct caller *c, const struct global_args *g, struct report *report)
{
    char path[PATH_MAX];
    if (!state_directory_path(path, g->root, c->argv[c->kept->args.id]))
        return REPLAY_ASK_ENGINE;
    cleanup_store struct kept_store store = of_container(path);
    return from_store(&store, &c->kept->key, c, report);
}

int kept_command(const struct caller *c, const struct global_args *g, struct report *report)
{
    struct kept_request *k = c->kept;
    if (!k)
        return REPLAY_ASK_ENGINE;
    if (!k->args.exec)
        return from_user(&k->key, c, report);
    int code = from_container(c, g, report);
    return code == REPLAY_ASK_ENGINE && kept_general_key(k, c, g) ? from_user(&k->general, c, report) : code;
}

/* Whether all questions can be asked again. */
static bool lasts(const struct conversation *talk)
{
    struct bytes rest = {talk->turns.data, talk->turns.len};
    for (uint32_t i = 0; i < talk->count; i++) {
        struct bytes questions;
        struct bytes answers;
        if (!bytes_take(&rest, &questions) || !bytes_take(&rest, &answers) || !repeatable(questions.p, questions.len))
            return false;
    }
    return true;
}

/* Engines launch most containers once, and what is configured for those is nothing to keep. */
static bool seen_before(int directory, uint32_t mark)
{
    struct stat st;
    uint8_t bytes[4];
    off_t at = (off_t)(mark % SEEN * sizeof bytes);
    cleanup_fd int fd = openat(directory, "seen", O_RDWR | O_CREAT | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC, 0600);
    if (fd < 0 || fstat(fd, &st) != 0 || !S_ISREG(st.st_mode) || st.st_uid != geteuid())
        return false;
    if (pread(fd, bytes, sizeof bytes, at) == (ssize_t)sizeof bytes && get_u32(bytes) == mark)
        return true;
    put_u32(bytes, mark);
    (void)!pwrite(fd, bytes, sizeof bytes, at);
    return false;
}

static void keep_in(const struct kept_store *store, const struct buffer *key, const struct names *names,
        const struct conversation *talk)
{
    cleanup_buffer struct buffer file = {0};
    if (store->directory >= 0 && !names->failed && kept_put(&file, key, names, talk))
        kept_write(store, key, &file);
}

/* For this user's launches, or execs in any container, of the kind. */
static void keep_general(const struct kept_request *k, const struct buffer *key, const struct conversation *talk)
{
    cleanup_store struct kept_store store = of_user(k, true);
    if (store.directory < 0 || !seen_before(store.directory, checksum(0, key->data, key->len)))
        return;
    struct names names = k->told;
    for (int i = 0; i < k->found.count; i++)
        names_add(&names, k->found.of[i].then, k->found.of[i].now);
    keep_in(&store, key, &names, talk);
}

int op_keep(struct run *r, const struct plan_step *s)
{
    const struct kept_request *k = r->caller->kept;
    const struct conversation *talk = r->conversation;
    if (!k || !talk || !lasts(talk))
        return 0;
    if (!k->args.exec) {
        keep_general(k, &k->key, talk);
        return 0;
    }
    cleanup_store struct kept_store store = of_container(s->f[0].s);
    keep_in(&store, &k->key, &k->told, talk);
    if (k->general.len > 0)
        keep_general(k, &k->general, talk);
    return 0;
}
