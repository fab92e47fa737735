/* The resident engine: a JVM that stays warm on a socket under the state root, when somebody has started one. */
#pragma once

#include <stdbool.h>

#include "args.h"
#include "caller.h"
#include "report.h"

/* Cannot be the id of a container. */
#define RESIDENT_DIRECTORY "/@resident"

/* A connection to the one of this state root, -1 when there is none that we may trust. */
int resident_connect(const struct global_args *g);
/* False when nothing has come in time from one that is not even at work for others. */
bool resident_await(int fd);
/* `resident start`, `stop` and `status`; the exit status, -1 when it is another command. */
int resident_command(const struct caller *c, const struct global_args *g, struct report *report);
