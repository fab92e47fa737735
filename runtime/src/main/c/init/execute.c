#include <errno.h>

#include "common/clock.h"
#include "common/fds.h"
#include "ops.h"

/* No default: the compiler names an operation that is missing here. */
static int run_step(struct stage *stage, const struct plan_step *step, struct failure *f)
{
    switch (step->op) {
    case OP_AT:
    case OP_HINT:
    case OP_PREFIX:
        return 0;
    case OP_DEBUG:
        stage_debug(stage, step->f[0].s);
        return 0;
    case OP_FAIL:
        return fail_words(f, 0, step->f[0].s, NULL);
    case OP_WARN:
        stage_warn(stage, step->f[0].s, NULL);
        return 0;
    case OP_HOOK:
        return init_hook(stage, step, f);
    case OP_CGROUPS:
        return init_cgroups(stage, step, f);
    case OP_TARGET:
        return init_target(stage, step, f);
    case OP_NAMESPACES:
        return init_namespaces(stage, step, f);
    case OP_UNSHARE:
        return init_unshare(stage, step, f);
    case OP_SYNC:
        return init_sync(stage, step, f);
    case OP_BECOME_ROOT:
        return init_become_root(stage, step, f);
    case OP_FORK:
        return init_fork(stage, step, f);
    case OP_KEYRING:
        return init_keyring(stage, step, f);
    case OP_LOOPBACK:
        return init_loopback(stage, step, f);
    case OP_HOSTNAME:
        return init_hostname(stage, step, f);
    case OP_DOMAINNAME:
        return init_domainname(stage, step, f);
    case OP_ROOT_PROPAGATION:
        return init_root_propagation(stage, step, f);
    case OP_OPENER:
        return init_opener(stage, step, f);
    case OP_SOURCE:
        return stage->opener < 0 ? init_source(stage, step, f) : opener_carry_out(stage, step, f);
    case OP_ROOTFS:
        return init_rootfs(stage, step, f);
    case OP_MOUNT:
        return init_mount(stage, step, f);
    case OP_BIND:
        return init_bind(stage, step, f);
    case OP_REMOUNT:
        return init_remount(stage, step, f);
    case OP_PROPAGATION:
        return init_propagation(stage, step, f);
    case OP_DEVICE:
        return init_device(stage, step, f);
    case OP_SYMLINK:
        return init_symlink(stage, step, f);
    case OP_PIVOT:
        return init_pivot(stage, step, f);
    case OP_MASK:
        return init_mask(stage, step, f);
    case OP_READONLY:
        return init_readonly(stage, step, f);
    case OP_SYSCTL:
        return init_sysctl(stage, step, f);
    case OP_CONSOLE_OPEN:
        return init_console_open(stage, step, f);
    case OP_ID_MAPPED:
        return stage->opener < 0 ? init_id_mapped(stage, step, f) : opener_carry_out(stage, step, f);
    case OP_FILE_LABEL:
        return init_file_label(stage, step, f);
    case OP_DETACH:
        return init_detach(stage, step, f);
    case OP_CWD:
        return init_cwd(stage, step, f);
    case OP_RLIMIT:
        return init_rlimit(stage, step, f);
    case OP_OOM_SCORE:
        return init_oom_score(stage, step, f);
    case OP_UMASK:
        return init_umask(stage, step, f);
    case OP_CREDENTIALS:
        return init_credentials(stage, step, f);
    case OP_NO_NEW_PRIVS:
        return init_no_new_privs(stage, step, f);
    case OP_SECCOMP:
        return init_seccomp(stage, step, f);
    case OP_PERSONALITY:
        return init_personality(stage, step, f);
    case OP_SCHEDULER:
        return init_scheduler(stage, step, f);
    case OP_IO_PRIORITY:
        return init_io_priority(stage, step, f);
    case OP_AFFINITY:
        return init_affinity(stage, step, f);
    case OP_MEMORY_POLICY:
        return init_memory_policy(stage, step, f);
    case OP_LABEL:
        return init_label(stage, step, f);
    case OP_STDIO:
        return init_stdio(stage, step, f);
    case OP_HOME:
        return init_home(stage, step, f);
    case OP_LOOKUP:
        return init_lookup(stage, step, f);
    case OP_CLOSE_FDS:
        return init_close_fds(stage, step, f);
    case OP_DUMPABLE:
        return init_dumpable(stage, step, f);
    case OP_WAIT_START:
        return init_wait_start(stage, step, f);
    case OP_EXEC:
        return init_exec(stage, step, f);
    case OP_DONE:
        return init_done(stage, step, f);
    case OP_UNDO: /* the launcher's */
    case OP_UNMOUNT:
    case OP_LINK:
    case OP_RENAME:
    case OP_LOG:
    case OP_OUTPUT:
    case OP_EXIT:
    case OP_READ:
    case OP_STAT:
    case OP_LIST:
    case OP_READLINK:
    case OP_RUN:
    case OP_PROCS:
    case OP_PROBE:
    case OP_WATCH:
    case OP_NEXT:
    case OP_SHOW:
    case OP_BUS:
    case OP_MKDIR:
    case OP_LOCK:
    case OP_WRITE:
    case OP_PUT:
    case OP_UNLINK:
    case OP_RMDIR:
    case OP_FIFO:
    case OP_REMOVE_STATE:
    case OP_CGROUP_CREATE:
    case OP_CGROUP_REMOVE:
    case OP_CGROUP_KILL:
    case OP_FREEZE:
    case OP_FOREGROUND:
    case OP_CLONE:
    case OP_AWAIT:
    case OP_GO:
    case OP_ID_MAP:
    case OP_TIME_OFFSETS:
    case OP_CONSOLE:
    case OP_RECORD:
    case OP_KEEP:
    case OP_SUPERVISE:
    case OP_SECCOMP_AGENT:
    case OP_NET_DEVICE:
    case OP_GATE:
    case OP_GATE_WAIT:
    case OP_PIDFD:
    case OP_NOTIFY_LISTEN:
    case OP_NOTIFY_WAIT:
    case OP_STATUS:
    case OP_REQUIRE:
    case OP_IF:
    case OP_SIGNAL:
    case OP_START:
    case OP_DEVICE_PROGRAM:
    case OP_OWN:
    case OP_RESCTRL:
    case OP_BUS_CALL:
    case OP_KILL_WAIT:
    case OP_ON_END:
    case OP_HOLD:
    case OP_MOUNT_POINT:
    case OP_CRIU:
    case OP_ON:
        break;
    }
    return fail_words(f, EINVAL, plan_name(step->op), " is no operation of the init stage", NULL);
}

/* Words for the launcher, who finds them by the offset of the failure. */
static bool is_context(enum plan_op op)
{
    return op == OP_AT || op == OP_HINT || op == OP_PREFIX;
}

/* After these the path of stage->parent still leads to it, or they have closed it themselves. */
static bool keeps_parent(enum plan_op op)
{
    return op == OP_MOUNT || op == OP_BIND || op == OP_DEVICE || op == OP_SYMLINK || is_context(op);
}

/* EXEC, which does not come back, ends where it begins. */
static struct stage_span *span_begin(struct stage_trace *trace, const struct plan_step *step)
{
    if (!trace || trace->count == STAGE_TRACE_RECORDS || is_context(step->op))
        return NULL;
    struct stage_span *span = &trace->spans[trace->count++];
    span->offset = step->offset;
    span->begin = monotonic_ns();
    span->end = span->begin;
    return span;
}

int run_operations(struct stage *stage, struct failure *f)
{
    struct plan_step step;
    int more;
    while ((more = plan_next(&stage->plan, &step)) > 0) {
        if (!keeps_parent(step.op))
            close_fd(&stage->parent);
        struct stage_span *span = span_begin(stage->trace, &step);
        int result = run_step(stage, &step, f);
        if (span && step.op != OP_SECCOMP)
            span->end = monotonic_ns();
        else if (span)
            stage->trace = NULL; /* the filter may not know clock_gettime(2) */
        if (result < 0) {
            if (!f->offset) /* a deferred one has set its own */
                f->offset = step.offset;
            return -1;
        }
    }
    return fail_words(f, EINVAL, more < 0 ? "the plan is damaged" : "the plan ends without EXEC", NULL);
}
