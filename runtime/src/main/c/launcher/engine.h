/* The engine of one command: a warm one that was found, or a JVM that is spawned, asked, and reaped. */
#pragma once

#include "args.h"
#include "caller.h"
#include "report.h"

/* Asks the engine what to do about this command and does it; the exit status. */
int engine_command(const struct caller *c, const struct global_args *g, struct report *report);
/* Asks a resident engine only; -1 when none answers. */
int engine_resident(const struct caller *c, const struct global_args *g, struct report *report);
