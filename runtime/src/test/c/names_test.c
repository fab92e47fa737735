/* The words that may be others in the next launch: which are found, and that they are replaced wherever they stand. */
#include "check.h"

#include "launcher/bytes.h"
#include "launcher/fill.h"
#include "plan_builder.h"

#define ID "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
#define OTHER "fedcba9876543210fedcba9876543210fedcba9876543210fedcba9876543210"
#define UUID "01234567-89ab-cdef-0123-456789abcdef"

static struct names names;

static int found(const char *text)
{
    names = (struct names){0};
    names_find(&names, (const uint8_t *)text, strlen(text));
    return names.count;
}

static void findsWhatNobodyMakesUpTwice(void)
{
    CHECK(found("/run/" ID "/rootfs") == 1);
    SAME(names.of[0].now, ID);
    CHECK(found(ID " " ID) == 1);
    CHECK(found(ID OTHER) == 0);
    CHECK(found(ID "0") == 0 && found("0" ID) == 0 && found("") == 0 && found("abc") == 0);
    CHECK(found("pod" UUID "/volumes") == 1);
    SAME(names.of[0].now, UUID);
    CHECK(found("pod" UUID "0") == 0 && found("01234567-89ab-cdef-0123_456789abcdef") == 0);
    CHECK(found("01234567") == 0 && found("01234567-89ab") == 0);
    CHECK(found(ID " host 0123456789ab") == 2);
    SAME(names.of[1].now, "0123456789ab");
    CHECK(found(ID " host 0123456789ac") == 1);
    CHECK(found("0123456789ab " ID) == 1); /* the long one comes first on a command line */
}

static bool certain(const char *text)
{
    found(text);
    return !names.failed;
}

/* What the engine reads is not what is written there. */
static void escapesThatMayBePartOfANameAreSaid(void)
{
    CHECK(certain("a\\u003c" ID) == false && certain("a\\u003c \\n" ID));
    CHECK(!certain("\\u00e9abc") && !certain("\\u00E9abc") && certain("\\u00e9 abc"));
    CHECK(!certain("abc\\u0061\"") && !certain("\\u002d\"") && !certain("\\u0030\"") && certain("\\u0041\""));
    CHECK(!certain("\\babc") && !certain("\\fabc") && certain("\\b\"") && certain("\\nabc"));
    CHECK(certain("\\\\babc") && !certain("\\\\\\babc"));
    CHECK(!certain("\\u00") && certain("\\") && certain(""));
}

/* Of a number the engine knows more than its text: "0…01" is one as well. */
static void numberIsNoName(void)
{
    CHECK(found("123456789012aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa limit 123456789012") == 1);
    CHECK(found("0000000000000000000000000000000000000000000000000000000000000001") == 0);
    CHECK(found("1111111111111111111111111111111111111111111111111111111111111111") == 0);
    CHECK(found("0x000000000000000000000000000000000000000000000000ffffffffffffffff") == 0);
    CHECK(found("000000000000000000000000000000000000000000000001ffffffffffffffff") == 1);
    CHECK(found("01234567-8901-2345-6789-012345678901") == 0);
}

static void findsTheNameOfATerminationLog(void)
{
    CHECK(found("\"source\":\"/var/lib/kubelet/pods/" UUID "/containers/web/1a2b3c4d\"") == 2);
    SAME(names.of[1].now, "1a2b3c4d");
    CHECK(found("\"/web/12345678\"") == 0 && found("\"/web/1a2b3c4d/x\"") == 0 && found("\"1a2b3c4d\"") == 0);
    CHECK(found("\"/web/1a2b3c4d5\"") == 0 && found("/web/1a2b3c4d") == 0);
}

static void systemdTakesUuidsApart(void)
{
    names = (struct names){.no_uuids = true};
    const char *text = "\"a-" UUID ".slice:x:" ID "\"";
    names_find(&names, (const uint8_t *)text, strlen(text));
    CHECK(names.count == 1);
    SAME(names.of[0].now, ID);
}

static void moreThanThereIsRoomForIsSaid(void)
{
    char text[(NAMES_MAX + 1) * 65 + 1];
    size_t len = 0;
    for (int i = 0; i <= NAMES_MAX; i++)
        len += (size_t)snprintf(text + len, sizeof text - len, "a%063x ", (unsigned)i);
    CHECK(found(text) == NAMES_MAX && names.failed);
    text[NAMES_MAX * 65] = '\0';
    CHECK(found(text) == NAMES_MAX && !names.failed);
}

static void put(const char *text, enum names_way way, const char *expected)
{
    struct buffer out = {0};
    names_put(&out, (const uint8_t *)text, strlen(text) + 1, &names, way);
    SAME((const char *)out.data, expected);
    buffer_free(&out);
}

static void replacesTheLongest(void)
{
    names = (struct names){0};
    names_add(&names, ID, OTHER);
    names_add(&names, "0123456789ab", "fedcba987654");
    put("a " ID " 0123456789ab.", NAMES_NOW, "a " OTHER " fedcba987654.");
    put(OTHER "fedcba987654", NAMES_NUMBERS, "\001A\001B");
    put("", NAMES_NOW, "");
    put("0123456789a", NAMES_NOW, "0123456789a");
}

static const char *second_string(const struct buffer *plan, size_t header, struct plan_step *step)
{
    struct plan_reader reader;
    plan_begin_ops(&reader, plan->data + header, plan->len - header);
    while (plan_next(&reader, step) == 1 && step->op != OP_EXEC)
        ;
    struct plan_strings args = plan_strings(&step->f[0]);
    plan_strings_next(&args);
    return plan_strings_next(&args);
}

/* A string, a list within a nested list, and a plan within a record, which all get longer. */
static void fillsEveryPlaceOfAPlan(void)
{
    static const char *const args[] = {"sh", "-STAND-", NULL};
    static const char *const none[] = {NULL};
    struct plan_builder stage = {0};
    struct plan_builder inner = {0};
    struct plan_builder record = {0};
    struct plan_builder plan = {0};
    struct buffer out = {0};
    struct plan_reader reader;
    struct plan_step step;
    struct plan_error err;
    names = (struct names){0};
    names_add(&names, "STAND", "something longer");
    plan_add(&stage, OP_EXEC, args, none);
    plan_put_header(&inner);
    plan_add(&inner, OP_UNLINK, "/r/STAND");
    plan_put_u32(&record, 3);
    plan_put_u32(&record, (uint32_t)inner.len);
    plan_put(&record, inner.bytes, inner.len);
    plan_put_header(&plan);
    plan_add(&plan, OP_MKDIR, "/r/STAND", 0700U, 1U);
    plan_add(&plan, OP_CLONE, 7U, "", "/r/STAND/fifo", 0U, &stage);
    plan_add(&plan, OP_RECORD, "/r/STAND/record", record.bytes, record.len);
    plan_fill(&out, plan.bytes, plan.len, &names);

    CHECK(plan_check(out.data, out.len, &err));
    CHECK(plan_begin(&reader, out.data, out.len));
    CHECK(plan_next(&reader, &step) == 1);
    SAME(step.f[0].s, "/r/something longer");
    CHECK(step.f[1].u == 0700);
    CHECK(plan_next(&reader, &step) == 1);
    SAME(step.f[2].s, "/r/something longer/fifo");
    struct buffer ops = {.data = (uint8_t *)step.f[4].b, .len = step.f[4].len};
    SAME(second_string(&ops, 0, &step), "-something longer-");
    CHECK(plan_next(&reader, &step) == 1);
    const uint8_t *kept = step.f[1].b;
    CHECK(get_u32(kept) == 3 && get_u32(kept + 4) == step.f[1].len - 8);
    CHECK(plan_begin(&reader, kept + 8, get_u32(kept + 4)));
    CHECK(plan_next(&reader, &step) == 1);
    SAME(step.f[0].s, "/r/something longer");
    CHECK(plan_next(&reader, &step) == 0);

    buffer_free(&out);
    plan_fill(&out, (const uint8_t *)"no plan STAND", 13, &names);
    CHECK(out.len == 13 && memcmp(out.data, "no plan STAND", 13) == 0);
    buffer_free(&out);
    plan_free(&stage);
    plan_free(&inner);
    plan_free(&record);
    plan_free(&plan);
}

/* TARGET names a process by numbers; the same numbers in other operations are none of its own. */
static void aProcessIsNamedByNumbers(void)
{
    struct plan_builder stage = {0};
    struct plan_builder plan = {0};
    struct buffer out = {0};
    struct plan_reader reader;
    struct plan_step step;
    names = (struct names){0};
    names_add(&names, "1000000001", "42");
    names_add(&names, "1000000000000000002", "18446744073709551615");
    plan_add(&stage, OP_TARGET, 1000000001U, 7UL);
    plan_put_header(&plan);
    plan_add(&plan, OP_TARGET, 1000000001U, 1000000000000000002UL);
    plan_add(&plan, OP_CLONE, 1000000001U, "", "/proc/1000000001/ns", 0U, &stage);
    plan_fill(&out, plan.bytes, plan.len, &names);
    CHECK(plan_begin(&reader, out.data, out.len) && plan_next(&reader, &step) == 1);
    CHECK(step.f[0].u == 42 && step.f[1].l == UINT64_MAX);
    CHECK(plan_next(&reader, &step) == 1);
    CHECK(step.f[0].u == 1000000001);
    SAME(step.f[2].s, "/proc/42/ns");
    plan_begin_ops(&reader, step.f[4].b, step.f[4].len);
    CHECK(plan_next(&reader, &step) == 1);
    CHECK(step.f[0].u == 42 && step.f[1].l == 7);
    buffer_free(&out);
    plan_free(&stage);
    plan_free(&plan);
}

/* A program with its arguments, where the engine knew of one word. */
static void nameInAListMayMeanSeveralStrings(void)
{
    struct plan_builder plan = {0};
    struct buffer out = {0};
    struct plan_reader reader;
    struct plan_step step;
    struct plan_error err;
    char option[] = "-c";
    char argument[] = "PROGRAM";
    char *more[] = {option, argument, NULL};
    names = (struct names){0};
    names_add(&names, "PROGRAM", "sh");
    names.of[0].more = more;
    plan_put_header(&plan);
    plan_add(&plan, OP_EXEC, (const char *const[]){"PROGRAM", "xPROGRAM", NULL},
            (const char *const[]){"A=PROGRAM", NULL});
    plan_fill(&out, plan.bytes, plan.len, &names);
    CHECK(plan_check(out.data, out.len, &err));
    CHECK(plan_begin(&reader, out.data, out.len) && plan_next(&reader, &step) == 1);
    CHECK(step.f[0].count == 4 && step.f[1].count == 1);
    struct plan_strings strings = plan_strings(&step.f[0]);
    SAME(plan_strings_next(&strings), "sh");
    SAME(plan_strings_next(&strings), "-c");
    SAME(plan_strings_next(&strings), "PROGRAM"); /* what it is called, nothing else */
    SAME(plan_strings_next(&strings), "xsh");
    strings = plan_strings(&step.f[1]);
    SAME(plan_strings_next(&strings), "A=sh");
    buffer_free(&out);
    plan_free(&plan);
}

int main(void)
{
    findsWhatNobodyMakesUpTwice();
    findsTheNameOfATerminationLog();
    systemdTakesUuidsApart();
    escapesThatMayBePartOfANameAreSaid();
    numberIsNoName();
    moreThanThereIsRoomForIsSaid();
    replacesTheLongest();
    fillsEveryPlaceOfAPlan();
    aProcessIsNamedByNumbers();
    nameInAListMayMeanSeveralStrings();
    return finish_tests("names_test");
}
