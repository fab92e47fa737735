#include <errno.h>

#include "../common/sys.h"
#include "ops.h"

/* linux/filter.h. */
struct filter_program {
    unsigned short len;
    const void *instructions;
};

int init_seccomp(struct stage *stage, const struct plan_step *step, struct failure *f)
{
    enum { SET_MODE_FILTER = 1, INSTRUCTION = 8, INSTRUCTIONS_MAX = 4096 };
    const struct plan_field *filter = &step->f[0];
    struct filter_program program = {(unsigned short)(filter->len / INSTRUCTION), filter->b};
    if (filter->len % INSTRUCTION || filter->len / INSTRUCTION > INSTRUCTIONS_MAX)
        return fail_error(f, EINVAL, "seccomp", NULL);
    stage_seal_umask(stage);
    return syscall(SYS_seccomp, SET_MODE_FILTER, step->f[1].u, &program) < 0 ? fail_call(f, "seccomp", NULL) : 0;
}
