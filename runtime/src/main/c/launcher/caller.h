/* What the launcher found when it was started, and what it makes of it before anything else. */
#pragma once

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>
#include <time.h>

#include "common/fail.h"
#include "trace.h"

struct kept_request;

struct caller {
    const char *program; /* base name of argv[0] */
    int argc;
    char **argv;
    uint32_t inherited; /* descriptors from 3 on that were open, without a gap */
    mode_t umask;
    bool pipes_kill;     /* the caller does not ignore SIGPIPE, as we do */
    struct timespec now; /* when the command began; never with a zero at its end, so that its text has one length */
    struct trace *trace; /* --trace, NULL: none */
    struct kept_request *kept; /* what the engine is told of it, NULL: the command line as it is */
};

/* Makes 0-2 open, everything above close-on-exec, SIGPIPE an error and SIGCHLD waitable. */
void caller_prepare(struct caller *c, int argc, char **argv);
/* Root of a user namespace that is not the first, as rootless engines are; who calls itself root in USER means the
   system's, as runc sees it. */
bool caller_is_nested(void);

enum caller_bits {
    CALLER_NESTED = 1,    /* caller_is_nested */
    CALLER_NO_GROUPS = 2, /* setgroups(2) is denied there */
    CALLER_MAPPED = 4     /* in a user namespace that is not the first, whatever the caller calls itself */
};

/* All of them: the kernel writes the file that they are found in anew for each reader. */
uint32_t caller_bits(void);
/* A variable of the caller's environment, NULL when missing or empty. */
const char *caller_env(const char *name);
