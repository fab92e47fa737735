/* The engine of one command: a JVM that is spawned, asked, and reaped. */
#pragma once

#include "buffer.h"
#include "caller.h"
#include "report.h"

/* Asks the engine what to do about this command and does it; the exit status. */
int engine_command(const struct caller *c, struct report *report);
