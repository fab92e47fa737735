/* Commands that need no engine at all. */
#pragma once

#include "args.h"
#include "caller.h"
#include "report.h"

/* Prints what --version asks for. */
int version_command(const struct caller *c, struct report *report);
/* A command of the bundle tools becomes them by exec; returns the exit status when that fails, -1 when it is no such
   command. */
int tools_command(const struct caller *c, const struct global_args *globals, struct report *report);
