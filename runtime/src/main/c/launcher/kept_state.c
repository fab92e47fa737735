#include "kept_state.h"

#include <limits.h>
#include <string.h>
#include <sys/random.h>

#include "common/text.h"
#include "state_root.h"

static const char file_name[] = "/state.json";

/* Where the three stand in the text, and the two numbers. */
struct members {
    size_t begin;
    size_t end;
    char pid[TEXT_U64];
    char start[TEXT_U64];
};

/* Moves *at behind a member's name and its number; false when something else is there. */
static bool take_number(const uint8_t *text, size_t len, size_t *at, const char *name, char number[TEXT_U64])
{
    size_t n = strlen(name);
    if (len - *at < n || memcmp(text + *at, name, n) != 0)
        return false;
    *at += n;
    for (n = 0; *at < len && text[*at] >= '0' && text[*at] <= '9' && n < TEXT_U64 - 1; n++)
        number[n] = (char)text[(*at)++];
    number[n] = '\0';
    return n > 0 && number[0] != '0';
}

/* As SavedState.java writes them. No string of JSON has a bare quotation mark in it, so the first one is the member. */
static bool find_members(struct members *out, const uint8_t *text, size_t len)
{
    static const char first[] = ",\"pid\":";
    static const char last[] = ",\"created\":\"";
    const uint8_t *found = memmem(text, len, first, strlen(first));
    if (!found)
        return false;
    size_t at = out->begin = (size_t)(found - text);
    if (!take_number(text, len, &at, first, out->pid) || !take_number(text, len, &at, ",\"startTime\":", out->start) ||
            len - at < strlen(last) || memcmp(text + at, last, strlen(last)) != 0)
        return false;
    at += strlen(last);
    const uint8_t *end = memchr(text + at, '"', len - at);
    out->end = end ? (size_t)(end + 1 - text) : 0;
    return end != NULL;
}

/* A number that nobody can know, from `least` up to twice that: of ten digits and more, as no pid is. */
static bool stand_in(char *out, uint64_t least)
{
    uint64_t number;
    if (getrandom(&number, sizeof number, 0) != (ssize_t)sizeof number)
        return false;
    text_u64(out, least + number % least);
    return true;
}

void kept_tell_state(struct kept_request *k, const struct global_args *g)
{
    char directory[PATH_MAX];
    uint8_t room[4096];
    struct members found;
    struct kept_state *s = &k->state;
    cleanup_buffer struct buffer text = BUFFER_ON(room);
    if (!state_directory_path(directory, g->root, k->argv[k->args.id]) ||
            state_file_read(&text, directory, file_name + 1, KEPT_MAX) != 0 ||
            !find_members(&found, text.data, text.len) || !stand_in(s->pid_told, 1000000000) ||
            !stand_in(s->start_told, 1000000000000000000))
        return;
    memcpy(s->pid, found.pid, sizeof s->pid);
    memcpy(s->start, found.start, sizeof s->start);
    s->first = k->told.count;
    names_add(&k->told, s->pid_told, s->pid);
    names_add(&k->told, s->start_told, s->start);
}

static bool is_state(const struct kept_request *k, const char *path)
{
    char end[PATH_MAX];
    text_join(end, sizeof end, "/", k->argv[k->args.id], file_name, NULL);
    size_t n = strlen(path);
    return n >= strlen(end) && strcmp(path + n - strlen(end), end) == 0;
}

/* Puts other numbers into the text that begins at `at`, unless it has just been written anew. */
static bool replace_same(const struct kept_state *s, struct buffer *text, size_t at, const char *pid, const char *start)
{
    char told[128];
    struct members found;
    if (!find_members(&found, text->data + at, text->len - at) || strcmp(found.pid, s->pid) != 0 ||
            strcmp(found.start, s->start) != 0)
        return false;
    text_join(told, sizeof told, ",\"pid\":", pid, ",\"startTime\":", start, ",\"created\":\"1970-01-01T00:00:00Z\"",
            NULL);
    buffer_replace(text, at + found.begin, at + found.end, told, strlen(told));
    return true;
}

bool kept_mark_state(const struct kept_request *k, struct buffer *text, size_t at)
{
    return replace_same(&k->state, text, at, "1", "1");
}

void kept_put_state(const struct kept_request *k, const char *path, struct buffer *answer, size_t at)
{
    if (k && *k->state.pid && is_state(k, path))
        (void)replace_same(&k->state, answer, at, k->state.pid_told, k->state.start_told);
}
