#include "lines.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

/* Length of the UTF-8 sequence at s, 0 when there is no valid one. */
static size_t utf8_length(const uint8_t *s)
{
    size_t n = s[0] < 0x80 ? 1 : s[0] >> 5 == 6 ? 2 : s[0] >> 4 == 14 ? 3 : s[0] >> 3 == 30 ? 4 : 0;
    uint32_t value = n == 1 ? s[0] : n ? s[0] & (0xffU >> (n + 1)) : 0;
    static const uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
    for (size_t i = 1; i < n; i++) {
        if (s[i] >> 6 != 2) /* also ends at the NUL */
            return 0;
        value = value << 6 | (s[i] & 0x3fU);
    }
    bool surrogate = value >= 0xd800 && value <= 0xdfff;
    return n && value >= least[n] && value <= 0x10ffff && !surrogate ? n : 0;
}

static char short_escape(uint8_t c)
{
    switch (c) {
    case '"':
    case '\\':
        return (char)c;
    case '\n':
        return 'n';
    case '\r':
        return 'r';
    case '\t':
        return 't';
    case '\b':
        return 'b';
    case '\f':
        return 'f';
    }
    return 0;
}

static void hex_escape(struct buffer *out, const char *lead, uint8_t c)
{
    static const char digits[] = "0123456789abcdef";
    buffer_text(out, lead);
    buffer_char(out, digits[c >> 4]);
    buffer_char(out, digits[c & 15]);
}

/* U+0080 to U+009F: terminals obey them as they do ESC and a letter. */
static bool is_control_pair(const uint8_t *s)
{
    return s[0] == 0xc2 && s[1] >= 0x80 && s[1] < 0xa0;
}

void line_plain(struct buffer *out, const char *text)
{
    for (const uint8_t *s = (const uint8_t *)text; *s;) {
        size_t n = utf8_length(s);
        if (is_control_pair(s)) {
            hex_escape(out, "\\u00", s[1]);
        } else if (n == 0 || *s < 0x20 || *s == 0x7f) {
            char escape = short_escape(*s);
            if (escape) {
                buffer_char(out, '\\');
                buffer_char(out, escape);
            } else {
                hex_escape(out, "\\x", *s);
            }
        } else {
            buffer_put(out, s, n);
        }
        s += n ? n : 1;
    }
}

/* A quoted string; the two formats differ in how they write control characters and broken UTF-8. */
static void quoted(struct buffer *out, const char *text, bool json)
{
    buffer_char(out, '"');
    for (const uint8_t *s = (const uint8_t *)text; *s;) {
        size_t n = utf8_length(s);
        char escape = short_escape(*s);
        if (escape) {
            buffer_char(out, '\\');
            buffer_char(out, escape);
        } else if (is_control_pair(s))
            hex_escape(out, "\\u00", s[1]);
        else if (n == 0 && json)
            buffer_text(out, "\\ufffd");
        else if (n == 0 || *s < 0x20 || *s == 0x7f)
            hex_escape(out, json ? "\\u00" : "\\x", *s);
        else
            buffer_put(out, s, n);
        s += n ? n : 1;
    }
    buffer_char(out, '"');
}

void line_quote(struct buffer *out, const char *text)
{
    quoted(out, text, true);
}

void line_time(struct buffer *out, const struct timespec *t)
{
    char text[64];
    struct tm tm;
    localtime_r(&t->tv_sec, &tm);
    buffer_put(out, text, strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%S", &tm));
    if (t->tv_nsec) {
        int n = snprintf(text, sizeof text, ".%09ld", t->tv_nsec);
        while (text[n - 1] == '0')
            n--;
        buffer_put(out, text, (size_t)n);
    }
    long offset = tm.tm_gmtoff / 60;
    if (offset == 0) {
        buffer_char(out, 'Z');
        return;
    }
    long size = offset < 0 ? -offset : offset;
    snprintf(text, sizeof text, "%c%02ld:%02ld", offset < 0 ? '-' : '+', size / 60, size % 60);
    buffer_text(out, text);
}

static void json_member(struct buffer *out, const char *key, const char *value)
{
    quoted(out, key, true);
    buffer_char(out, ':');
    quoted(out, value, true);
}

void line_json(struct buffer *out, const char *level, const char *message, const struct timespec *t,
        const struct line_field *fields, size_t count)
{
    buffer_char(out, '{');
    json_member(out, "level", level);
    buffer_char(out, ',');
    json_member(out, "msg", message);
    buffer_text(out, ",\"time\":\"");
    line_time(out, t);
    buffer_char(out, '"');
    for (size_t i = 0; i < count; i++) {
        if (!fields[i].value || !fields[i].value[0])
            continue;
        buffer_char(out, ',');
        json_member(out, fields[i].key, fields[i].value);
    }
    buffer_text(out, "}\n");
}

/* Values of these characters only stand without quotes, as logrus does it. */
static bool plain(const char *text)
{
    for (const char *c = text; *c; c++)
        if (!((*c >= 'a' && *c <= 'z') || (*c >= 'A' && *c <= 'Z') || (*c >= '0' && *c <= '9') ||
                    strchr("-._/@^+", *c)))
            return false;
    return *text != '\0';
}

void line_text(struct buffer *out, const char *level, const char *message, const struct timespec *t)
{
    buffer_text(out, "time=\"");
    line_time(out, t);
    buffer_text(out, "\" level=");
    buffer_text(out, level);
    buffer_text(out, " msg=");
    if (plain(message))
        buffer_text(out, message);
    else
        quoted(out, message, false);
    buffer_char(out, '\n');
}
