/* Answers the engine's questions about the host. */
#pragma once

#include "buffer.h"
#include "common/plan.h"
#include "run.h"
#include "watch.h"

/* Appends an answer (u errno, b value) for each operation of an ASK plan; -1 when it is no plan of facts only. */
int facts_put(struct buffer *out, struct run *r, struct watch *watch, const uint8_t *plan, size_t len);
