/* Facts about processes: what a program prints, and who is in a cgroup. */
#pragma once

#include "buffer.h"
#include "common/plan.h"

int fact_run(struct buffer *out, const struct plan_step *s);
int fact_procs(struct buffer *out, const struct plan_step *s);
