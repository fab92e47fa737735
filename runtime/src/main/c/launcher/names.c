#include "names.h"

#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

enum { LONG = 64, SHORT = 12, UUID = 36, UUID_FIRST = 8, FILE_NAME = 8, NUMBER = 16 };

static bool is_hex(uint8_t c)
{
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
}

/* A decimal one, or one of at most 64 bits behind zeros. */
static bool may_be_number(const char *word)
{
    return !strpbrk(word, "abcdef") || strspn(word, "0") >= LONG - NUMBER;
}

static size_t hex_run(const uint8_t *bytes, size_t len)
{
    size_t n = 0;
    while (n < len && is_hex(bytes[n]))
        n++;
    return n;
}

/* Eight digits, three times four, twelve, with dashes between. */
static bool is_uuid(const uint8_t *bytes, size_t len)
{
    static const size_t parts[] = {8, 4, 4, 4, 12};
    size_t at = 0;
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        if (hex_run(bytes + at, len - at) != parts[i])
            return false;
        at += parts[i];
        if (i < 4 && (at >= len || bytes[at++] != '-'))
            return false;
    }
    return true;
}

static bool begins_a_long_one(const struct names *names, const char *word)
{
    for (int i = 0; i < names->count; i++)
        if (strlen(names->of[i].now) == LONG && strncmp(names->of[i].now, word, SHORT) == 0)
            return true;
    return false;
}

static bool is_known(const struct names *names, const char *word)
{
    for (int i = 0; i < names->count; i++)
        if (strcmp(names->of[i].now, word) == 0)
            return true;
    return false;
}

void names_add(struct names *names, const char *then, const char *now)
{
    names->failed = names->failed || names->count == NAMES_MAX;
    if (names->failed)
        return;
    struct name *name = &names->of[names->count++];
    name->then = then;
    name->now = now;
    name->more = NULL;
}

bool names_stand_in(char out[NAME_LONGEST + 1], bool path)
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

/* The first name in the bytes: its length, 0 for none up to *end; it ends there. */
static size_t next_name(const struct names *names, const uint8_t *bytes, size_t len, bool after_slash, size_t *end)
{
    char word[SHORT + 1] = "";
    size_t run = hex_run(bytes, len);
    *end = run;
    if (run == LONG)
        return LONG;
    /* The d of "pod" is a digit, too. */
    if (!names->no_uuids && run >= UUID_FIRST && is_uuid(bytes + run - UUID_FIRST, len - run + UUID_FIRST)) {
        *end = run - UUID_FIRST + UUID;
        return UUID;
    }
    if (run == FILE_NAME && after_slash && run < len && bytes[run] == '"')
        return FILE_NAME;
    if (run != SHORT)
        return 0;
    memcpy(word, bytes, SHORT);
    return begins_a_long_one(names, word) ? SHORT : 0;
}

/* Whether an escape of JSON may be part of a name, or stand for one: then the same text is not the same word. */
static bool blurs_names(const uint8_t *escape, size_t len)
{
    char digits[5] = "";
    if (len < 2 || (escape[1] != 'u' && escape[1] != 'b' && escape[1] != 'f'))
        return false;
    size_t end = escape[1] == 'u' ? 6 : 2;
    if (len <= end || is_hex(escape[end]))
        return true;
    if (escape[1] != 'u')
        return false;
    memcpy(digits, escape + 2, 4);
    unsigned long code = strtoul(digits, NULL, 16);
    return code == '-' || (code < 128 && is_hex((uint8_t)code));
}

static bool has_blurring_escape(const uint8_t *bytes, size_t len)
{
    const uint8_t *end = bytes + len;
    for (const uint8_t *p = bytes; (p = memchr(p, '\\', (size_t)(end - p))); p = end - p > 2 ? p + 2 : end)
        if (blurs_names(p, (size_t)(end - p)))
            return true;
    return false;
}

void names_find(struct names *names, const uint8_t *bytes, size_t len)
{
    size_t end;
    names->failed = names->failed || has_blurring_escape(bytes, len);
    for (size_t at = 0; at < len; at += end + 1) {
        char word[NAME_LONGEST + 1] = "";
        size_t n = next_name(names, bytes + at, len - at, at > 0 && bytes[at - 1] == '/', &end);
        memcpy(word, bytes + at + end - n, n);
        if (n == 0 || may_be_number(word) || is_known(names, word))
            continue;
        names_add(names, word, word);
        if (names->failed)
            return;
        struct name *name = &names->of[names->count - 1];
        memcpy(name->word, word, sizeof word);
        name->then = name->now = name->word;
    }
}

/* As Horspool searches (1980), for several words at once. */
static void look_for(struct names_look *look, const char *word, size_t len)
{
    for (size_t i = 0; i < len; i++) {
        uint8_t *skip = &look->skip[(uint8_t)word[i]];
        if (len - 1 - i < *skip)
            *skip = (uint8_t)(len - 1 - i);
    }
}

void names_look(struct names_look *look, const struct names *names, enum names_way way)
{
    look->count = names->count;
    look->shortest = names->count > 0 ? UINT8_MAX : SIZE_MAX;
    for (int i = 0; i < names->count; i++) {
        const struct name *name = &names->of[i];
        look->from[i] = way == NAMES_NOW ? name->then : name->now;
        look->to[i] = name->now;
        look->more[i] = name->more;
        look->from_len[i] = strlen(look->from[i]);
        if (look->from_len[i] < look->shortest)
            look->shortest = look->from_len[i];
        if (way == NAMES_NUMBERS) {
            look->numbers[i][0] = '\001';
            look->numbers[i][1] = (char)('A' + i);
            look->numbers[i][2] = '\0';
            look->to[i] = look->numbers[i];
        }
    }
    memset(look->skip, (uint8_t)look->shortest, sizeof look->skip);
    for (int i = 0; i < names->count; i++)
        look_for(look, look->from[i], look->shortest);
}

/* The longest one here, -1 for none. */
static int longest(const struct names_look *look, const uint8_t *bytes, size_t len)
{
    int best = -1;
    for (int i = 0; i < look->count; i++) {
        size_t n = look->from_len[i];
        if (n <= len && bytes[0] == (uint8_t)look->from[i][0] && memcmp(bytes, look->from[i], n) == 0 &&
                (best < 0 || n > look->from_len[best]))
            best = i;
    }
    return best;
}

void names_replace(struct buffer *out, const uint8_t *bytes, size_t len, const struct names_look *look)
{
    size_t done = 0;
    for (size_t i = 0; len - i >= look->shortest;) {
        size_t skip = look->skip[bytes[i + look->shortest - 1]];
        int found = skip == 0 ? longest(look, bytes + i, len - i) : -1;
        if (found < 0) {
            i += skip > 0 ? skip : 1;
            continue;
        }
        buffer_put(out, bytes + done, i - done);
        buffer_text(out, look->to[found]);
        i += look->from_len[found];
        done = i;
    }
    buffer_put(out, bytes + done, len - done);
}

const char *names_meaning(const struct names_look *look, const char *word)
{
    for (int i = 0; i < look->count; i++)
        if (strcmp(look->from[i], word) == 0)
            return look->to[i];
    return NULL;
}

char *const *names_more(const struct names_look *look, const char *string)
{
    for (int i = 0; i < look->count; i++)
        if (look->more[i] && strcmp(look->from[i], string) == 0)
            return look->more[i];
    return NULL;
}

void names_put(struct buffer *out, const uint8_t *bytes, size_t len, const struct names *names, enum names_way way)
{
    struct names_look look;
    names_look(&look, names, way);
    names_replace(out, bytes, len, &look);
}
