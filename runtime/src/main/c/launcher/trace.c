#include "trace.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "common/clock.h"
#include "common/fds.h"
#include "common/stage_trace.h"
#include "common/sys.h"
#include "lines.h"

enum { PATIENCE_MS = 10000 }; /* with a fifo that is full */

/* One event begins; the caller adds arguments and ends it with "}}". */
static void event(struct trace *t, enum trace_row row, const char *name, uint64_t begin, uint64_t end)
{
    char text[160];
    uint64_t at = begin > t->begin ? begin - t->begin : 0;
    uint64_t took = end > begin ? end - begin : 0;
    buffer_text(&t->events, t->events.len ? ",\n{\"name\":" : "{\"name\":");
    line_quote(&t->events, name);
    snprintf(text, sizeof text, ",\"ph\":\"X\",\"pid\":1,\"tid\":%d,\"ts\":%llu.%03u,\"dur\":%llu.%03u,\"args\":{",
            (int)row, (unsigned long long)(at / 1000), (unsigned)(at % 1000), (unsigned long long)(took / 1000),
            (unsigned)(took % 1000));
    buffer_text(&t->events, text);
}

static void argument(struct trace *t, const char *key, const char *value, bool *any)
{
    if (!value || !*value)
        return;
    if (*any)
        buffer_char(&t->events, ',');
    *any = true;
    line_quote(&t->events, key);
    buffer_char(&t->events, ':');
    line_quote(&t->events, value);
}

/* The name of a row. */
static void label(struct trace *t, enum trace_row row, const char *name)
{
    char text[160];
    snprintf(text, sizeof text,
            "%s{\"name\":\"thread_name\",\"ph\":\"M\",\"pid\":1,\"tid\":%d,\"args\":{\"name\":\"%s\"}}",
            t->events.len ? ",\n" : "", (int)row, name);
    buffer_text(&t->events, text);
}

int trace_open(struct trace *t, const char *path, const char *program, struct failure *f)
{
    *t = (struct trace){.program = program, .stage = -1, .begin = monotonic_ns()};
    t->path = path;
    t->fd = open(
            path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOCTTY | O_NONBLOCK, 0666); /* a fifo has no reader */
    if (t->fd < 0)
        return fail_call(f, "open", path);
    label(t, TRACE_LAUNCHER, "launcher");
    label(t, TRACE_ENGINE, "engine (JVM)");
    label(t, TRACE_STAGE, "init stage");
    return 0;
}

void trace_span(struct trace *t, enum trace_row row, const char *name, uint64_t begin)
{
    uint64_t now = monotonic_ns();
    event(t, row, name, begin, now);
    buffer_text(&t->events, "}}");
    if (row == TRACE_ENGINE)
        t->engine += now - begin;
}

static bool is_context(enum plan_op op)
{
    return op == OP_AT || op == OP_HINT || op == OP_PREFIX || op == OP_UNDO || op == OP_LOG;
}

static void step_event(struct trace *t, enum trace_row row, const struct plan_step *step, const struct context *context,
        uint64_t begin, uint64_t end)
{
    bool any = false;
    event(t, row, plan_name(step->op), begin, end);
    argument(t, "pointer", context->pointer, &any);
    argument(t, "what", context->what, &any);
    if (step->op == OP_HOOK) {
        argument(t, "hook", step->f[0].s, &any);
        argument(t, "path", step->f[2].s, &any);
    } else if (step->types[0] == 's') {
        argument(t, "on", step->f[0].s, &any);
    }
    buffer_text(&t->events, "}}");
}

void trace_step(struct trace *t, const struct plan_step *step, const struct context *context, uint64_t begin)
{
    if (!is_context(step->op))
        step_event(t, TRACE_LAUNCHER, step, context, begin, monotonic_ns());
}

int trace_stage_begin(struct trace *t, struct failure *f)
{
    close_fd(&t->stage);
    t->stage = sys_memfd_create("jrunc-trace", MFD_CLOEXEC);
    if (t->stage < 0 || ftruncate(t->stage, sizeof(struct stage_trace)) != 0)
        return fail_call(f, "memfd_create", "jrunc-trace");
    return t->stage;
}

/* The stage may have been stopped anywhere, so nothing it says is believed. */
static void take_spans(
        struct trace *t, const struct stage_trace *left, const uint8_t *ops, size_t len, const struct context *context)
{
    struct plan_reader reader;
    struct plan_step step;
    struct context at = *context;
    uint32_t count = left->count < STAGE_TRACE_RECORDS ? left->count : STAGE_TRACE_RECORDS;
    uint32_t i = 0;
    plan_begin_ops(&reader, ops, len);
    while (i < count && plan_next(&reader, &step) == 1) {
        if (step.op == OP_AT || step.op == OP_HINT || step.op == OP_PREFIX) {
            context_step(&at, &step);
        } else if (step.offset == left->spans[i].offset) {
            step_event(t, TRACE_STAGE, &step, &at, left->spans[i].begin, left->spans[i].end);
            i++;
        }
    }
}

void trace_stage_end(struct trace *t, const uint8_t *ops, size_t len, const struct context *context)
{
    if (t->stage < 0)
        return;
    struct stage_trace *left = malloc(sizeof *left); /* a copy: the stage may still write */
    if (left && pread(t->stage, left, sizeof *left, 0) == (ssize_t)sizeof *left)
        take_spans(t, left, ops, len, context);
    free(left);
    close_fd(&t->stage);
}

int trace_close(struct trace *t, struct failure *f)
{
    static const char head[] = "{\"displayTimeUnit\":\"ms\",\"traceEvents\":[\n";
    char text[96];
    uint64_t now = monotonic_ns();
    uint64_t all = now - t->begin;
    event(t, TRACE_LAUNCHER, t->program, t->begin, now);
    snprintf(text, sizeof text, "\"engine_us\":%llu,\"engine_percent\":%u}}\n]}\n",
            (unsigned long long)(t->engine / 1000), all ? (unsigned)(t->engine * 100 / all) : 0);
    buffer_text(&t->events, text);
    int result = 0;
    if (t->events.failed)
        result = fail_error(f, ENOMEM, "write", t->path);
    else if (write_patiently(t->fd, head, sizeof head - 1, PATIENCE_MS) < 0 ||
             write_patiently(t->fd, t->events.data, t->events.len, PATIENCE_MS) < 0)
        result = fail_call(f, "write", t->path);
    buffer_free(&t->events);
    close_fd(&t->stage);
    close_fd(&t->fd);
    return result;
}
