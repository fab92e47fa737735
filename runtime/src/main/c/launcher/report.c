#include "report.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/prctl.h>
#include <time.h>
#include <unistd.h>

#include "common/fds.h"
#include "common/text.h"
#include "lines.h"

static const char *level_name(enum level level)
{
    switch (level) {
    case LEVEL_DEBUG:
        return "debug";
    case LEVEL_WARNING:
        return "warning";
    case LEVEL_ERROR:
        return "error";
    }
    return "error";
}

void context_step(struct context *c, const struct plan_step *step)
{
    if (step->op == OP_AT) {
        c->pointer = step->f[0].s;
        c->what = step->f[1].s;
        c->hint_count = 0;
    } else if (step->op == OP_HINT && c->hint_count < CONTEXT_HINTS) {
        c->hints[c->hint_count++] = (struct hint){(int32_t)step->f[0].u, step->f[1].s};
    } else if (step->op == OP_PREFIX) {
        c->prefix = step->f[0].s;
    }
}

void context_find(struct context *c, const uint8_t *ops, size_t len, uint32_t offset)
{
    struct plan_reader reader;
    struct plan_step step;
    plan_begin_ops(&reader, ops, len);
    while (plan_next(&reader, &step) == 1 && step.offset < offset)
        context_step(c, &step);
}

/* Every kernel has these, but a server of FUSE may not; or it is openat2, which has found no directory for them. */
static bool makes_files(const char *call)
{
    return !strcmp(call, "mkdir") || !strcmp(call, "mknod") || !strcmp(call, "symlink");
}

static const char *hint_for(const struct context *c, int32_t error, const char *call)
{
    for (int i = 0; i < c->hint_count; i++)
        if (c->hints[i].error == error || c->hints[i].error == 0)
            return c->hints[i].text;
    if (error == ENOSYS && makes_files(call))
        return "it takes Linux 5.12 or newer, no seccomp profile around it that forbids what is new, and a filesystem "
               "there that can: not each one of FUSE does";
    if (error == ENOSYS)
        return "it takes Linux 5.12 or newer, and no seccomp profile around it that forbids what is new";
    if (error == EPERM && prctl(PR_GET_SECCOMP, 0, 0, 0, 0) == 2 /* SECCOMP_MODE_FILTER */)
        return "this runs under a seccomp filter, which may forbid it: a container's, or systemd's SystemCallFilter=";
    return NULL;
}

/* A text of the plan, "" when there is none. */
static const char *some(const char *text)
{
    return text ? text : "";
}

int report_open(struct report *r, const char *path, bool json, bool debug, struct failure *f)
{
    r->json = json;
    r->debug = debug;
    if (!*path)
        return 0;
    /* A fifo that nobody reads is an error (ENXIO), not a wait without end; a full one is no longer waited for than
       stderr. */
    int fd = open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC | O_NOCTTY | O_NONBLOCK, 0644);
    if (fd < 0)
        return fail_call(f, "open", path);
    close_fd(&r->log);
    r->log = fd;
    return 0;
}

void report_close(struct report *r)
{
    close_fd(&r->log);
    r->json = false;
    r->debug = false;
}

/* An error goes to stderr always, and to the log file when there is one; anything less goes to one of them. A stderr
   that cannot be written to (opened read-only by `ctr --null-io`, a full pipe that nobody reads) is not an error. */
static void emit(
        const struct report *r, enum level level, const char *message, const struct line_field *fields, size_t count)
{
    cleanup_buffer struct buffer line = {0};
    cleanup_buffer struct buffer plain = {0};
    struct timespec now;
    if (level == LEVEL_DEBUG && !r->debug)
        return;
    clock_gettime(CLOCK_REALTIME, &now);
    if (r->json)
        line_json(&line, level_name(level), message, &now, fields, count);
    else
        line_text(&line, level_name(level), message, &now);
    if (r->log >= 0)
        (void)!write_patiently(r->log, line.data, line.len, REPORT_PATIENCE_MS);
    if (r->log >= 0 && level != LEVEL_ERROR)
        return;
    bool terminal = isatty(2);
    if (r->log < 0 && !terminal) {
        (void)!write_patiently(2, line.data, line.len, REPORT_PATIENCE_MS);
        return;
    }
    if (terminal) {
        buffer_text(&plain, r->program);
        buffer_text(&plain, ": ");
    }
    line_plain(&plain, message);
    buffer_char(&plain, '\n');
    (void)!write_patiently(2, plain.data, plain.len, REPORT_PATIENCE_MS);
}

void report_failure(const struct report *r, enum level level, const struct context *c, const struct failure *f)
{
    char detail[FAILURE_CALL + FAILURE_PATH + FAILURE_WORDS + 128];
    cleanup_buffer struct buffer message = {0};
    const char *hint = hint_for(c, f->error, f->call);
    const char *what = some(c->what);
    const char *pointer = some(c->pointer);
    fail_detail(f, detail, sizeof detail);
    const char *where = *pointer == '/' ? " (config.json: " : " (";
    const char *prefix = level == LEVEL_ERROR ? some(c->prefix) : ""; /* a warning is no failure of the command */
    const char *parts[] = {prefix, what, *what ? ": " : "", detail, *pointer ? where : "", pointer, *pointer ? ")" : "",
            hint ? "; " : "", some(hint)};
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
        buffer_text(&message, parts[i]);
    buffer_char(&message, '\0');
    if (message.failed)
        return;
    const struct line_field fields[] = {
            {"pointer", pointer}, {"path", f->path}, {"errno", f->error ? errno_name(f->error) : ""}, {"hint", hint}};
    emit(r, level, (const char *)message.data, fields, sizeof fields / sizeof *fields);
}

int report_error(const struct report *r, const char *prefix, const struct failure *f)
{
    const struct context c = {.prefix = prefix};
    report_failure(r, LEVEL_ERROR, &c, f);
    return 1;
}

void report_warning(const struct report *r, const char *what, const struct failure *f)
{
    const struct context c = {.what = what};
    report_failure(r, LEVEL_WARNING, &c, f);
}

void report_line(const struct report *r, enum level level, const char *message)
{
    emit(r, level, message, NULL, 0);
}
