/* tmpcopyup: what a tmpfs covers appears in it. */
#pragma once

#include "stage.h"

/* Copies all that is in directory `from` into the directory at the root of mount `to`, with modes, owners, times of
   modification and, where the filesystem takes them, extended attributes. Other mounts below `from` are left out. */
int copy_up(struct stage *stage, int from, int to, struct failure *f);
