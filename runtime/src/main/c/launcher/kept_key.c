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
#include "kept_state.h"
#include "kept_words.h"
#include "request.h"
#include "state_root.h"

enum { MOUNTS_MAX = 1 << 20, ROOM = 16 << 10 };

bool kept_within(const char *value, const char *word)
{
    return value >= word && value <= word + strlen(word);
}

/* What the key is made of. A name may stand in front of the place where it is found to be one, so names are numbered
   when all are known. */
struct parts {
    struct kept_request *k;
    struct buffer words;
    struct buffer document;
    uint32_t caller; /* CALLER_ bits */
    bool any;        /* for any container of the kind: names are looked for */
};

static void put_words(struct parts *p, const void *bytes, size_t len)
{
    if (p->any)
        names_find(&p->k->found, bytes, len);
    buffer_block(&p->words, bytes, len);
}

/* The bytes of a regular file, which would be the same if it were read again. Nothing else is opened: whoever waits for
   a reader of a fifo would take us for that. */
static bool read_regular(struct buffer *out, const char *path)
{
    struct stat st;
    if (stat(path, &st) != 0 || !S_ISREG(st.st_mode))
        return false;
    cleanup_fd int fd = open_fd(path, O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
    return fd >= 0 && fstat(fd, &st) == 0 && S_ISREG(st.st_mode) &&
           buffer_read_sized(out, fd, st.st_size, KEPT_MAX) == 0;
}

static void find_names(struct parts *p)
{
    if (p->any)
        names_find(&p->k->found, p->document.data, p->document.len);
}

static bool put_own_cgroup(struct parts *p)
{
    uint8_t room[ROOM];
    cleanup_buffer struct buffer text = BUFFER_ON(room);
    cleanup_fd int fd = open_fd("/proc/self/cgroup", O_RDONLY | O_CLOEXEC);
    if (fd < 0 || buffer_read(&text, fd, KEPT_MAX) != 0)
        return false;
    put_words(p, text.data, text.len);
    return true;
}

static bool mentions(const uint8_t *line, size_t len, const char *word)
{
    return memmem(line, len, word, strlen(word)) != NULL;
}

/* Of the mount table what a plan depends on (CgroupHost, ContainerResctrl): the lines about cgroups and resctrl. */
static bool put_mounts(struct buffer *words)
{
    uint8_t room[ROOM];
    cleanup_buffer struct buffer text = BUFFER_ON(room);
    cleanup_fd int fd = open_fd("/proc/self/mountinfo", O_RDONLY | O_CLOEXEC);
    if (fd < 0 || buffer_read(&text, fd, MOUNTS_MAX) != 0)
        return false;
    const uint8_t *end = text.data + text.len;
    for (const uint8_t *line = text.data; line < end;) {
        const uint8_t *newline = memchr(line, '\n', (size_t)(end - line));
        size_t len = newline ? (size_t)(newline + 1 - line) : (size_t)(end - line);
        if (mentions(line, len, "cgroup") || mentions(line, len, "resctrl"))
            buffer_put(words, line, len);
        line += len;
    }
    return true;
}

/* The command line, but for what has a stand-in: the id, the paths, the program of an exec. */
static void put_command(struct parts *p, const struct caller *c)
{
    const struct kept_args *a = &p->k->args;
    char **argv = p->k->argv;
    int argc = 0;
    while (argv[argc])
        argc++;
    buffer_u32(&p->words, (uint32_t)argc);
    buffer_u32(&p->words, (uint32_t)a->id);
    buffer_u32(&p->words, (uint32_t)p->k->told.count);
    for (int i = 1; i < argc; i++) {
        size_t len = argv[i] == p->k->program ? 0 : strlen(c->argv[i]);
        for (int path = 0; path < a->path_count; path++)
            if (kept_within(a->paths[path], c->argv[i]))
                len = (size_t)(a->paths[path] - c->argv[i]);
        if (i != a->id)
            put_words(p, c->argv[i], len);
    }
}

/* Where systemd is found. Its messages have the lengths of the names in them, so no id but one of 64 digits is kept,
   which is as long as its stand-in. */
static void put_systemd(struct buffer *words)
{
    static const char *const variables[] = {"DBUS_SYSTEM_BUS_ADDRESS", "DBUS_SESSION_BUS_ADDRESS", "XDG_RUNTIME_DIR"};
    for (size_t i = 0; i < sizeof variables / sizeof *variables; i++) {
        const char *value = caller_env(variables[i]);
        buffer_u32(words, value != NULL);
        buffer_string(words, value ? value : "");
    }
}

/* Where the state is, and the cgroups that are seen here. */
static bool put_place(struct parts *p, const struct global_args *g)
{
    char root[PATH_MAX];
    if (!state_root_path(root, g->root, ""))
        return false;
    put_words(p, root, strlen(root));
    return put_own_cgroup(p) && put_mounts(&p->words);
}

static bool put_launch(struct parts *p, const struct global_args *g)
{
    char path[PATH_MAX];
    const char *bundle = p->k->args.bundle;
    if (g->systemd)
        put_systemd(&p->words);
    return text_join(path, sizeof path, bundle && *bundle ? bundle : ".", "/config.json", NULL) && put_place(p, g) &&
           read_regular(&p->document, path);
}

/* Root has an exec made in the container's cgroup whatever is seen here; others may have to ask systemd (ExecTest). */
static bool put_exec(struct parts *p, const struct global_args *g)
{
    const char *file = p->k->args.process;
    if (geteuid() != 0 || p->caller & CALLER_NESTED) {
        put_systemd(&p->words);
        if (!put_place(p, g))
            return false;
    }
    if (!file)
        return true;
    if (!read_regular(&p->document, file))
        return false;
    if (p->any)
        return kept_mark_words(p->k, &p->document);
    kept_tell_file(p->k, &p->document);
    return true;
}

/* What an exec's plan depends on in the container, but for what stands for its process. */
static bool put_container(struct parts *p, const struct global_args *g)
{
    char directory[PATH_MAX];
    const char *id = p->k->argv[p->k->args.id];
    size_t at = p->document.len;
    put_words(p, id, strlen(id));
    return state_directory_path(directory, g->root, id) &&
           state_file_read(&p->document, directory, "state.json", KEPT_MAX) == 0 &&
           kept_mark_state(p->k, &p->document, at) &&
           state_file_read(&p->document, directory, "config.json", KEPT_MAX) == 0;
}

static bool put_parts(struct parts *p, const struct caller *c, const struct global_args *g)
{
    struct kept_request *k = p->k;
    uint8_t room[PATH_MAX + 256];
    cleanup_buffer struct buffer place = BUFFER_ON(room);
    const char *id = c->argv[k->args.id];
    k->found.no_uuids = g->systemd;
    if (p->any)
        names_find(&k->found, (const uint8_t *)id, strlen(id));
    if (!k->args.exec && g->systemd && k->found.count == 0)
        return false;
    buffer_string(&p->words, JRUNC_BUILD_ID);
    buffer_string(&p->words, c->program);
    put_command(p, c);
    request_put_caller(&place, c, p->caller);
    put_words(p, place.data, place.len);
    request_put_host(&p->words);
    bool known = k->args.exec ? put_exec(p, g) && (!p->any || put_container(p, g)) : put_launch(p, g);
    find_names(p);
    return known && !p->words.failed && !place.failed && !k->found.failed && !k->told.failed;
}

/* Of the document a checksum: engines ask for all their execs in the same words. Its content is compared when the
   engine's questions are asked again. */
static bool number_names(const struct parts *p, struct buffer *key)
{
    struct names_look look;
    uint8_t room[ROOM];
    cleanup_buffer struct buffer document = BUFFER_ON(room);
    names_look(&look, &p->k->found, NAMES_NUMBERS);
    names_replace(key, p->words.data, p->words.len, &look);
    names_replace(&document, p->document.data, p->document.len, &look);
    buffer_u32(key, checksum(0, document.data, document.len));
    return !key->failed && !document.failed;
}

static bool make_key(
        struct buffer *key, bool any, struct kept_request *k, const struct caller *c, const struct global_args *g)
{
    uint8_t words[ROOM];
    uint8_t document[ROOM];
    struct parts p = {
            .k = k, .words = BUFFER_ON(words), .document = BUFFER_ON(document), .caller = caller_bits(), .any = any};
    bool known = put_parts(&p, c, g) && number_names(&p, key);
    buffer_free(&p.words);
    buffer_free(&p.document);
    return known;
}

bool kept_key(struct kept_request *k, const struct caller *c, const struct global_args *g)
{
    return make_key(&k->key, !k->args.exec, k, c, g);
}

bool kept_general_key(struct kept_request *k, const struct caller *c, const struct global_args *g)
{
    if (*k->state.pid && make_key(&k->general, true, k, c, g))
        return true;
    buffer_free(&k->general);
    return false;
}
