/* Ends a process group when the runtime dies without a chance to do so itself. */
#pragma once

#include <sys/types.h>

/* For a child of the runtime that leads a group of its own, before its exec: a sibling in that group, which kills all
   of it when the runtime, process parent, is no more. Its pid, or -1 with errno. */
pid_t guard_start(pid_t parent);
/* For the runtime, when the group may live on. */
void guard_end(pid_t guard);
