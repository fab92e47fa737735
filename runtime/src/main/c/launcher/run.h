/* The executor: carries a plan out, operation by operation, and undoes what was done when one fails. */
#pragma once

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "buffer.h"
#include "caller.h"
#include "common/fail.h"
#include "common/plan.h"
#include "report.h"

enum { RUN_UNDOS = 64, RUN_LOCKS = 4, RUN_HELD = 32 };

/* The container process of this plan, our child. */
struct container {
    pid_t pid;      /* 0: none, or reaped */
    uint64_t start; /* time of `timed`, which may be another one still */
    pid_t timed;
    pid_t session; /* of the init stage and of what it makes; 0: CRIU makes the process */
    int pidfd;
    int control;
    uint32_t events; /* bits of the events that came and were not awaited yet */
    bool closed;     /* the control socket has ended */
    bool failed;     /* the init stage sent a failure */
    int status;      /* wait status once reaped */
    bool reaped;
    const uint8_t *ops;
    size_t ops_len;
    struct context context; /* of CLONE: where the container operations begin */
    int master;             /* of the console, -1: none (yet) */
    char console[256];      /* its name */
    int listener;           /* number of the seccomp listener there, -1: none (yet) */
};

enum status {
    STATUS_UNKNOWN = 0,
    STATUS_CREATING = 1,
    STATUS_CREATED = 2,
    STATUS_RUNNING = 4,
    STATUS_PAUSED = 8,
    STATUS_STOPPED = 16
};

/* A container that exists already. */
struct target {
    pid_t pid;
    uint64_t start;
    enum status status;
    const char *freezer; /* v1 cgroup that STATUS named, NULL: none */
    int pidfd;           /* of the pid, opened before STATUS looked whose it is; -1: none */
};

/* What a failed operation means: the end; nothing worth telling; an error line, and on to the next. */
enum mode { MODE_STRICT, MODE_UNDO, MODE_AFTER };

struct undo {
    const uint8_t *ops;
    size_t len;
};

/* A descriptor that HOLD opened. */
struct held {
    int number;
    const char *directory; /* its path, NULL when it is none */
};

struct conversation;

struct run {
    const struct caller *caller;
    struct report *report;
    struct context context;
    struct container container;
    struct target target;
    struct undo undos[RUN_UNDOS];
    int undo_count;
    int locks[RUN_LOCKS];
    int lock_count;
    struct held held[RUN_HELD]; /* for CRIU */
    int held_count;
    struct buffer others; /* pids of the children that were there before CRIU */
    int signal;           /* of the replayed command line */
    int signals;          /* signalfd of a foreground run, -1: none */
    int ends;             /* one of those of them that end it while its container is made, -1: none */
    int terminal;         /* -1: none */
    int gate;             /* fifo that the container process waits at, -1: none */
    const char *gate_path;
    int notify;   /* socket of the container's notifications, -1: none */
    int stage;    /* its sealed binary, made ahead of CLONE, -1: none */
    pid_t engine; /* reaped by whoever meets it first: 0 from then on */
    int exit_code;
    int undo_code; /* exit status after a failure */
    enum mode mode;
    bool left_behind;                        /* something that was to be removed */
    const char *end_words;                   /* the error when the target has ended, NULL: none */
    struct context end_context;              /* and where it stands */
    const struct conversation *conversation; /* that led to this plan, NULL: it comes from a file */
    bool skip;                               /* the next operation stands in for one that could be done */
    struct failure failure;                  /* the last member, whose texts run_init leaves as they are */
};

void run_init(struct run *r, const struct caller *caller, struct report *report);
/* Checks and carries out a whole plan; the exit status of the command. */
int run_plan(struct run *r, const uint8_t *plan, size_t len);
/* Carries out nested operations: 0 at their end, 1 when EXIT was met, -1 with the failure filled. */
int run_ops(struct run *r, const uint8_t *ops, size_t len);
/* Gives up the locks before a wait that may take long: the container can be looked at and removed meanwhile. */
void run_unlock(struct run *r);
/* Reports a failure that ends no command. */
void run_warn(struct run *r);
/* True, with the failure filled, when the container cannot end since a cgroup above its own is frozen. */
bool run_cannot_end(struct run *r);
/* The signal of an operation, which may be that of the replayed command line; -1 with the failure filled. */
int run_signal(struct run *r, uint32_t field);
/* Values for templates. */
struct plan_slots run_slots(struct run *r);
/* Expands a template into out, a NUL behind it; 0, or -1 with the failure filled. */
int run_expand(struct run *r, const struct plan_field *template, struct buffer *out);
