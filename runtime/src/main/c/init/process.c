#include <errno.h>
#include <string.h>
#include <sys/personality.h>
#include <sys/stat.h>

#include "common/fds.h"
#include "common/sys.h"
#include "common/text.h"
#include "ops.h"
#include "resolve.h"

/* getcwd(2) says "(unreachable)…" for a directory outside the root: CVE-2024-21626. */
static int check_cwd(const char *path, struct failure *f)
{
    char cwd[8192];
    long n = syscall(SYS_getcwd, cwd, sizeof cwd);
    if (n < 0)
        return fail_call(f, "getcwd", path);
    return cwd[0] == '/' ? 0 : fail_words(f, EINVAL, "chdir ", path, ": it is outside the container's root", NULL);
}

static int enter(struct stage *stage, const char *path)
{
    cleanup_fd int fd = root_open(stage, path, O_PATH | O_DIRECTORY, 0);
    return fd < 0 ? -1 : fchdir(fd);
}

/* Words that callers of runc know, as those of init_rlimit. */
static int fail_cwd(struct failure *f, const char *path)
{
    return fail_words(f, errno, "chdir to cwd (\"", path, "\") set in config.json failed: ", errno_words(errno), " (",
            errno_name(errno), ")", NULL);
}

int init_cwd(struct stage *stage, const struct plan_step *step, struct failure *f)
{
    const char *path = step->f[0].s;
    if (step->f[1].u & CWD_MAKE) {
        cleanup_place struct place made = NO_PLACE;
        if (root_make(stage, path, RESOLVE_DIRECTORY, 0, &made) < 0 && errno != EACCES)
            return fail_make(f, "mkdir", path);
    }
    if (enter(stage, path) == 0)
        return check_cwd(path, f);
    if (errno != EACCES)
        return fail_cwd(f, path);
    stage->late_cwd = path;
    stage->late_cwd_offset = step->offset;
    return 0;
}

int cwd_again(struct stage *stage, struct failure *f)
{
    const char *path = stage->late_cwd;
    if (!path)
        return 0;
    stage->late_cwd = NULL;
    int result = enter(stage, path) == 0 ? check_cwd(path, f) : fail_cwd(f, path);
    if (result < 0)
        f->offset = stage->late_cwd_offset;
    return result;
}

int init_rlimit(struct stage *stage, const struct plan_step *step, struct failure *f)
{
    (void)stage;
    char digits[TEXT_U64];
    uint64_t limit[2] = {step->f[1].l, step->f[2].l}; /* struct rlimit64 */
    if (syscall(SYS_prlimit64, 0, step->f[0].u, limit, NULL) == 0)
        return 0;
    fail_call(f, "error setting rlimit type", text_u64(digits, step->f[0].u));
    return errno == EPERM ? fail_adds(f, "to raise a hard limit takes CAP_SYS_RESOURCE") : -1;
}

int init_umask(struct stage *stage, const struct plan_step *step, struct failure *f)
{
    (void)f;
    stage->umask = step->f[0].u & 0777;
    if (stage->created)
        umask(stage->umask);
    return 0;
}

int init_personality(struct stage *stage, const struct plan_step *step, struct failure *f)
{
    (void)stage;
    return personality(step->f[0].u) < 0 ? fail_call(f, "personality", NULL) : 0;
}

/* sched_setattr(2), the first version of its struct. */
struct scheduler {
    uint32_t size;
    uint32_t policy;
    uint64_t flags;
    int32_t nice;
    uint32_t priority;
    uint64_t runtime, deadline, period;
};

int init_scheduler(struct stage *stage, const struct plan_step *step, struct failure *f)
{
    (void)stage;
    const struct plan_field *v = step->f;
    struct scheduler attributes = {sizeof attributes, v[0].u, v[1].l, (int32_t)v[2].u, v[3].u, v[4].l, v[5].l, v[6].l};
    return syscall(SYS_sched_setattr, 0, &attributes, 0) < 0 ? fail_call(f, "sched_setattr", NULL) : 0;
}

int init_io_priority(struct stage *stage, const struct plan_step *step, struct failure *f)
{
    enum { PROCESS_GROUP = 2 }; /* IOPRIO_WHO_PGRP */
    (void)stage;
    return syscall(SYS_ioprio_set, PROCESS_GROUP, 0, step->f[0].u) < 0 ? fail_call(f, "ioprio_set", NULL) : 0;
}

int init_affinity(struct stage *stage, const struct plan_step *step, struct failure *f)
{
    (void)stage;
    uint8_t all[1024];
    const struct plan_field *mask = &step->f[0];
    memset(all, 0xff, sizeof all);
    long r = mask->len ? syscall(SYS_sched_setaffinity, 0, mask->len, mask->b)
                       : syscall(SYS_sched_setaffinity, 0, sizeof all, all);
    return r < 0 ? fail_call(f, "sched_setaffinity", NULL) : 0;
}

int init_memory_policy(struct stage *stage, const struct plan_step *step, struct failure *f)
{
    enum { NODE_BYTES = 128 };
    (void)stage;
    uint64_t nodes[NODE_BYTES / 8] = {0}; /* the kernel reads whole words */
    const struct plan_field *mask = &step->f[1];
    if (mask->len > sizeof nodes)
        return fail_error(f, EINVAL, "set_mempolicy", NULL);
    memcpy(nodes, mask->b, mask->len);
    /* One more than there are bits: set_mempolicy(2) counts that way. */
    unsigned long bits = mask->len ? sizeof nodes * 8 + 1 : 0;
    long r = syscall(SYS_set_mempolicy, (int)step->f[0].u, mask->len ? nodes : NULL, bits);
    return r < 0 ? fail_call(f, "set_mempolicy", NULL) : 0;
}
