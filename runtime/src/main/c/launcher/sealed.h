/* The copy of this binary that enters the container (CVE-2019-5736). */
#pragma once

#include <stddef.h>

#include "common/fail.h"

/* A memfd with these bytes that nobody can change any more; -1 with f filled. */
int sealed_bytes(const char *name, const void *bytes, size_t len, struct failure *f);
/* A sealed, executable copy of /proc/self/exe. */
int sealed_self(struct failure *f);
