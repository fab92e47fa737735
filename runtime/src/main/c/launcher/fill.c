#include "fill.h"

#include <string.h>

#include "bytes.h"
#include "common/plan.h"
#include "common/text.h"

/* A field of bytes: their number is known when they are there. */
static void put_bytes(struct buffer *out, const void *bytes, size_t len, const struct names_look *names)
{
    size_t at = out->len;
    buffer_u32(out, 0);
    names_replace(out, bytes, len, names);
    buffer_patch(out, at, (uint32_t)(out->len - at - 4));
}

static void fill_plan(struct buffer *out, const uint8_t *plan, size_t len, const struct names_look *names);

/* RECORD: for each command its number, the length of its plan, and the plan. */
static void put_record(struct buffer *out, const struct plan_field *f, const struct names_look *names)
{
    size_t begin = out->len;
    buffer_u32(out, 0);
    for (uint32_t at = 0; f->len - at >= 8;) {
        uint32_t len = get_u32(f->b + at + 4);
        buffer_put(out, f->b + at, 4);
        at += 8;
        if (len > f->len - at)
            len = f->len - at;
        size_t plan = out->len;
        buffer_u32(out, 0);
        fill_plan(out, f->b + at, len, names);
        buffer_patch(out, plan, (uint32_t)(out->len - plan - 4));
        at += len;
    }
    buffer_patch(out, begin, (uint32_t)(out->len - begin - 4));
}

static void put_list(struct buffer *out, const struct plan_field *f, const struct names_look *names)
{
    size_t at = out->len;
    uint32_t count = 0;
    struct plan_strings strings = plan_strings(f);
    buffer_u32(out, 0);
    for (const char *s = plan_strings_next(&strings); s; s = plan_strings_next(&strings)) {
        put_bytes(out, s, strlen(s) + 1, names);
        count++;
        for (char *const *more = names_more(names, s); more && *more; more++, count++)
            buffer_string(out, *more);
    }
    buffer_patch(out, at, count);
}

/* TARGET says a pid and a start time as numbers. */
static uint64_t number_now(uint64_t number, const struct names_look *names)
{
    char text[TEXT_U64];
    uint64_t value;
    const char *now = names_meaning(names, text_u64(text, number));
    return now && text_to_u64(now, UINT64_MAX, &value) ? value : number;
}

static void fill_ops(struct buffer *out, const uint8_t *ops, size_t len, const struct names_look *names);

static void put_field(
        struct buffer *out, enum plan_op op, char type, const struct plan_field *f, const struct names_look *names)
{
    size_t at = out->len;
    switch (type) {
    case 'u':
        buffer_u32(out, op == OP_TARGET ? (uint32_t)number_now(f->u, names) : f->u);
        return;
    case 'l':
        buffer_u64(out, op == OP_TARGET ? number_now(f->l, names) : f->l);
        return;
    case 's':
        put_bytes(out, f->s, (size_t)f->len + 1, names);
        return;
    case 'b':
        if (op == OP_RECORD)
            put_record(out, f, names);
        else
            put_bytes(out, f->b, f->len, names);
        return;
    case 'v':
        put_list(out, f, names);
        return;
    case 'p':
        buffer_u32(out, 0);
        fill_ops(out, f->b, f->len, names);
        buffer_patch(out, at, (uint32_t)(out->len - at - 4));
        return;
    }
}

static void fill_ops(struct buffer *out, const uint8_t *ops, size_t len, const struct names_look *names)
{
    struct plan_reader reader;
    struct plan_step step;
    plan_begin_ops(&reader, ops, len);
    while (plan_next(&reader, &step) == 1) {
        buffer_u32(out, (uint32_t)step.op);
        size_t at = out->len;
        buffer_u32(out, 0);
        for (uint32_t n = 0; step.types[n]; n++)
            put_field(out, step.op, step.types[n], &step.f[n], names);
        buffer_patch(out, at, (uint32_t)(out->len - at - 4));
    }
}

/* Bytes that are no plan stay as they are. */
static void fill_plan(struct buffer *out, const uint8_t *plan, size_t len, const struct names_look *names)
{
    struct plan_error err;
    if (!plan_check(plan, len, &err)) {
        buffer_put(out, plan, len);
        return;
    }
    buffer_put(out, plan, PLAN_HEADER);
    fill_ops(out, plan + PLAN_HEADER, len - PLAN_HEADER, names);
}

void plan_fill(struct buffer *out, const uint8_t *plan, size_t len, const struct names *names)
{
    struct names_look look;
    names_look(&look, names, NAMES_NOW);
    buffer_reserve(out, len + len / 8);
    fill_plan(out, plan, len, &look);
}
