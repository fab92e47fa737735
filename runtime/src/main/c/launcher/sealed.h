/* What enters the container, as copies that nobody can change (CVE-2019-5736). */
#pragma once

#include <stddef.h>

#include "common/fail.h"

/* A memfd with these bytes that nobody can change any more; -1 with f filled. */
int sealed_bytes(const char *name, const void *bytes, size_t len, struct failure *f);
/* The init stage, to be executed. */
int sealed_stage(struct failure *f);
