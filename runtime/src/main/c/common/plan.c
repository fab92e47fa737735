#include "plan.h"

#include <string.h>

#include "text.h"

static bool read_bytes(struct plan_reader *r, void *out, size_t n)
{
    if ((size_t)(r->end - r->p) < n)
        return false;
    memcpy(out, r->p, n); /* memcpy, not a cast: the buffer is not aligned */
    r->p += n;
    return true;
}

static bool read_u32(struct plan_reader *r, uint32_t *out)
{
    uint8_t b[4];
    if (!read_bytes(r, b, sizeof b))
        return false;
    *out = (uint32_t)b[0] | (uint32_t)b[1] << 8 | (uint32_t)b[2] << 16 | (uint32_t)b[3] << 24;
    return true;
}

static bool read_u64(struct plan_reader *r, uint64_t *out)
{
    uint32_t low;
    uint32_t high;
    if (!read_u32(r, &low) || !read_u32(r, &high))
        return false;
    *out = (uint64_t)high << 32 | low;
    return true;
}

static bool read_block(struct plan_reader *r, const uint8_t **out, uint32_t *len)
{
    if (!read_u32(r, len) || *len > (size_t)(r->end - r->p))
        return false;
    *out = r->p; /* points into the plan; never copied */
    r->p += *len;
    return true;
}

static bool read_string(struct plan_reader *r, const char **out, uint32_t *len)
{
    const uint8_t *bytes;
    if (!read_block(r, &bytes, len) || *len == 0)
        return false;
    if (memchr(bytes, '\0', *len) != bytes + *len - 1) /* exactly one NUL, at the end */
        return false;
    *len -= 1;
    *out = (const char *)bytes;
    return true;
}

static bool read_list(struct plan_reader *r, struct plan_field *f)
{
    if (!read_u32(r, &f->count) || f->count > (size_t)(r->end - r->p) / 5) /* a string takes at least 5 bytes */
        return false;
    f->b = r->p;
    for (uint32_t i = 0; i < f->count; i++) {
        const char *s;
        uint32_t len;
        if (!read_string(r, &s, &len))
            return false;
    }
    f->len = (uint32_t)(r->p - f->b);
    return true;
}

static bool read_field(struct plan_reader *r, char type, struct plan_field *f)
{
    switch (type) {
    case 'u':
        return read_u32(r, &f->u);
    case 'l':
        return read_u64(r, &f->l);
    case 's':
        return read_string(r, &f->s, &f->len);
    case 'b':
    case 'p':
        return read_block(r, &f->b, &f->len);
    case 'v':
        return read_list(r, f);
    }
    return false;
}

const char *plan_types(uint32_t op)
{
    switch (op) {
#define S(field) "s"
#define B(field) "b"
#define U(field) "u"
#define L(field) "l"
#define V(field) "v"
#define P(field) "p"
#define PLAN_OP(name, number, fields)                                                                                  \
    case number:                                                                                                       \
        _Static_assert(sizeof("" fields) <= PLAN_FIELDS + 1, "too many fields");                                       \
        return "" fields;
#include "plan_ops.def"
#undef PLAN_OP
#undef S
#undef B
#undef U
#undef L
#undef V
#undef P
    }
    return NULL;
}

const char *plan_name(uint32_t op)
{
    switch (op) {
#define PLAN_OP(name, number, fields)                                                                                  \
    case number:                                                                                                       \
        return #name;
#include "plan_ops.def"
#undef PLAN_OP
    }
    return NULL;
}

/* Reads the fields of one operation, whose payload is all of r; NULL or what is wrong. */
static const char *read_fields(struct plan_reader *r, struct plan_step *step)
{
    for (uint32_t n = 0; step->types[n]; n++) {
        step->f[n] = (struct plan_field){0};
        if (!read_field(r, step->types[n], &step->f[n]))
            return "a field is cut short or not well formed";
    }
    return r->p == r->end ? NULL : "bytes after the last field";
}

/* Reads one operation; NULL or what is wrong. The reader is not at its end. */
static const char *read_step(struct plan_reader *r, struct plan_step *step)
{
    uint32_t code;
    uint32_t len;
    step->offset = (uint32_t)(r->p - r->start);
    if (!read_u32(r, &code) || !read_u32(r, &len))
        return "operation header cut short";
    step->types = plan_types(code); /* the upper half of the word must be zero, so this is the check */
    if (!step->types)
        return "unknown operation";
    if (len > (size_t)(r->end - r->p))
        return "length beyond the end";
    step->op = (enum plan_op)code;
    struct plan_reader payload = {r->p, r->p, r->p + len};
    r->p += len;
    return read_fields(&payload, step);
}

static const char *check_ops(const uint8_t *bytes, size_t len, int depth, uint32_t *offset)
{
    struct plan_reader r = {bytes, bytes, bytes + len};
    struct plan_step step;
    if (depth > PLAN_NESTING)
        return "nested too deep";
    while (r.p < r.end) {
        const char *why = read_step(&r, &step);
        *offset = step.offset;
        if (why)
            return why;
        for (uint32_t n = 0; step.types[n]; n++) {
            uint32_t inner;
            if (step.types[n] == 'p' && (why = check_ops(step.f[n].b, step.f[n].len, depth + 1, &inner)))
                return why;
        }
    }
    return NULL;
}

bool plan_check_ops(const uint8_t *bytes, size_t len, struct plan_error *err)
{
    *err = (struct plan_error){0};
    err->why = len > PLAN_MAX ? "plan too large" : check_ops(bytes, len, 0, &err->offset);
    return !err->why;
}

bool plan_begin(struct plan_reader *r, const uint8_t *bytes, size_t len)
{
    uint32_t version;
    if (len > PLAN_MAX || len < PLAN_HEADER || memcmp(bytes, "JRPL", 4) != 0)
        return false;
    *r = (struct plan_reader){bytes, bytes + 4, bytes + len};
    return read_u32(r, &version) && version == PLAN_VERSION;
}

void plan_begin_ops(struct plan_reader *r, const uint8_t *bytes, size_t len)
{
    *r = (struct plan_reader){bytes, bytes, bytes + len};
}

bool plan_check(const uint8_t *bytes, size_t len, struct plan_error *err)
{
    struct plan_reader r;
    if (!plan_begin(&r, bytes, len)) {
        *err = (struct plan_error){0, "not a plan of this version"};
        return false;
    }
    return plan_check_ops(r.p, (size_t)(r.end - r.p), err);
}

int plan_next(struct plan_reader *r, struct plan_step *step)
{
    if (r->p == r->end)
        return 0;
    return read_step(r, step) ? -1 : 1;
}

struct plan_strings plan_strings(const struct plan_field *v)
{
    return (struct plan_strings){v->b, v->count};
}

const char *plan_strings_next(struct plan_strings *strings)
{
    uint32_t len;
    if (strings->left == 0)
        return NULL;
    struct plan_reader r = {strings->p, strings->p, strings->p + 4};
    read_u32(&r, &len); /* was checked when the field was read */
    const char *s = (const char *)strings->p + 4;
    strings->p += 4 + (size_t)len;
    strings->left--;
    return s;
}

void plan_vector(const struct plan_field *v, const char **out)
{
    struct plan_strings strings = plan_strings(v);
    do
        *out = plan_strings_next(&strings);
    while (*out++);
}

/* The text of one slot; number needs TEXT_U64 bytes. NULL: no such slot. */
static const char *slot_text(uint8_t letter, const struct plan_slots *slots, char *number)
{
    switch (letter) {
    case 'P':
        return text_u64(number, slots->pid);
    case 'C':
        return text_u64(number, slots->inner_pid);
    case 'T':
        return text_u64(number, slots->start_time);
    case 'S':
        return slots->status;
    }
    return NULL;
}

/* What stands at `at`: up to the next slot as it is, or the text of a slot; sets where it ends. NULL: a bad slot. */
static const void *next_piece(
        const uint8_t *at, const uint8_t *end, const struct plan_slots *slots, char *number, const uint8_t **next)
{
    if (*at != 0x01) {
        *next = memchr(at, 0x01, (size_t)(end - at));
        if (!*next)
            *next = end;
        return at;
    }
    *next = at + 2;
    return end - at >= 2 ? slot_text(at[1], slots, number) : NULL;
}

bool plan_expand(
        const uint8_t *in, size_t len, const struct plan_slots *slots, uint8_t *out, size_t room, size_t *written)
{
    size_t n = 0;
    const uint8_t *next;
    for (const uint8_t *at = in; at < in + len; at = next) {
        char number[TEXT_U64];
        const char *piece = next_piece(at, in + len, slots, number, &next);
        if (!piece)
            return false;
        size_t size = *at == 0x01 ? strlen(piece) : (size_t)(next - at);
        if (out && size > room - n)
            return false;
        if (out)
            memcpy(out + n, piece, size);
        n += size;
    }
    *written = n;
    return true;
}
