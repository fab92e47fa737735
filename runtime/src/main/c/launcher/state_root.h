/* Where the state of containers is, when the engine is not asked. */
#pragma once

#include <stdbool.h>

/* Puts ROOT and tail into out (PATH_MAX bytes); root: that of the command line, NULL: the same default as the engine's.
   False when there is none, or it does not fit. */
bool state_root_path(char *out, const char *root, const char *tail);
