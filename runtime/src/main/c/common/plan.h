/* Reader of plans (docs/plan-format.md): bytes in, steps out. It does no I/O, allocates nothing and keeps no state
   beside the structs below, so that it can be fuzzed and can run between clone and exec. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum plan_op {
#define PLAN_OP(name, number, fields) OP_##name = number,
#include "plan_ops.def"
#undef PLAN_OP
};

enum {
    PLAN_VERSION = 1,
    PLAN_HEADER = 8,
    PLAN_FIELDS = 12,
    PLAN_NESTING = 4,
    PLAN_MAX = 64 << 20,
};

/* One field; which members hold depends on its type in plan_ops.def: u → u; l → l; s → s and len (without the NUL);
   b, p → b and len; v → count, and b, len are its strings' bytes (walk them with plan_strings). */
struct plan_field {
    uint32_t u;
    uint64_t l;
    const char *s;
    const uint8_t *b;
    uint32_t len;
    uint32_t count;
};

struct plan_step {
    enum plan_op op;
    uint32_t offset;   /* of the operation, from the start of what the reader was given */
    const char *types; /* of its fields, a letter for each */
    struct plan_field f[PLAN_FIELDS];
};

struct plan_reader {
    const uint8_t *start;
    const uint8_t *p;
    const uint8_t *end;
};

struct plan_error {
    uint32_t offset; /* of the operation that is bad, within its own list */
    const char *why;
};

struct plan_strings {
    const uint8_t *p;
    uint32_t left;
};

/* Values of the slots in templates. status NULL: the slot is not known here, a template that uses it is refused. */
struct plan_slots {
    uint32_t pid;
    uint32_t inner_pid;
    uint64_t start_time;
    const char *status;
};

/* Checks a whole plan with its header, including everything nested. */
bool plan_check(const uint8_t *bytes, size_t len, struct plan_error *err);
/* The same for a list of operations without a header. */
bool plan_check_ops(const uint8_t *bytes, size_t len, struct plan_error *err);

/* Starts at the first operation; false when the header is wrong. */
bool plan_begin(struct plan_reader *r, const uint8_t *bytes, size_t len);
void plan_begin_ops(struct plan_reader *r, const uint8_t *bytes, size_t len);
/* The next operation: 1, at the end 0, for bytes that are no plan -1. */
int plan_next(struct plan_reader *r, struct plan_step *step);

/* "MKDIR" and its "suu"; NULL for a number that is no operation. */
const char *plan_name(uint32_t op);
const char *plan_types(uint32_t op);

/* Walks the strings of a v field: NULL after the last. */
struct plan_strings plan_strings(const struct plan_field *v);
const char *plan_strings_next(struct plan_strings *strings);
/* Fills out[0 .. count] from a v field, NULL at the end; out has room for count + 1 pointers. */
void plan_vector(const struct plan_field *v, const char **out);

/* Expands a template into out (NULL: only counts) and sets *written; false when a slot is bad or room too small. */
bool plan_expand(
        const uint8_t *in, size_t len, const struct plan_slots *slots, uint8_t *out, size_t room, size_t *written);
