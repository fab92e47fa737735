/* Damages a plan of every operation and reads what comes out under the sanitizers. */
#include "fuzz.h"
#include "plan_builder.h"

/* Payload bytes of one field, whatever its type. */
static void put_value(struct plan_builder *b, char type, const struct plan_builder *nested)
{
    static const char *const list[] = {"a", "", "longer than that", NULL};
    switch (type) {
    case 'u':
        plan_put_u32(b, (uint32_t)number());
        return;
    case 'l':
        plan_put_u32(b, (uint32_t)number());
        plan_put_u32(b, (uint32_t)number());
        return;
    case 's':
        plan_put_string(b, below(2) ? "/some/path" : "");
        return;
    case 'b':
        plan_put_string(b, "\001P text \001S");
        return;
    case 'v':
        plan_put_strings(b, list + below(4));
        return;
    case 'p':
        plan_put_u32(b, (uint32_t)nested->len);
        plan_put(b, nested->bytes, nested->len);
        return;
    default:
        abort();
    }
}

static void put_operation(struct plan_builder *b, uint32_t op, const struct plan_builder *nested)
{
    struct plan_builder payload = {0};
    for (const char *type = plan_types(op); *type; type++)
        put_value(&payload, *type, nested);
    plan_put_u32(b, op);
    plan_put_u32(b, (uint32_t)payload.len);
    plan_put(b, payload.bytes, payload.len);
    plan_free(&payload);
}

/* One of every operation, with others nested in it. */
static void build(struct plan_builder *b)
{
    struct plan_builder nested = {0};
    put_operation(&nested, OP_MKDIR, NULL);
    put_operation(&nested, OP_UNDO, &(struct plan_builder){0});
    plan_put_header(b);
    for (uint32_t op = 0; op < 256; op++)
        if (plan_types(op))
            put_operation(b, op, &nested);
    plan_free(&nested);
}

static volatile uint64_t sink; /* every byte that the reader hands out is looked at */

static void read_ops(struct plan_reader *r, int depth)
{
    struct plan_step s;
    while (plan_next(r, &s) == 1) {
        for (int i = 0; s.types[i]; i++) {
            const struct plan_field *f = &s.f[i];
            struct plan_strings strings = plan_strings(f);
            struct plan_slots slots = {.pid = 1, .status = "x"};
            struct plan_reader nested;
            size_t n;
            if (s.types[i] == 's')
                sink += strlen(f->s);
            if (s.types[i] == 'v')
                for (const char *text = plan_strings_next(&strings); text; text = plan_strings_next(&strings))
                    sink += strlen(text);
            if (s.types[i] == 'b')
                sink += plan_expand(f->b, f->len, &slots, NULL, 0, &n);
            if (s.types[i] != 'p')
                continue;
            plan_begin_ops(&nested, f->b, f->len);
            if (depth < 8)
                read_ops(&nested, depth + 1);
        }
    }
}

static void one_run(const struct plan_builder *good)
{
    size_t len = good->len;
    uint8_t *plan = fuzz_copy(good->bytes, &len);
    struct plan_error err;
    struct plan_reader r;
    sink += plan_check(plan, len, &err);
    if (plan_begin(&r, plan, len)) /* also what the check refuses: the reader itself must hold */
        read_ops(&r, 0);
    free(plan);
}

int main(int argc, char **argv)
{
    struct plan_builder plan = {0};
    fuzz_begin("plan_fuzz", 20000, argc, argv);
    build(&plan);
    while (fuzz_next())
        one_run(&plan);
    plan_free(&plan);
    return 0;
}
