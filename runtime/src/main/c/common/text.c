#include "text.h"

#include <stdarg.h>
#include <string.h>

static char *digits(char *out, uint64_t value, unsigned base, size_t width)
{
    char reversed[TEXT_U64];
    size_t n = 0;
    do {
        reversed[n++] = (char)('0' + value % base);
        value /= base;
    } while (value || n < width);
    for (size_t i = 0; i < n; i++)
        out[i] = reversed[n - 1 - i];
    out[n] = '\0';
    return out;
}

char *text_u64(char *out, uint64_t value)
{
    return digits(out, value, 10, 1);
}

char *text_octal(char *out, uint32_t value)
{
    return digits(out, value, 8, 4);
}

bool text_to_u64(const char *s, uint64_t max, uint64_t *out)
{
    uint64_t value = 0;
    if (!*s)
        return false;
    for (; *s; s++) {
        if (*s < '0' || *s > '9')
            return false;
        unsigned digit = (unsigned)(*s - '0');
        if (digit > max || value > (max - digit) / 10)
            return false;
        value = value * 10 + digit;
    }
    *out = value;
    return true;
}

bool text_append(char *out, size_t size, const char *src)
{
    size_t used = strlen(out);
    size_t n = strlen(src);
    bool fits = n < size - used;
    if (!fits)
        n = size - used - 1;
    memcpy(out + used, src, n);
    out[used + n] = '\0';
    return fits;
}

bool text_copy(char *out, size_t size, const char *src)
{
    out[0] = '\0';
    return text_append(out, size, src);
}

bool text_join(char *out, size_t size, ...)
{
    bool fits = true;
    va_list parts;
    va_start(parts, size);
    out[0] = '\0';
    for (const char *part = va_arg(parts, const char *); part; part = va_arg(parts, const char *))
        fits = text_append(out, size, part) && fits;
    va_end(parts);
    return fits;
}

void text_copy_tail(char *out, size_t size, const char *src)
{
    size_t n = strlen(src);
    if (n < size) {
        memcpy(out, src, n + 1);
        return;
    }
    memcpy(out, "...", 3);
    memcpy(out + 3, src + n - (size - 4), size - 3);
}

struct errno_entry {
    int number;
    const char *name;
    const char *words;
};

static const struct errno_entry *errno_find(int error)
{
    static const struct errno_entry table[] = {
#define ERRNO(name, number, words) {number, #name, words},
#include "errnos.def"
#undef ERRNO
    };
    for (size_t i = 0; i < sizeof table / sizeof *table; i++)
        if (table[i].number == error)
            return &table[i];
    return NULL;
}

const char *errno_name(int error)
{
    const struct errno_entry *entry = errno_find(error);
    return entry ? entry->name : "E?";
}

const char *errno_words(int error)
{
    const struct errno_entry *entry = errno_find(error);
    return entry ? entry->words : "unknown error";
}
