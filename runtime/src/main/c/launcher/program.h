/* Programs of the host that are found by their name. */
#pragma once

#include "common/spawn.h"

/* spawn() of argv[0], searched for in the caller's PATH as execvp(3) does. */
int program_start(const struct spawn *s, pid_t *pid, struct failure *f);
