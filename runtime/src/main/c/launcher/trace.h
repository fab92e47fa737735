/* --trace FILE: a span for each operation, hook and wait of the command, in the format of chrome://tracing and
   Perfetto. Without the option there is no struct trace, and nothing is measured. */
#pragma once

#include <stdint.h>

#include "buffer.h"
#include "common/fail.h"
#include "common/plan.h"
#include "report.h"

enum trace_row { TRACE_LAUNCHER = 1, TRACE_ENGINE = 2, TRACE_STAGE = 3 };

struct trace {
    const char *program;
    const char *path;
    int fd;
    uint64_t begin;
    uint64_t engine; /* ns that were spent waiting for the engine */
    int stage;       /* memfd in which the init stage leaves its spans, -1: none */
    struct buffer events;
};

/* Creates the file. 0, or -1 with f filled. */
int trace_open(struct trace *t, const char *path, const char *program, struct failure *f);
/* What began then, by monotonic_ns, and ends now. */
void trace_span(struct trace *t, enum trace_row row, const char *name, uint64_t begin);
/* The same for an operation with its place in config.json; AT and its like are not worth a span. */
void trace_step(struct trace *t, const struct plan_step *step, const struct context *context, uint64_t begin);
/* For the init stage: a descriptor that stays the trace's; -1 with f filled. */
int trace_stage_begin(struct trace *t, struct failure *f);
/* Takes over what it left; ops are its operations, context that of CLONE. */
void trace_stage_end(struct trace *t, const uint8_t *ops, size_t len, const struct context *context);
/* Writes the file; the trace ends here. 0, or -1 with f filled. */
int trace_close(struct trace *t, struct failure *f);
