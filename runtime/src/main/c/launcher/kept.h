/* An exec that was asked for before. The engine computes a plan from the request and the answers to its questions, and
   from nothing else (docs/adr/0010): for the same words and the same answers the plan is the same, and needs no engine.
 */
#pragma once

#include "args.h"
#include "caller.h"
#include "kept_file.h"
#include "report.h"

/* The exit status, or REPLAY_ASK_ENGINE when nothing is kept that fits. */
int kept_command(const struct caller *c, const struct global_args *g, struct report *report);
/* Whether all its questions can be asked again. */
bool kept_lasts(const struct conversation *talk);
