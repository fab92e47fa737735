/* A command that was asked for before. The engine computes a plan from the request and the answers to its questions,
   and from nothing else: for the same words and the same answers the plan is the same, and needs no engine
   (docs/adr/0010 for exec, 0011 for create and run).

   What is new each time goes by names. For the paths of --log, --pid-file and the like, for the program of an exec with
   its arguments, for the process of the container that it is for, and for the id of a container that is yet to be, the
   engine is told stand-ins, and its plan says these wherever it means those. Other words that nobody makes up twice
   (names.h) may be others, in a launch and in the first exec in another container, if they stand in the same places; so
   may the time.

   What was said in an exec is kept in the container's directory. In a launch, and in execs in two containers of a kind,
   it is kept in /run/jrunc.kept, a user's in $XDG_RUNTIME_DIR/jrunc.kept. JRUNC_KEPT names another directory, or is
   "off". */
#pragma once

#include "args.h"
#include "caller.h"
#include "common/text.h"
#include "kept_file.h"
#include "names.h"
#include "report.h"
#include "words.h"

/* The process of the container that an exec is for. */
struct kept_state {
    char pid[TEXT_U64]; /* "": nothing is told of it */
    char start[TEXT_U64];
    char pid_told[TEXT_U64]; /* what stands for them */
    char start_told[TEXT_U64];
    int first; /* the pid among the names that are told, the start time is the next one */
};

/* What the engine is told about such a command, and what that means. */
struct kept_request {
    struct kept_args args;
    char **argv; /* of the caller, with stand-ins; of a short command line it is `few` */
    char *few[32];
    struct names told;  /* the stand-ins for id and paths, the time, those for the process, the program's stand-in */
    struct names found; /* in a launch, or for `general` */
    struct buffer key;  /* of all that the plan may depend on; it begins on `room` */
    uint8_t room[4096];
    struct buffer
            general; /* of an exec: the key for containers like this one; empty as long as that was not asked for */
    struct kept_state state;
    char time[NAME_LONGEST + 1];
    char stand_ins[1 + KEPT_PATHS][NAME_LONGEST + 1];
    char options[KEPT_PATHS][2 * NAME_LONGEST + 1]; /* of the command line that hold one */
    struct words words;                             /* of the process file; none: it stands for itself */
    char **list;                                    /* the same */
    char program[NAME_LONGEST + 1];
};

#define cleanup_kept __attribute__((cleanup(kept_free)))

/* True for an ordinary create, run or exec. Begins with argv NULL, which needs no kept_free. */
bool kept_prepare(struct kept_request *k, const struct caller *c, const struct global_args *g);
void kept_free(struct kept_request *k);
/* The exit status, or REPLAY_ASK_ENGINE when nothing is kept that fits. */
int kept_command(const struct caller *c, const struct global_args *g, struct report *report);
