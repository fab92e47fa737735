/* Notifications of a container's service. */
#pragma once

#include <stdbool.h>
#include <sys/types.h>

#include "run.h"

/* Passes on what has come; main_pid is announced with READY. leaving: returns true at once when READY was passed on,
   and only after the receiver has looked at it. */
bool notify_turn(struct run *r, pid_t main_pid, bool leaving);
