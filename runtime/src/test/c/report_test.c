/* Log lines and error lines. */
#include "check.h"

#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

#include "common/text.h"
#include "launcher/lines.h"
#include "launcher/report.h"
#include "plan_builder.h"

static const char *text(struct buffer *b)
{
    buffer_char(b, '\0');
    b->len = 0;
    return (const char *)b->data;
}

static void writesTimesAsGoDoes(void)
{
    cleanup_buffer struct buffer b = {0};
    struct timespec t = {1600000000, 0};
    setenv("TZ", "UTC0", 1);
    tzset();
    line_time(&b, &t);
    SAME(text(&b), "2020-09-13T12:26:40Z");
    t.tv_nsec = 120300000;
    line_time(&b, &t);
    SAME(text(&b), "2020-09-13T12:26:40.1203Z");
    setenv("TZ", "XST-5:45", 1);
    tzset();
    t.tv_nsec = 1;
    line_time(&b, &t);
    SAME(text(&b), "2020-09-13T18:11:40.000000001+05:45");
    setenv("TZ", "YST9:30", 1);
    tzset();
    line_time(&b, &t);
    SAME(text(&b), "2020-09-13T02:56:40.000000001-09:30");
    setenv("TZ", "UTC0", 1);
    tzset();
}

static void quotesText(void)
{
    cleanup_buffer struct buffer b = {0};
    struct timespec t = {1600000000, 0};
    line_text(&b, "error", "plain-word/a@b", &t);
    SAME(text(&b), "time=\"2020-09-13T12:26:40Z\" level=error msg=plain-word/a@b\n");
    line_text(&b, "debug", "exec: \"x\": \t\x01\xff\xc3\xa9", &t);
    SAME(text(&b), "time=\"2020-09-13T12:26:40Z\" level=debug msg=\"exec: \\\"x\\\": \\t\\x01\\xff\xc3\xa9\"\n");
    line_text(&b, "error", "", &t);
    SAME(text(&b), "time=\"2020-09-13T12:26:40Z\" level=error msg=\"\"\n");
}

static void keepsPlainTextOnItsLine(void)
{
    cleanup_buffer struct buffer b = {0};
    line_plain(&b, "a \"b\" \\ \xc3\xa9\n\x1b[31m\t\xff");
    SAME(text(&b), "a \"b\" \\ \xc3\xa9\\n\\x1b[31m\\t\\xff");
    line_plain(&b, "\xc2\x9b"
                   "31m\xc2\xa0"); /* CSI in one character */
    SAME(text(&b), "\\u009b31m\xc2\xa0");
    line_quote(&b, "\xc2\x80");
    SAME(text(&b), "\"\\u0080\"");
}

static void writesJson(void)
{
    cleanup_buffer struct buffer b = {0};
    struct timespec t = {1600000000, 0};
    const struct line_field fields[] = {{"pointer", "/a"}, {"path", ""}, {"hint", NULL}};
    line_json(&b, "error", "a\"b\\c\n\x1f\x7f\xff\xed\xa0\x80\xf0\x9f\x98\x80", &t, fields, 3);
    SAME(text(&b),
            "{\"level\":\"error\",\"msg\":\"a\\\"b\\\\c\\n\\u001f\\u007f\\ufffd\\ufffd\\ufffd\\ufffd\xf0\x9f\x98\x80\","
            "\"time\":\"2020-09-13T12:26:40Z\",\"pointer\":\"/a\"}\n");
}

static void detailsOfFailures(void)
{
    struct failure f;
    char detail[512];
    char longer[FAILURE_PATH + 10];
    fail_error(&f, ENOSPC, "mkdir", "/run/jrunc/c1");
    fail_detail(&f, detail, sizeof detail);
    SAME(detail, "mkdir /run/jrunc/c1: no space left on device (ENOSPC)");
    fail_adds(&f, "tmpfs: Unknown parameter");
    fail_detail(&f, detail, sizeof detail);
    SAME(detail, "mkdir /run/jrunc/c1: no space left on device (ENOSPC): tmpfs: Unknown parameter");
    fail_error(&f, 4000, "clone3", NULL);
    fail_detail(&f, detail, sizeof detail);
    SAME(detail, "clone3: unknown error (E?)");
    fail_words(&f, ENOENT, "exec ", "/x", ": gone", NULL);
    fail_detail(&f, detail, sizeof detail);
    SAME(detail, "exec /x: gone");
    memset(longer, 'a', sizeof longer);
    memcpy(longer + sizeof longer - 5, "/end", 5);
    fail_error(&f, EPERM, "a call with a name that is longer than its place", longer);
    CHECK(strlen(f.path) == sizeof f.path - 1 && strncmp(f.path, "...a", 4) == 0);
    SAME(f.path + strlen(f.path) - 4, "/end");
    CHECK(strlen(f.call) == sizeof f.call - 1);
}

static void findsTheContext(void)
{
    struct plan_builder b = {0};
    struct context c = {.prefix = "outer"};
    plan_add(&b, OP_AT, "/one", "first");
    plan_add(&b, OP_HINT, (unsigned)EPERM, "hint of the first");
    plan_add(&b, OP_UNLINK, "x");
    plan_add(&b, OP_AT, "/two", "second");
    plan_add(&b, OP_HINT, 0U, "for any");
    uint32_t at = plan_add(&b, OP_UNLINK, "y");
    plan_add(&b, OP_AT, "/three", "third");
    context_find(&c, b.bytes, b.len, at);
    SAME(c.pointer, "/two");
    SAME(c.what, "second");
    SAME(c.prefix, "outer");
    CHECK(c.hint_count == 1 && strcmp(c.hints[0].text, "for any") == 0);
    plan_free(&b);
}

static const char *warningOf(const char *call, char *line, size_t size)
{
    struct failure f;
    struct context none = {0};
    int ends[2];
    CHECK(pipe(ends) == 0);
    const struct report r = {.program = "jrunc", .log = ends[1]};
    fail_error(&f, ENOSYS, call, "/x");
    report_failure(&r, LEVEL_WARNING, &none, &f);
    ssize_t n = read(ends[0], line, size - 1);
    line[n < 0 ? 0 : n] = '\0';
    close(ends[0]);
    close(ends[1]);
    return line;
}

static void tellsWhatIsMissing(void)
{
    char line[512];
    CHECK(strstr(warningOf("mount_setattr", line, sizeof line), "; it takes Linux 5.12"));
    CHECK(!strstr(line, "FUSE"));
    CHECK(strstr(warningOf("mkdir", line, sizeof line), "; it takes Linux 5.12"));
    CHECK(strstr(line, "FUSE"));
}

static void readsNumbers(void)
{
    uint64_t n = 0;
    char out[TEXT_U64];
    CHECK(text_to_u64("0", 9, &n) && n == 0);
    CHECK(text_to_u64("18446744073709551615", UINT64_MAX, &n) && n == UINT64_MAX);
    CHECK(!text_to_u64("18446744073709551616", UINT64_MAX, &n));
    CHECK(!text_to_u64("99999999999999999999999", UINT64_MAX, &n));
    CHECK(text_to_u64("9", 9, &n) && !text_to_u64("10", 9, &n) && !text_to_u64("8", 7, &n));
    CHECK(!text_to_u64("", 9, &n) && !text_to_u64("-1", 9, &n) && !text_to_u64(" 1", 9, &n) &&
            !text_to_u64("1 ", 9, &n));
    SAME(text_u64(out, UINT64_MAX), "18446744073709551615");
    SAME(text_octal(out, 07), "0007");
}

static void errorWordsAreTheSameEverywhere(void)
{
    SAME(errno_words(ENOENT), "no such file or directory");
    SAME(errno_words(EACCES), "permission denied");
    SAME(errno_words(EPERM), "operation not permitted");
    SAME(errno_name(EBUSY), "EBUSY");
    for (int error = 1; error < 133; error++) {
        if (strcmp(errno_name(error), "E?") == 0)
            continue;
        char known[64];
        snprintf(known, sizeof known, "%s", strerror(error));
        CHECK(strcasecmp(known, errno_words(error)) == 0);
    }
}

int main(void)
{
    writesTimesAsGoDoes();
    quotesText();
    keepsPlainTextOnItsLine();
    writesJson();
    detailsOfFailures();
    findsTheContext();
    tellsWhatIsMissing();
    readsNumbers();
    errorWordsAreTheSameEverywhere();
    return finish_tests("report_test");
}
