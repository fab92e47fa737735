/* Where the rest of jrunc lies. */
#pragma once

#include <limits.h>

/* The installation's lib/jrunc, "" when it cannot be found. Looked for by those who need it: a replayed command does
   without. */
void installation_lib(char lib[PATH_MAX]);
