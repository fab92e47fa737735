/* Asks the running kernel what it can do. */
#pragma once

#include "buffer.h"

/* The operation PROBE: a line "NAME ERRNO" for each ability, 0: the kernel has it. */
int fact_probe(struct buffer *out);
