/* A create or run like an earlier one: the same as kept.h, for containers that are yet to be (docs/adr/0011).

   The engine is told a stand-in for the id, and the plan says it wherever it means the id; so with the paths of --log,
   --pid-file and the sockets. Other words that are new each time (names.h) may be others if they stand in the same
   places; so may the time. What was said is kept in /run/jrunc.kept, a user's in $XDG_RUNTIME_DIR/jrunc.kept;
   JRUNC_KEPT names another directory, or is "off". */
#pragma once

#include "args.h"
#include "caller.h"
#include "kept_file.h"
#include "names.h"
#include "report.h"

/* What the engine is told about a launch, and what that means. */
struct launch {
    char **argv;       /* of the caller, with stand-ins */
    struct names told; /* the stand-ins and the time */
    struct names found;
    struct buffer key;
    char time[NAME_LONGEST + 1];
    char stand_ins[1 + LAUNCH_PATHS][NAME_LONGEST + 1];
    char words[LAUNCH_PATHS][2 * NAME_LONGEST + 1]; /* of the command line that hold one */
};

#define cleanup_launch __attribute__((cleanup(launch_free)))

/* True for an ordinary create or run, whose plan may be kept. */
bool launch_prepare(struct launch *l, const struct caller *c, const struct global_args *g);
void launch_free(struct launch *l);
/* The exit status, or REPLAY_ASK_ENGINE when nothing is kept that fits. */
int launch_command(const struct caller *c, struct report *report);
/* Keeps what led to this plan, the second time that it is asked for. */
void launch_keep(const struct launch *l, const struct conversation *talk);
