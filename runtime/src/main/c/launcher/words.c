#include "words.h"

#include <string.h>

void words_free(struct words *words)
{
    buffer_free(&words->meant);
    words->count = 0;
}

/* The end of the string that begins behind the quotation mark at i; len when it has none. */
static size_t string_end(const uint8_t *json, size_t len, size_t i)
{
    while (i < len && json[i] != '"')
        i += json[i] == '\\' ? 2 : 1;
    return i < len ? i : len;
}

static size_t skip_space(const uint8_t *json, size_t len, size_t i)
{
    while (i < len && memchr(" \t\r\n", json[i], 4))
        i++;
    return i;
}

/* The ASCII character with these four hexadecimal digits; 0 for NUL and whatever else there is. */
static uint8_t escaped(const uint8_t *digits, size_t len)
{
    unsigned code = 0;
    for (size_t i = 0; i < 4; i++) {
        uint8_t c = i < len ? digits[i] | 32 : 0; /* digits have that bit */
        unsigned value = c >= '0' && c <= '9' ? c - (unsigned)'0' : c >= 'a' && c <= 'f' ? c - 'a' + 10U : 128;
        code = code << 4 | value;
    }
    return code < 128 ? (uint8_t)code : 0;
}

/* Appends what a string means. */
static bool put_meaning(struct buffer *out, const uint8_t *text, size_t len)
{
    static const char letters[] = "\"\\/bfnrt";
    static const char meanings[] = "\"\\/\b\f\n\r\t";
    for (size_t i = 0; i < len; i++) {
        uint8_t c = text[i];
        if (c < ' ' || c > '~')
            return false;
        if (c == '\\') {
            const char *letter = memchr(letters, ++i < len ? text[i] : 0, sizeof letters - 1);
            bool number = i < len && text[i] == 'u';
            c = letter ? (uint8_t)meanings[letter - letters] : number ? escaped(text + i + 1, len - i - 1) : 0;
            i += number ? 4 : 0;
        }
        if (c == 0)
            return false;
        buffer_char(out, (char)c);
    }
    buffer_char(out, '\0');
    return !out->failed;
}

/* The list of strings that begins at i. */
static bool read_list(struct words *out, const uint8_t *json, size_t len, size_t i)
{
    uint8_t before = '[';
    out->begin = i;
    while (i < len && json[i] == before) {
        size_t begin = skip_space(json, len, i + 1) + 1;
        size_t end = string_end(json, len, begin);
        bool program = out->count++ == 0;
        if (end >= len || json[begin - 1] != '"' || (program && begin == end) ||
                !put_meaning(&out->meant, json + begin, end - begin))
            return false;
        i = skip_space(json, len, end + 1);
        before = ',';
    }
    out->end = i + 1;
    return i < len && json[i] == ']' && out->count > 0;
}

/* Of a text that is no JSON something may be found; then the engine says what is wrong with it. */
bool words_read(struct words *out, const uint8_t *json, size_t len)
{
    int depth = 0;
    *out = (struct words){0};
    for (size_t i = 0; i < len; i++) {
        depth += json[i] == '{' || json[i] == '[';
        depth -= json[i] == '}' || json[i] == ']';
        if (json[i] != '"')
            continue;
        const uint8_t *name = json + i + 1;
        i = string_end(json, len, i + 1);
        size_t name_len = (size_t)(json + i - name);
        size_t colon = skip_space(json, len, i + 1);
        if (depth != 1 || colon >= len || json[colon] != ':')
            continue;
        bool twice = out->count > 0;
        if (memchr(name, '\\', name_len))
            return false; /* may be args as well */
        if (name_len != 4 || memcmp(name, "args", 4) != 0)
            continue;
        if (twice || !read_list(out, json, len, skip_space(json, len, colon + 1)))
            return false;
        i = out->end - 1;
    }
    return out->count > 0;
}
