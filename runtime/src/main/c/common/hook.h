/* Runs one hook (config.md#posix-platform-hooks), in the launcher or in the init stage. */
#pragma once

#include "fail.h"
#include "plan.h"
#include "plan_flags.h"

/* step is a HOOK operation. 0, or -1 with the words that tell of it; HOOK_WARN_ONLY is for the caller to look at.
   signals: a signalfd whose signals end the hook, which then also ends with this process, and its process group with
   it; -1: none, for a caller under a seccomp filter. home: added to the environment as HOME; NULL: nothing is. */
int hook_run(
        const struct plan_step *step, const struct plan_slots *slots, const char *home, int signals, struct failure *f);
