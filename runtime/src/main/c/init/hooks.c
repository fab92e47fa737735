#include "common/hook.h"

#include <sys/stat.h>
#include <unistd.h>

#include "ops.h"

int init_hook(struct stage *stage, const struct plan_step *step, struct failure *f)
{
    struct plan_slots slots = {.pid = stage_outer_pid(stage),
            .inner_pid = (uint32_t)getpid(),
            .status = stage->started ? "created" : "creating"};
    mode_t own = umask(stage->umask);
    int result = hook_run(step, &slots, step->f[5].u & HOOK_HOME ? stage->home : NULL, -1, f);
    umask(own);
    if (result < 0 && step->f[5].u & HOOK_WARN_ONLY) {
        stage_warn(stage, f->words, NULL);
        return 0;
    }
    return result;
}
