/* Mutates a plan of every operation, RUNS times from SEED, and reads what comes out under the sanitizers:
   plan_fuzz [RUNS [SEED]]. */
#include "plan_builder.h"

static uint64_t state;

/* splitmix64 */
static uint64_t number(void)
{
    uint64_t z = state += 0x9e3779b97f4a7c15;
    z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9;
    z = (z ^ z >> 27) * 0x94d049bb133111eb;
    return z ^ z >> 31;
}

static size_t below(size_t n)
{
    return n ? (size_t)(number() % n) : 0;
}

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
    for (const char *c = strchr(plan_signature(op), ':'); c; c = strchr(c + 1, ':'))
        put_value(&payload, c[1], nested);
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
        if (plan_signature(op))
            put_operation(b, op, &nested);
    plan_free(&nested);
}

static void mutate(uint8_t *bytes, size_t *len)
{
    static const uint8_t edges[] = {0, 1, 2, 4, 0x7f, 0x80, 0xff};
    for (size_t n = 1 + below(4); n > 0 && *len > 0; n--) {
        size_t at = below(*len);
        switch (below(5)) {
        case 0:
            bytes[at] = (uint8_t)number();
            break;
        case 1:
            bytes[at] = edges[below(sizeof edges)];
            break;
        case 2:
            bytes[at] ^= (uint8_t)(1U << below(8));
            break;
        case 3:
            *len = at;
            break;
        default: { /* some bytes over others */
            size_t from = below(*len);
            size_t count = below(*len - (at > from ? at : from));
            memmove(bytes + at, bytes + from, count);
        }
        }
    }
}

static volatile uint64_t sink; /* every byte that the reader hands out is looked at */

static void read_ops(struct plan_reader *r, int depth)
{
    struct plan_step s;
    while (plan_next(r, &s) == 1) {
        const char *c = strchr(plan_signature(s.op), ':');
        for (int i = 0; c; c = strchr(c + 1, ':'), i++) {
            const struct plan_field *f = &s.f[i];
            struct plan_strings strings = plan_strings(f);
            struct plan_slots slots = {.pid = 1, .status = "x"};
            struct plan_reader nested;
            size_t n;
            if (c[1] == 's')
                sink += strlen(f->s);
            if (c[1] == 'v')
                for (const char *text = plan_strings_next(&strings); text; text = plan_strings_next(&strings))
                    sink += strlen(text);
            if (c[1] == 'b')
                sink += plan_expand(f->b, f->len, &slots, NULL, 0, &n);
            if (c[1] != 'p')
                continue;
            plan_begin_ops(&nested, f->b, f->len);
            if (depth < 8)
                read_ops(&nested, depth + 1);
        }
    }
}

static void one_run(const struct plan_builder *seed)
{
    uint8_t *scratch = malloc(seed->len);
    size_t len = seed->len;
    struct plan_error err;
    struct plan_reader r;
    if (!scratch)
        abort();
    memcpy(scratch, seed->bytes, seed->len);
    mutate(scratch, &len);
    uint8_t *exact = malloc(len ? len : 1); /* its end is where the sanitizer watches */
    if (!exact)
        abort();
    memcpy(exact, scratch, len);
    free(scratch);
    sink += plan_check(exact, len, &err);
    if (plan_begin(&r, exact, len)) /* also what the check refuses: the reader itself must hold */
        read_ops(&r, 0);
    free(exact);
}

int main(int argc, char **argv)
{
    unsigned long runs = argc > 1 ? strtoul(argv[1], NULL, 10) : 100000;
    unsigned long seed = argc > 2 ? strtoul(argv[2], NULL, 10) : 1;
    struct plan_builder plan = {0};
    printf("plan_fuzz %lu %lu\n", runs, seed);
    fflush(stdout);
    state = seed;
    build(&plan);
    for (unsigned long i = 0; i < runs; i++)
        one_run(&plan);
    plan_free(&plan);
    return 0;
}
