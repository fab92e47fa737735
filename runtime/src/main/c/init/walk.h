/* A path that is resolved part by part, for more than its last one is missing, or a link is on the way. */
#pragma once

#include <stdbool.h>

#include "resolve.h"

/* As root_make, below root; the descriptor. made: the last part was made now. */
int walk_make(int root, const char *path, enum resolve_kind kind, unsigned flags, bool *made);
