#include <errno.h>

#include "common/message.h"
#include "common/sys.h"
#include "ops.h"

/* linux/filter.h. */
struct filter_program {
    unsigned short len;
    const void *instructions;
};

/* The launcher takes the listener and gives it to the agent, who answers from then on. Until it has it nothing but
   write(2) may be called, which no profile may notify of, and this one read(2), which waits for the agent as well as
   for the launcher. The listener is close-on-exec. */
static int hand_over(struct stage *stage, int listener, struct failure *f)
{
    uint32_t message[2] = {MESSAGE_LISTENER, (uint32_t)listener};
    if (write(stage->control, message, sizeof message) != (ssize_t)sizeof message)
        return fail_call(f, "write", "control socket");
    ssize_t n;
    int tries = 100; /* EINTR may be the filter's */
    do
        n = read(stage->control, message, sizeof message);
    while (n < 0 && errno == EINTR && --tries > 0);
    if (n == 0)
        stage_exit(125); /* the launcher is gone: nobody is there to be told */
    if (n != (ssize_t)sizeof message || message[0] != MESSAGE_GO || message[1] != EVENT_LISTENER)
        return fail_error(f, n < 0 ? errno : EPROTO, "read", "control socket");
    return 0;
}

int init_seccomp(struct stage *stage, const struct plan_step *step, struct failure *f)
{
    enum { SET_MODE_FILTER = 1, NEW_LISTENER = 8, INSTRUCTION = 8, INSTRUCTIONS_MAX = 4096 };
    const struct plan_field *filter = &step->f[0];
    struct filter_program program = {(unsigned short)(filter->len / INSTRUCTION), filter->b};
    if (filter->len % INSTRUCTION || filter->len / INSTRUCTION > INSTRUCTIONS_MAX)
        return fail_error(f, EINVAL, "seccomp", NULL);
    stage_seal_umask(stage);
    long result = syscall(SYS_seccomp, SET_MODE_FILTER, step->f[1].u, &program);
    if (result < 0)
        return fail_call(f, "seccomp", NULL);
    return step->f[1].u & NEW_LISTENER ? hand_over(stage, (int)result, f) : 0;
}
