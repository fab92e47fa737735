/* Builds plans for tests. Values are given in the order of the operation's fields in plan_ops.def:
   s const char *, u unsigned, l uint64_t, b const void * and size_t, v const char *const * (NULL at the end; NULL: an
   empty list), p const struct plan_builder *. */
#pragma once

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/plan.h"

struct plan_builder {
    uint8_t *bytes;
    size_t len;
    size_t room;
};

static inline void plan_put(struct plan_builder *b, const void *bytes, size_t len)
{
    if (b->len + len > b->room) {
        b->room = (b->len + len) * 2 + 256;
        b->bytes = realloc(b->bytes, b->room);
        if (!b->bytes)
            abort();
    }
    if (len)
        memcpy(b->bytes + b->len, bytes, len);
    b->len += len;
}

static inline void plan_put_u32(struct plan_builder *b, uint32_t value)
{
    uint8_t bytes[4] = {(uint8_t)value, (uint8_t)(value >> 8), (uint8_t)(value >> 16), (uint8_t)(value >> 24)};
    plan_put(b, bytes, sizeof bytes);
}

static inline void plan_put_string(struct plan_builder *b, const char *s)
{
    plan_put_u32(b, (uint32_t)strlen(s) + 1);
    plan_put(b, s, strlen(s) + 1);
}

static inline void plan_put_strings(struct plan_builder *b, const char *const *list)
{
    uint32_t count = 0;
    while (list && list[count])
        count++;
    plan_put_u32(b, count);
    for (uint32_t i = 0; i < count; i++)
        plan_put_string(b, list[i]);
}

/* "JRPL" and the version; a list of operations without it is what CLONE, UNDO, IF and SUPERVISE hold. */
static inline void plan_put_header(struct plan_builder *b)
{
    plan_put(b, "JRPL", 4);
    plan_put_u32(b, PLAN_VERSION);
}

static inline void plan_free(struct plan_builder *b)
{
    free(b->bytes);
    *b = (struct plan_builder){0};
}

static inline void plan_put_field(struct plan_builder *b, char type, va_list *values)
{
    switch (type) {
    case 's':
        plan_put_string(b, va_arg(*values, const char *));
        return;
    case 'u':
        plan_put_u32(b, va_arg(*values, unsigned));
        return;
    case 'l': {
        uint64_t value = va_arg(*values, uint64_t);
        plan_put_u32(b, (uint32_t)value);
        plan_put_u32(b, (uint32_t)(value >> 32));
        return;
    }
    case 'b': {
        const void *bytes = va_arg(*values, const void *);
        size_t len = va_arg(*values, size_t);
        plan_put_u32(b, (uint32_t)len);
        plan_put(b, bytes, len);
        return;
    }
    case 'v':
        plan_put_strings(b, va_arg(*values, const char *const *));
        return;
    case 'p': {
        const struct plan_builder *nested = va_arg(*values, const struct plan_builder *);
        plan_put_u32(b, (uint32_t)nested->len);
        plan_put(b, nested->bytes, nested->len);
        return;
    }
    default:
        abort();
    }
}

/* Appends one operation; returns its offset. */
static inline uint32_t plan_add(struct plan_builder *b, enum plan_op op, ...)
{
    struct plan_builder payload = {0};
    const char *types = plan_types(op);
    size_t offset = b->len;
    va_list values;
    if (!types) {
        fprintf(stderr, "plan_builder: %u is no operation\n", (unsigned)op);
        abort();
    }
    va_start(values, op);
    for (const char *type = types; *type; type++)
        plan_put_field(&payload, *type, &values);
    va_end(values);
    plan_put_u32(b, (uint32_t)op);
    plan_put_u32(b, (uint32_t)payload.len);
    plan_put(b, payload.bytes, payload.len);
    plan_free(&payload);
    return (uint32_t)offset;
}
