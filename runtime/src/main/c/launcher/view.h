/* A mount namespace for a helper process: what is mounted there for it goes away with it. */
#pragma once

#include "run.h"

/* What the launcher has to go back to; -1: it is there. */
struct view {
    int namespace;
    int root;
    int cwd;
};

/* Enters a new mount namespace (propagation slave) in which source is bound onto target; "" for target: stays. */
int view_begin(struct view *v, struct run *r, const char *source, const char *target);
/* Goes back. */
int view_end(struct view *v, struct run *r);
