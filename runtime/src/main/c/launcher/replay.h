/* Commands on a container of this very build, without the engine. */
#pragma once

#include "args.h"
#include "caller.h"
#include "report.h"

enum { REPLAY_ASK_ENGINE = -1 };

/* The exit status, or REPLAY_ASK_ENGINE for everything that is not in order. */
int replay_command(const struct caller *c, const struct global_args *g, struct report *report);
