/* The two formats of a log line. */
#pragma once

#include <stddef.h>
#include <stdint.h>
#include <time.h>

#include "buffer.h"

/* A key and its value; a NULL or empty value is left out. */
struct line_field {
    const char *key;
    const char *value;
};

/* A JSON string. */
void line_quote(struct buffer *out, const char *text);
/* The text as it is, but on one line and without what a terminal would obey: a message holds what others have written,
   as arguments, output of hooks, names in an image. */
void line_plain(struct buffer *out, const char *text);
/* RFC 3339 with the local offset and nanoseconds without trailing zeros, as Go prints it. */
void line_time(struct buffer *out, const struct timespec *t);
/* {"level":…,"msg":…,"time":…, fields} and a newline. */
void line_json(struct buffer *out, const char *level, const char *message, const struct timespec *t,
        const struct line_field *fields, size_t count);
/* time="…" level=… msg="…" and a newline. */
void line_text(struct buffer *out, const char *level, const char *message, const struct timespec *t);
