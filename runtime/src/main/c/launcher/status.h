/* Status of a container that exists, and of its process. */
#pragma once

#include <stdbool.h>

#include "run.h"

/* "created"; NULL for STATUS_UNKNOWN. */
const char *status_word(enum status status);
/* The process with this pid and start time is there and no zombie: 1, 0, or -1 with errno when nobody can tell. */
int process_look(pid_t pid, uint64_t start);
/* It is not, or it will soon not be: its namespaces cannot be entered any more. */
bool process_ending(pid_t pid, uint64_t start);
/* Another process holds the lock of this state directory; false when we hold locks ourselves. */
bool locked_by_another(const struct run *r, const char *directory);
