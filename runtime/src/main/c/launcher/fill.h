/* A plan in which names stand for others. */
#pragma once

#include "names.h"

/* Appends the plan with what its names mean now, in every string and every text of it, also of the plans within it.
   Bytes that are no plan are appended as they are. */
void plan_fill(struct buffer *out, const uint8_t *plan, size_t len, const struct names *names);
