/* The reader of plans: golden bytes, and everything that it has to refuse. */
#include "check.h"
#include "plan_builder.h"

static const uint8_t golden[] = {
        'J', 'R', 'P', 'L', 1, 0, 0, 0,                                                 /* header */
        1, 0, 0, 0, 15, 0, 0, 0, 3, 0, 0, 0, '/', 'a', 0, 4, 0, 0, 0, 'd', 'o', ' ', 0, /* AT "/a" "do " */
        32, 0, 0, 0, 14, 0, 0, 0, 2, 0, 0, 0, 'x', 0, 0xc9, 1, 0, 0, 3, 0, 0, 0,        /* MKDIR "x" 0711 3 */
        80, 0, 0, 0, 12, 0, 0, 0, 7, 0, 0, 0, 8, 7, 6, 5, 4, 3, 2, 1, /* TARGET 7 0x0102030405060708 */
        4, 0, 0, 0, 20, 0, 0, 0, 16, 0, 0, 0,                         /* UNDO */
        37, 0, 0, 0, 8, 0, 0, 0, 4, 0, 0, 0, '/', 'r', 'm', 0,        /*   RMDIR "/rm" */
};

/* An exact copy on the heap, so that the sanitizer sees every read beyond it. */
static uint8_t *copy(const uint8_t *bytes, size_t len)
{
    uint8_t *out = malloc(len ? len : 1);
    if (!out)
        abort();
    if (len)
        memcpy(out, bytes, len);
    return out;
}

static bool accepted(const uint8_t *bytes, size_t len)
{
    struct plan_error err;
    uint8_t *exact = copy(bytes, len);
    bool ok = plan_check(exact, len, &err);
    if (!ok && !err.why)
        abort();
    free(exact);
    return ok;
}

static void readsTheGoldenPlan(void)
{
    struct plan_reader r;
    struct plan_step s;
    CHECK(accepted(golden, sizeof golden));
    CHECK(plan_begin(&r, golden, sizeof golden));
    CHECK(plan_next(&r, &s) == 1 && s.op == OP_AT && s.offset == 8);
    SAME(s.f[0].s, "/a");
    SAME(s.f[1].s, "do ");
    CHECK(s.f[1].len == 3);
    CHECK(plan_next(&r, &s) == 1 && s.op == OP_MKDIR && s.f[1].u == 0711 && s.f[2].u == 3);
    CHECK(plan_next(&r, &s) == 1 && s.op == OP_TARGET && s.f[0].u == 7 && s.f[1].l == 0x0102030405060708);
    CHECK(plan_next(&r, &s) == 1 && s.op == OP_UNDO && s.f[0].len == 16);
    CHECK(plan_next(&r, &s) == 0);
}

static void theBuilderMakesTheSame(void)
{
    struct plan_builder b = {0};
    struct plan_builder undo = {0};
    plan_put_header(&b);
    plan_add(&b, OP_AT, "/a", "do ");
    plan_add(&b, OP_MKDIR, "x", 0711U, 3U);
    plan_add(&b, OP_TARGET, 7U, (uint64_t)0x0102030405060708);
    plan_add(&undo, OP_RMDIR, "/rm");
    plan_add(&b, OP_UNDO, &undo);
    CHECK(b.len == sizeof golden && memcmp(b.bytes, golden, sizeof golden) == 0);
    plan_free(&undo);
    plan_free(&b);
}

/* Only a cut between two operations leaves a plan. */
static void refusesEveryTruncation(void)
{
    for (size_t len = 0; len < sizeof golden; len++) {
        bool between = len == 8 || len == 31 || len == 53 || len == 73;
        CHECK(accepted(golden, len) == between);
    }
}

/* What is at `at` becomes `value`. */
static bool accepts_with(size_t at, uint8_t value)
{
    uint8_t bytes[sizeof golden];
    memcpy(bytes, golden, sizeof golden);
    bytes[at] = value;
    return accepted(bytes, sizeof bytes);
}

static void refusesWhatIsNotWellFormed(void)
{
    CHECK(accepts_with(21, '_'));
    CHECK(!accepts_with(0, 'X'));  /* magic */
    CHECK(!accepts_with(4, 2));    /* version */
    CHECK(!accepts_with(8, 0));    /* no such operation */
    CHECK(!accepts_with(8, 255));  /* nor this */
    CHECK(!accepts_with(10, 1));   /* the zero behind the code */
    CHECK(!accepts_with(12, 16));  /* a byte behind the last field */
    CHECK(!accepts_with(12, 14));  /* a byte too few */
    CHECK(!accepts_with(15, 255)); /* length beyond the end */
    CHECK(!accepts_with(16, 0));   /* a string without its NUL */
    CHECK(!accepts_with(19, 255)); /* a string beyond the end */
    CHECK(!accepts_with(21, 0));   /* a NUL within a string */
    CHECK(!accepts_with(22, 'x')); /* no NUL at its end */
    CHECK(!accepts_with(85, 0));   /* nested: no such operation */
    CHECK(!accepts_with(89, 9));   /* nested: length beyond the end */
    CHECK(!accepts_with(100, 1));  /* nested: no NUL */
}

static void nestsFourDeep(void)
{
    struct plan_builder inner = {0};
    for (int depth = 0; depth <= PLAN_NESTING + 1; depth++) {
        struct plan_builder b = {0};
        struct plan_builder outer = {0};
        plan_put_header(&b);
        plan_put(&b, inner.bytes, inner.len);
        CHECK(accepted(b.bytes, b.len) == (depth <= PLAN_NESTING));
        plan_free(&b);
        plan_add(&outer, OP_UNDO, &inner);
        plan_free(&inner);
        inner = outer;
    }
    struct plan_builder deep = {0};
    plan_put_header(&deep);
    plan_put(&deep, inner.bytes, inner.len);
    CHECK(!accepted(deep.bytes, deep.len));
    plan_free(&deep);
    plan_free(&inner);
}

static void walksLists(void)
{
    struct plan_builder b = {0};
    struct plan_reader r;
    struct plan_step s;
    const char *vector[4];
    plan_put_header(&b);
    plan_add(&b, OP_PUT, "/f", 0U, ((const char *const[]){"one", "", "three", NULL}));
    plan_add(&b, OP_PUT, "/f", 0U, NULL);
    CHECK(accepted(b.bytes, b.len));
    CHECK(plan_begin(&r, b.bytes, b.len) && plan_next(&r, &s) == 1 && s.f[2].count == 3);
    struct plan_strings strings = plan_strings(&s.f[2]);
    SAME(plan_strings_next(&strings), "one");
    SAME(plan_strings_next(&strings), "");
    SAME(plan_strings_next(&strings), "three");
    CHECK(!plan_strings_next(&strings));
    plan_vector(&s.f[2], vector);
    SAME(vector[2], "three");
    CHECK(!vector[3]);
    CHECK(plan_next(&r, &s) == 1 && s.f[2].count == 0);
    plan_vector(&s.f[2], vector);
    CHECK(!vector[0]);
    /* A count that no bytes stand behind. */
    b.bytes[PLAN_HEADER + 8 + 7 + 4 + 3] = 0x40;
    CHECK(!accepted(b.bytes, b.len));
    plan_free(&b);
}

static void knowsEveryOperation(void)
{
    int count = 0;
    for (uint32_t op = 0; op < 70000; op++) {
        const char *types = plan_types(op);
        CHECK(!types == !plan_name(op));
        if (!types)
            continue;
        count++;
        CHECK(types[strspn(types, "ulsbvp")] == '\0' && strlen(types) <= PLAN_FIELDS);
    }
    CHECK(count > 80);
    SAME(plan_name(OP_CLONE), "CLONE");
}

static bool expands(const char *in, size_t len, const char *expected)
{
    struct plan_slots slots = {
            .pid = 4294967295, .inner_pid = 1, .start_time = 18446744073709551615ULL, .status = "paused"};
    size_t counted = 0;
    size_t written = 0;
    if (!plan_expand((const uint8_t *)in, len, &slots, NULL, 0, &counted))
        return !expected;
    uint8_t *exact = malloc(counted + 1);
    if (!exact)
        abort();
    bool same = plan_expand((const uint8_t *)in, len, &slots, exact, counted, &written) && written == counted &&
                expected && counted == strlen(expected) && memcmp(exact, expected, counted) == 0;
    if (counted > 0 && plan_expand((const uint8_t *)in, len, &slots, exact, counted - 1, &written))
        same = false;
    free(exact);
    return same;
}

static void expandsTemplates(void)
{
    struct plan_slots nobody = {0};
    size_t n;
    CHECK(expands("", 0, ""));
    CHECK(expands("{\"pid\":\001P,\"s\":\"\001S\"}", 19, "{\"pid\":4294967295,\"s\":\"paused\"}"));
    CHECK(expands("\001T\001C", 4, "184467440737095516151"));
    CHECK(expands("x\001", 2, NULL));
    CHECK(expands("x\001Q", 3, NULL));
    CHECK(expands("\001\001P", 3, NULL));
    CHECK(!plan_expand((const uint8_t *)"\001S", 2, &nobody, NULL, 0, &n));
}

int main(void)
{
    readsTheGoldenPlan();
    theBuilderMakesTheSame();
    refusesEveryTruncation();
    refusesWhatIsNotWellFormed();
    nestsFourDeep();
    walksLists();
    knowsEveryOperation();
    expandsTemplates();
    return finish_tests("plan_test");
}
