#include "kept_launch.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "build_id.h"
#include "bytes.h"
#include "common/fds.h"
#include "common/text.h"
#include "facts.h"
#include "fill.h"
#include "kept.h"
#include "kept_store.h"
#include "ops.h"
#include "replay.h"
#include "request.h"
#include "state_root.h"

enum {
    KEPT_FILES = 64,     /* of a user */
    SEEN = 256,          /* launches that are remembered as seen once */
    MOUNTS_MAX = 1 << 20 /* bytes of the mount table */
};

/* Digits that nobody can know, so that no configuration holds them: 64, or a slash and 63. */
static bool make_stand_in(char out[NAME_LONGEST + 1], bool path)
{
    static const char digits[] = "0123456789abcdef";
    uint8_t bytes[NAME_LONGEST / 2];
    if (getrandom(bytes, sizeof bytes, 0) != (ssize_t)sizeof bytes)
        return false;
    for (size_t i = 0; i < sizeof bytes; i++) {
        out[2 * i] = digits[bytes[i] >> 4];
        out[2 * i + 1] = digits[bytes[i] & 15];
    }
    if (path)
        out[0] = '/';
    out[NAME_LONGEST] = '\0';
    return true;
}

/* As the engine writes it. */
static void time_text(char *out, size_t size, const struct timespec *t)
{
    struct tm tm;
    char number[TEXT_U64];
    gmtime_r(&t->tv_sec, &tm);
    strftime(out, size, "%Y-%m-%dT%H:%M:%S.", &tm);
    text_u64(number, 1000000000U + (uint64_t)t->tv_nsec);
    text_append(out, size, number + 1);
    text_append(out, size, "Z");
}

/* Whether the value is the end of this word. */
static bool within(const char *value, const char *word)
{
    return value >= word && value <= word + strlen(word);
}

/* Appends the words with their names numbered; new names are found in them first. */
static void put_numbered(struct buffer *key, struct names *found, const void *bytes, size_t len)
{
    size_t at = key->len;
    names_find(found, bytes, len);
    buffer_u32(key, 0);
    names_put(key, bytes, len, found, NAMES_NUMBERS);
    buffer_patch(key, at, (uint32_t)(key->len - at - 4));
}

static bool put_file(struct buffer *key, struct names *found, const char *path)
{
    cleanup_buffer struct buffer text = {0};
    cleanup_fd int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0 || buffer_read(&text, fd, KEPT_MAX) != 0)
        return false;
    put_numbered(key, found, text.data, text.len);
    return true;
}

static bool mentions(const uint8_t *line, size_t len, const char *word)
{
    return memmem(line, len, word, strlen(word)) != NULL;
}

/* Of the mount table what a launch depends on (CgroupHost, ContainerResctrl): the lines about cgroups and resctrl. */
static bool put_mounts(struct buffer *key)
{
    cleanup_buffer struct buffer text = {0};
    cleanup_fd int fd = open("/proc/self/mountinfo", O_RDONLY | O_CLOEXEC);
    if (fd < 0 || buffer_read(&text, fd, MOUNTS_MAX) != 0)
        return false;
    const uint8_t *end = text.data + text.len;
    for (const uint8_t *line = text.data; line < end;) {
        const uint8_t *newline = memchr(line, '\n', (size_t)(end - line));
        size_t len = newline ? (size_t)(newline + 1 - line) : (size_t)(end - line);
        if (mentions(line, len, "cgroup") || mentions(line, len, "resctrl"))
            buffer_put(key, line, len);
        line += len;
    }
    return true;
}

/* Which configuration it is. Its content is compared when it is asked for (holds). */
static bool put_config(struct buffer *key, struct names *found, const char *bundle)
{
    char path[PATH_MAX];
    struct stat st;
    cleanup_buffer struct buffer text = {0};
    cleanup_buffer struct buffer numbered = {0};
    if (!text_join(path, sizeof path, bundle ? bundle : ".", "/config.json", NULL))
        return false;
    cleanup_fd int fd = open(path, O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
    if (fd < 0 || fstat(fd, &st) != 0 || !S_ISREG(st.st_mode) || buffer_read(&text, fd, KEPT_MAX) != 0)
        return false;
    put_numbered(&numbered, found, text.data, text.len);
    buffer_u32(key, crc32(0, numbered.data, numbered.len));
    return !numbered.failed;
}

/* All of the request that the plan may depend on; the environment does not matter to a launch without sockets. */
static bool key_put(struct launch *l, const struct caller *c, const struct global_args *g, const struct launch_args *a)
{
    struct buffer *key = &l->key;
    cleanup_buffer struct buffer place = {0};
    char root[PATH_MAX];
    if (!state_root_path(root, g->root, ""))
        return false;
    buffer_string(key, JRUNC_BUILD_ID);
    buffer_string(key, c->program);
    buffer_u32(key, (uint32_t)a->id);
    names_find(&l->found, (const uint8_t *)c->argv[a->id], strlen(c->argv[a->id]));
    put_numbered(key, &l->found, root, strlen(root));
    for (int i = 1; i < c->argc; i++) {
        size_t len = strlen(c->argv[i]);
        for (int path = 0; path < a->path_count; path++)
            if (within(a->paths[path], c->argv[i]))
                len = (size_t)(a->paths[path] - c->argv[i]);
        if (i != a->id)
            put_numbered(key, &l->found, c->argv[i], len);
    }
    request_put_caller(&place, c);
    put_numbered(key, &l->found, place.data, place.len);
    request_put_host(key, c);
    bool known =
            put_file(key, &l->found, "/proc/self/cgroup") && put_config(key, &l->found, a->bundle) && put_mounts(key);
    return known && !key->failed && !place.failed && !l->found.failed;
}

/* Puts stand-ins into the command line: for the id, which must not be longer than what stands for it, as it may have to
   fit somewhere; and for the paths, if any are given. */
static bool stand_in(struct launch *l, const struct caller *c, const struct launch_args *a)
{
    if (strlen(c->argv[a->id]) > NAME_LONGEST || !make_stand_in(l->stand_ins[0], false))
        return false;
    l->argv = calloc((size_t)c->argc + 1, sizeof *l->argv);
    if (!l->argv)
        return false;
    memcpy(l->argv, c->argv, (size_t)c->argc * sizeof *l->argv);
    l->argv[a->id] = l->stand_ins[0];
    names_add(&l->told, l->stand_ins[0], c->argv[a->id]);
    for (int path = 0; path < a->path_count; path++) {
        int i = 1;
        while (!within(a->paths[path], c->argv[i]))
            i++;
        size_t option = (size_t)(a->paths[path] - c->argv[i]); /* --pid-file=, or nothing */
        if (!*a->paths[path] || option > NAME_LONGEST || !make_stand_in(l->stand_ins[1 + path], true))
            return false;
        memcpy(l->words[path], c->argv[i], option);
        memcpy(l->words[path] + option, l->stand_ins[1 + path], NAME_LONGEST + 1);
        l->argv[i] = l->words[path];
        names_add(&l->told, l->stand_ins[1 + path], a->paths[path]);
    }
    return true;
}

bool launch_prepare(struct launch *l, const struct caller *c, const struct global_args *g)
{
    struct launch_args a;
    const char *mode = caller_env("JRUNC_KEPT");
    *l = (struct launch){0};
    if (!args_launch(c->argc, c->argv, g, &a) || (mode && strcmp(mode, "off") == 0) || caller_env("NOTIFY_SOCKET") ||
            caller_env("LISTEN_FDS") || !stand_in(l, c, &a) || !key_put(l, c, g, &a))
        return false;
    time_text(l->time, sizeof l->time, &c->now);
    names_add(&l->told, l->time, l->time);
    return true;
}

void launch_free(struct launch *l)
{
    free(l->argv);
    l->argv = NULL;
    buffer_free(&l->key);
}

/* What the names of the kept conversation mean now: those that were told, then those that were found. */
static bool pair(struct names *kept, const struct launch *l)
{
    if (kept->count != l->told.count + l->found.count)
        return false;
    for (int i = 0; i < l->told.count; i++)
        kept->of[i].now = l->told.of[i].now;
    for (int i = 0; i < l->found.count; i++) {
        struct name *name = &kept->of[l->told.count + i];
        name->now = l->found.of[i].now;
        if (strlen(name->then) != strlen(name->now))
            return false;
    }
    return true;
}

/* Whether all answers are still the same, but for the names that were found in them. */
static bool holds(struct run *r, const struct kept *kept, const struct names *found)
{
    cleanup_watch struct watch watch = WATCH_NONE;
    cleanup_buffer struct buffer asked = {0};
    cleanup_buffer struct buffer said = {0};
    cleanup_buffer struct buffer answered = {0};
    struct bytes rest = kept->turns;
    for (uint32_t i = 0; i < kept->count; i++) {
        struct bytes questions;
        struct bytes answers;
        asked.len = said.len = answered.len = 0;
        if (!bytes_take(&rest, &questions) || !bytes_take(&rest, &answers))
            return false;
        plan_fill(&asked, questions.p, questions.len, &kept->names);
        if (asked.failed || facts_put(&said, r, &watch, asked.data, asked.len) != 0)
            return false;
        names_put(&answered, said.data, said.len, found, NAMES_THEN);
        if (answered.failed || answered.len != answers.len || memcmp(answered.data, answers.p, answers.len) != 0)
            return false;
    }
    return true;
}

/* Nobody else may be able to put anything there; -1 when it is missing or not so. */
static int open_store(bool make)
{
    char path[PATH_MAX];
    const char *given = caller_env("JRUNC_KEPT");
    if (given ? !text_copy(path, sizeof path, given) : !state_root_path(path, NULL, ".kept"))
        return -1;
    if (make && mkdir(path, 0700) != 0 && errno != EEXIST)
        return -1;
    return state_own_directory(path);
}

int launch_command(const struct caller *c, struct report *report)
{
    const struct launch *l = c->launch;
    cleanup_buffer struct buffer bytes = {0};
    cleanup_buffer struct buffer plan = {0};
    struct kept kept;
    struct names found = {0};
    struct run r;
    if (!l)
        return REPLAY_ASK_ENGINE;
    cleanup_fd int directory = open_store(false);
    struct kept_store store = {directory, KEPT_FILES};
    if (directory < 0 || !kept_find(&store, &l->key, &bytes, &kept) || !pair(&kept.names, l))
        return REPLAY_ASK_ENGINE;
    found.count = l->found.count;
    memcpy(found.of, kept.names.of + l->told.count, (size_t)found.count * sizeof *found.of);
    run_init(&r, c, report);
    if (!holds(&r, &kept, &found))
        return REPLAY_ASK_ENGINE;
    plan_fill(&plan, kept.final.p, kept.final.len, &kept.names);
    return plan.failed ? REPLAY_ASK_ENGINE : run_plan(&r, plan.data, plan.len);
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

void launch_keep(const struct launch *l, const struct conversation *talk)
{
    static const struct kept_paths none = {0};
    cleanup_buffer struct buffer file = {0};
    struct names names = l->told;
    if (!kept_lasts(talk))
        return;
    cleanup_fd int directory = open_store(true);
    struct kept_store store = {directory, KEPT_FILES};
    if (directory < 0 || !seen_before(directory, crc32(0, l->key.data, l->key.len)))
        return;
    for (int i = 0; i < l->found.count; i++)
        names_add(&names, l->found.of[i].then, l->found.of[i].now);
    if (!names.failed && kept_put(&file, &l->key, &none, &names, talk))
        kept_write(&store, &l->key, &file);
}
