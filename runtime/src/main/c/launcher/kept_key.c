#include "kept_key.h"

#include <fcntl.h>
#include <limits.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "build_id.h"
#include "bytes.h"
#include "common/fds.h"
#include "common/text.h"
#include "request.h"
#include "state_root.h"

enum { MOUNTS_MAX = 1 << 20 };

bool kept_within(const char *value, const char *word)
{
    return value >= word && value <= word + strlen(word);
}

/* Appends the words with their names numbered; a launch finds new names in them first. */
static void put_words(struct buffer *out, struct kept_request *k, const void *bytes, size_t len)
{
    size_t at = out->len;
    if (!k->args.exec)
        names_find(&k->found, bytes, len);
    buffer_u32(out, 0);
    names_put(out, bytes, len, &k->found, NAMES_NUMBERS);
    buffer_patch(out, at, (uint32_t)(out->len - at - 4));
}

/* The bytes of a regular file, which would be the same if it were read again. */
static bool read_regular(struct buffer *out, const char *path)
{
    struct stat st;
    cleanup_fd int fd = open(path, O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
    return fd >= 0 && fstat(fd, &st) == 0 && S_ISREG(st.st_mode) && buffer_read(out, fd, KEPT_MAX) == 0;
}

/* Which document it is: engines ask for all their execs in the same words. Its content is compared when the engine's
   questions are asked again. */
static bool put_document(struct kept_request *k, const char *path)
{
    cleanup_buffer struct buffer text = {0};
    cleanup_buffer struct buffer words = {0};
    if (!read_regular(&text, path))
        return false;
    put_words(&words, k, text.data, text.len);
    buffer_u32(&k->key, crc32(0, words.data, words.len));
    return !words.failed;
}

static bool put_own_cgroup(struct kept_request *k)
{
    cleanup_buffer struct buffer text = {0};
    cleanup_fd int fd = open("/proc/self/cgroup", O_RDONLY | O_CLOEXEC);
    if (fd < 0 || buffer_read(&text, fd, KEPT_MAX) != 0)
        return false;
    put_words(&k->key, k, text.data, text.len);
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

/* The command line, but for the id and the paths that have stand-ins. */
static void put_command(struct kept_request *k, const struct caller *c)
{
    const struct kept_args *a = &k->args;
    buffer_u32(&k->key, (uint32_t)c->argc);
    buffer_u32(&k->key, (uint32_t)a->id);
    for (int i = 1; i < c->argc; i++) {
        size_t len = strlen(c->argv[i]);
        for (int path = 0; path < a->path_count; path++)
            if (kept_within(a->paths[path], c->argv[i]))
                len = (size_t)(a->paths[path] - c->argv[i]);
        if (i != a->id)
            put_words(&k->key, k, c->argv[i], len);
    }
}

/* Where systemd is found. Its messages have the lengths of the names in them, so no id but one of 64 digits is kept,
   which is as long as its stand-in. */
static void put_systemd(struct kept_request *k)
{
    static const char *const variables[] = {"DBUS_SYSTEM_BUS_ADDRESS", "DBUS_SESSION_BUS_ADDRESS", "XDG_RUNTIME_DIR"};
    for (size_t i = 0; i < sizeof variables / sizeof *variables; i++) {
        const char *value = caller_env(variables[i]);
        buffer_u32(&k->key, value != NULL);
        buffer_string(&k->key, value ? value : "");
    }
}

/* An exec of root's depends on no more (ExecTest). */
static bool put_launch(struct kept_request *k, const struct global_args *g)
{
    char root[PATH_MAX];
    char path[PATH_MAX];
    if (!state_root_path(root, g->root, "") ||
            !text_join(path, sizeof path, k->args.bundle ? k->args.bundle : ".", "/config.json", NULL))
        return false;
    put_words(&k->key, k, root, strlen(root));
    if (g->systemd)
        put_systemd(k);
    return put_own_cgroup(k) && put_document(k, path) && put_mounts(&k->key);
}

bool kept_key(struct kept_request *k, const struct caller *c, const struct global_args *g)
{
    cleanup_buffer struct buffer place = {0};
    const char *id = c->argv[k->args.id];
    buffer_string(&k->key, JRUNC_BUILD_ID);
    buffer_string(&k->key, c->program);
    k->found.no_uuids = g->systemd;
    if (!k->args.exec) {
        names_find(&k->found, (const uint8_t *)id, strlen(id));
        if (g->systemd && k->found.count == 0)
            return false;
    }
    put_command(k, c);
    request_put_caller(&place, c);
    put_words(&k->key, k, place.data, place.len);
    request_put_host(&k->key, c);
    bool known = k->args.exec ? !k->args.process || put_document(k, k->args.process) : put_launch(k, g);
    return known && !k->key.failed && !place.failed && !k->found.failed;
}
