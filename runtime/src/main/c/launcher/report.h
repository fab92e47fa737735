/* Error and log lines, to stderr and to the log file (docs/plan-format.md, "Exit, errors, log"). */
#pragma once

#include <stdbool.h>

#include "common/fail.h"
#include "common/plan.h"

enum { CONTEXT_HINTS = 16, REPORT_PATIENCE_MS = 1000 };

struct hint {
    int32_t error; /* 0: any */
    const char *text;
};

/* What was being done, and where in config.json that came from; the texts point into the plan. */
struct context {
    const char *prefix;
    const char *pointer;
    const char *what;
    struct hint hints[CONTEXT_HINTS];
    int hint_count;
};

struct report {
    const char *program;
    int log; /* descriptor of the log file, -1: none */
    bool json;
    bool debug;
};

enum level { LEVEL_DEBUG, LEVEL_WARNING, LEVEL_ERROR };

/* An AT, HINT or PREFIX operation. */
void context_step(struct context *c, const struct plan_step *step);
/* Walks ops up to the operation at offset; for failures that come back from the init stage. */
void context_find(struct context *c, const uint8_t *ops, size_t len, uint32_t offset);

/* Opens the log file ("": none). */
int report_open(struct report *r, const char *path, bool json, bool debug, struct failure *f);
/* Back to stderr only. */
void report_close(struct report *r);
/* A failure as one line of level error (or less) with its context. */
void report_failure(const struct report *r, enum level level, const struct context *c, const struct failure *f);
/* The error of a command that ends with it, without a context but for a prefix (NULL: none); its exit status. */
int report_error(const struct report *r, const char *prefix, const struct failure *f);
/* What does not end the command: "WHAT: ...". */
void report_warning(const struct report *r, const char *what, const struct failure *f);
/* A line without context. */
void report_line(const struct report *r, enum level level, const char *message);
