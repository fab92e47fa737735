#include "run.h"

#include <errno.h>
#include <stddef.h>
#include <string.h>

#include "common/clock.h"
#include "common/proc.h"
#include "common/text.h"
#include "control.h"
#include "ops.h"
#include "status.h"

void run_init(struct run *r, const struct caller *caller, struct report *report)
{
    memset(r, 0, offsetof(struct run, failure));
    fail_nothing(&r->failure);
    r->caller = caller;
    r->report = report;
    r->signal = -1;
    r->signals = -1;
    r->ends = -1;
    r->stage = -1;
    r->notify = -1;
    r->terminal = -1;
    r->gate = -1;
    r->undo_code = 1;
    r->target.pidfd = -1;
    r->container.pidfd = -1;
    r->container.control = -1;
    r->container.master = -1;
    r->container.listener = -1;
}

/* Read once: it is our child, so the pid is nobody else's. */
static uint64_t start_time(struct container *c)
{
    struct proc_stat stat;
    if (c->timed == c->pid)
        return c->start;
    if (proc_stat_read(c->pid, &stat) != 0)
        return 0;
    c->timed = c->pid;
    c->start = stat.start;
    return c->start;
}

struct plan_slots run_slots(struct run *r)
{
    struct plan_slots slots = {.status = status_word(r->target.status)};
    if (r->container.pid > 0) {
        slots.pid = (uint32_t)r->container.pid;
        slots.start_time = start_time(&r->container);
    } else if (r->target.pid > 0 && r->target.status != STATUS_STOPPED) {
        slots.pid = (uint32_t)r->target.pid;
        slots.start_time = r->target.start;
    }
    return slots;
}

int run_expand(struct run *r, const struct plan_field *template, struct buffer *out)
{
    struct plan_slots slots = run_slots(r);
    size_t size = 0;
    if (!plan_expand(template->b, template->len, &slots, NULL, 0, &size))
        return fail_words(&r->failure, 0, "bad template in the plan", NULL);
    uint8_t *text = buffer_reserve(out, size + 1);
    if (!text)
        return fail_error(&r->failure, ENOMEM, "malloc", NULL);
    plan_expand(template->b, template->len, &slots, text, size, &out->len);
    text[out->len] = '\0';
    return 0;
}

void run_warn(struct run *r)
{
    report_failure(r->report, r->mode == MODE_UNDO ? LEVEL_DEBUG : LEVEL_WARNING, &r->context, &r->failure);
}

static int op_undo(struct run *r, const struct plan_step *s)
{
    if (r->undo_count == RUN_UNDOS)
        return fail_words(&r->failure, 0, "more UNDO lists in a plan than the launcher holds", NULL);
    r->undos[r->undo_count++] = (struct undo){s->f[0].b, s->f[0].len};
    return 0;
}

static int op_exit(struct run *r, const struct plan_step *s)
{
    if (r->mode == MODE_UNDO)
        r->undo_code = (int)(s->f[0].u & 0xff);
    else
        r->exit_code = (int)(s->f[0].u & 0xff);
    return 1;
}

static int op_if(struct run *r, const struct plan_step *s)
{
    return (uint32_t)r->target.status & s->f[0].u ? run_ops(r, s->f[1].b, s->f[1].len) : 0;
}

static int log_line(struct run *r, enum level level, const struct plan_step *s)
{
    report_line(r->report, level, s->f[0].s);
    return 0;
}

static int not_here(struct run *r, const struct plan_step *s)
{
    return fail_words(&r->failure, 0, "operation ", plan_name(s->op), " has no place in this plan", NULL);
}

/* One operation: 0, 1 when it ends the command, -1 with the failure filled. */
static int run_step(struct run *r, const struct plan_step *s)
{
    switch (s->op) {
    case OP_AT:
    case OP_HINT:
    case OP_PREFIX:
        context_step(&r->context, s);
        return 0;
    case OP_UNDO:
        return op_undo(r, s);
    case OP_LOG:
        return op_log(r, s);
    case OP_FAIL:
        return fail_words(&r->failure, 0, s->f[0].s, NULL);
    case OP_WARN:
        return log_line(r, LEVEL_WARNING, s);
    case OP_DEBUG:
        return log_line(r, LEVEL_DEBUG, s);
    case OP_OUTPUT:
        return op_output(r, s);
    case OP_EXIT:
        return op_exit(r, s);
    case OP_HOOK:
        return op_hook(r, s);
    case OP_MKDIR:
        return op_mkdir(r, s);
    case OP_LOCK:
        return op_lock(r, s);
    case OP_WRITE:
        return op_write(r, s);
    case OP_PUT:
        return op_put(r, s);
    case OP_UNLINK:
        return op_unlink(r, s);
    case OP_RMDIR:
        return op_rmdir(r, s);
    case OP_FIFO:
        return op_fifo(r, s);
    case OP_LINK:
        return op_link(r, s);
    case OP_RENAME:
        return op_rename(r, s);
    case OP_REMOVE_STATE:
        return op_remove_state(r, s);
    case OP_UNMOUNT:
        return op_unmount(r, s);
    case OP_CGROUP_CREATE:
        return op_cgroup_create(r, s);
    case OP_CGROUP_REMOVE:
        return op_cgroup_remove(r, s);
    case OP_CGROUP_KILL:
        return op_cgroup_kill(r, s);
    case OP_FREEZE:
        return op_freeze(r, s);
    case OP_DEVICE_PROGRAM:
        return op_device_program(r, s);
    case OP_RESCTRL:
        return op_resctrl(r, s);
    case OP_OWN:
        return op_own(r, s);
    case OP_BUS_CALL:
        return op_bus_call(r, s);
    case OP_FOREGROUND:
        return op_foreground(r, s);
    case OP_CLONE:
        return op_clone(r, s);
    case OP_AWAIT:
        return op_await(r, s);
    case OP_GO:
        return op_go(r, s);
    case OP_ID_MAP:
        return op_id_map(r, s);
    case OP_TIME_OFFSETS:
        return op_time_offsets(r, s);
    case OP_CONSOLE:
        return op_console(r, s);
    case OP_RECORD:
        return op_record(r, s);
    case OP_KEEP:
        return op_keep(r, s);
    case OP_SUPERVISE:
        return op_supervise(r, s);
    case OP_NET_DEVICE:
        return op_net_device(r, s);
    case OP_GATE:
        return op_gate(r, s);
    case OP_GATE_WAIT:
        return op_gate_wait(r, s);
    case OP_SECCOMP_AGENT:
        return op_seccomp_agent(r, s);
    case OP_PIDFD:
        return op_pidfd(r, s);
    case OP_NOTIFY_LISTEN:
        return op_notify_listen(r, s);
    case OP_NOTIFY_WAIT:
        return op_notify_wait(r, s);
    case OP_TARGET:
        return op_target(r, s);
    case OP_STATUS:
        return op_status(r, s);
    case OP_REQUIRE:
        return op_require(r, s);
    case OP_IF:
        return op_if(r, s);
    case OP_SIGNAL:
        return op_signal(r, s);
    case OP_START:
        return op_start(r, s);
    case OP_KILL_WAIT:
        return op_kill_wait(r, s);
    case OP_ON_END:
        return op_on_end(r, s);
    case OP_HOLD:
        return op_hold(r, s);
    case OP_MOUNT_POINT:
        return op_mount_point(r, s);
    case OP_CRIU:
        return op_criu(r, s);
    /* ON belongs into the operations of CRIU, facts belong into an ASK plan, the rest into the operations of CLONE. */
    case OP_ON:
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
    case OP_CGROUPS:
    case OP_NAMESPACES:
    case OP_UNSHARE:
    case OP_SYNC:
    case OP_BECOME_ROOT:
    case OP_FORK:
    case OP_KEYRING:
    case OP_LOOPBACK:
    case OP_HOSTNAME:
    case OP_DOMAINNAME:
    case OP_ROOT_PROPAGATION:
    case OP_SOURCE:
    case OP_ROOTFS:
    case OP_MOUNT:
    case OP_BIND:
    case OP_REMOUNT:
    case OP_PROPAGATION:
    case OP_DEVICE:
    case OP_SYMLINK:
    case OP_PIVOT:
    case OP_MASK:
    case OP_READONLY:
    case OP_SYSCTL:
    case OP_CONSOLE_OPEN:
    case OP_ID_MAPPED:
    case OP_FILE_LABEL:
    case OP_DETACH:
    case OP_OPENER:
    case OP_CWD:
    case OP_RLIMIT:
    case OP_OOM_SCORE:
    case OP_UMASK:
    case OP_CREDENTIALS:
    case OP_NO_NEW_PRIVS:
    case OP_SECCOMP:
    case OP_PERSONALITY:
    case OP_SCHEDULER:
    case OP_IO_PRIORITY:
    case OP_AFFINITY:
    case OP_MEMORY_POLICY:
    case OP_LABEL:
    case OP_STDIO:
    case OP_HOME:
    case OP_LOOKUP:
    case OP_CLOSE_FDS:
    case OP_DUMPABLE:
    case OP_WAIT_START:
    case OP_EXEC:
    case OP_DONE:
        return not_here(r, s);
    }
    return not_here(r, s);
}

int run_ops(struct run *r, const uint8_t *ops, size_t len)
{
    struct plan_reader reader;
    struct plan_step step;
    plan_begin_ops(&reader, ops, len);
    while (plan_next(&reader, &step) == 1) {
        if (r->skip) {
            r->skip = false;
            continue;
        }
        if (step.op == OP_REMOVE_STATE && r->mode == MODE_AFTER && r->left_behind)
            return 0; /* delete finds by it what could not be removed */
        struct trace *trace = r->caller->trace;
        uint64_t begin = trace ? monotonic_ns() : 0;
        int result = run_step(r, &step);
        if (trace)
            trace_step(trace, &step, &r->context, begin);
        if (result < 0 && r->mode != MODE_STRICT) { /* what comes behind it still has to be done */
            r->left_behind = true;
            report_failure(r->report, r->mode == MODE_UNDO ? LEVEL_DEBUG : LEVEL_ERROR, &r->context, &r->failure);
            continue;
        }
        if (result != 0)
            return result;
    }
    return 0;
}

static void undo_all(struct run *r)
{
    r->mode = MODE_UNDO;
    r->context = (struct context){.what = "undo"};
    while (r->undo_count > 0) {
        struct undo *u = &r->undos[--r->undo_count];
        run_ops(r, u->ops, u->len);
    }
}

/* The command has failed: says so, then takes back what was done. */
static int give_up(struct run *r)
{
    container_abort(r);
    if (r->end_words && process_ending(r->target.pid, r->target.start)) {
        fail_words(&r->failure, 0, r->end_words, NULL);
        report_failure(r->report, LEVEL_ERROR, &r->end_context, &r->failure);
    } else if (r->container.failed) {
        struct context context = r->container.context;
        context_find(&context, r->container.ops, r->container.ops_len, r->failure.offset);
        report_failure(r->report, LEVEL_ERROR, &context, &r->failure);
    } else {
        report_failure(r->report, LEVEL_ERROR, &r->context, &r->failure);
    }
    undo_all(r);
    return r->undo_code;
}

int run_plan(struct run *r, const uint8_t *plan, size_t len)
{
    struct plan_error err;
    char offset[TEXT_U64];
    if (!plan_check(plan, len, &err)) {
        fail_words(&r->failure, 0, "bad plan: ", err.why, " at byte ", text_u64(offset, err.offset), NULL);
        report_failure(r->report, LEVEL_ERROR, &r->context, &r->failure);
        return 1;
    }
    int code = run_ops(r, plan + PLAN_HEADER, len - PLAN_HEADER) < 0 ? give_up(r) : r->exit_code;
    if (r->caller->trace && r->container.ops)
        trace_stage_end(r->caller->trace, r->container.ops, r->container.ops_len, &r->container.context);
    buffer_free(&r->others);
    return code;
}
