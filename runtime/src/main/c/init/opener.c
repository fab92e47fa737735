/* The opener: a process that keeps the ids and capabilities of the runtime when the stage enters a user namespace. It
   carries out SOURCE and ID_MAPPED for the stage, in the mount namespace of the container: a source is what its path
   means there when its turn comes, mounts made so far included, and has locked what that namespace locks
   (mount_namespaces(7)). It ends when the stage closes the socket, before anything of the container runs. */
#include <errno.h>
#include <sched.h>
#include <signal.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "common/fds.h"
#include "common/message.h"
#include "common/sys.h"
#include "ops.h"

enum opener_message { OPENER_STEP = 1, OPENER_DONE = 2 };

/* The launcher waits for the last copy of the control socket to be closed, others for those of stdio. */
static int keep_only(int one, int other)
{
    unsigned low = (unsigned)(one < other ? one : other);
    unsigned high = (unsigned)(one < other ? other : one);
    if (low > 0 && sys_close_range(0, low - 1, 0) < 0)
        return -1;
    if (high > low + 1 && sys_close_range(low + 1, high - 1, 0) < 0)
        return -1;
    return sys_close_range(high + 1, ~0U, 0);
}

static int carry_out(struct stage *stage, const struct message *m, size_t len, int mounts, struct failure *f)
{
    struct plan_step step;
    if (m->kind != OPENER_STEP || len != sizeof step)
        return fail_error(f, EPROTO, "recvmsg", "opener");
    memcpy(&step, m->bytes, sizeof step); /* what it points to is at the same place here */
    if (mounts >= 0 && setns(mounts, CLONE_NEWNS) < 0)
        return fail_call(f, "setns", "mount namespace of the container");
    if (step.op == OP_SOURCE)
        return init_source(stage, &step, f);
    return step.op == OP_ID_MAPPED ? init_id_mapped(stage, &step, f) : fail_error(f, EPROTO, "recvmsg", "opener");
}

_Noreturn static void serve(struct stage *stage, int socket)
{
    struct message m;
    size_t len;
    int mounts;
    while (message_receive(socket, &m, &len, &mounts) > 0) {
        struct failure f = {0};
        uint32_t slot = m.value;
        bool done = carry_out(stage, &m, len, mounts, &f) == 0;
        close_fd(&mounts);
        int source = slot < STAGE_SOURCES ? stage->sources[slot] : -1;
        bool told = done ? message_send(socket, OPENER_DONE, 0, NULL, 0, source) == 0
                         : send(socket, &m, message_pack_failure(&m, &f), MSG_NOSIGNAL) > 0;
        if (!told)
            break; /* it would wait for ever, and meets the end of the socket instead */
    }
    _exit(0);
}

static int begin(struct stage *stage, struct failure *f)
{
    struct sys_clone_args args = {.exit_signal = SIGCHLD};
    int ends[2];
    if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) < 0)
        return fail_call(f, "socketpair", NULL);
    long pid = sys_clone3(&args);
    if (pid < 0)
        return fail_call(f, "clone3", NULL);
    if (pid == 0) {
        int proc = stage->host_proc < 0 ? ends[1] : stage->host_proc;
        if (keep_only(ends[1], proc) < 0)
            _exit(125);
        stage->opener = -1;
        serve(stage, ends[1]);
    }
    close_fd(&ends[1]);
    stage->opener = ends[0];
    stage->opener_pid = (int32_t)pid;
    return 0;
}

/* Behind FORK it is nobody's child here: then whoever reaps orphans reaps it. */
static int end(struct stage *stage, struct failure *f)
{
    char none;
    if (shutdown(stage->opener, SHUT_WR) < 0)
        return fail_call(f, "shutdown", "opener");
    (void)!read(stage->opener, &none, 1);
    close_fd(&stage->opener);
    if (stage->opener_pid > 0)
        while (waitpid(stage->opener_pid, NULL, 0) < 0 && errno == EINTR)
            ;
    return 0;
}

int init_opener(struct stage *stage, const struct plan_step *step, struct failure *f)
{
    if (step->f[0].u)
        return stage->opener < 0 ? begin(stage, f) : fail_error(f, EEXIST, "socketpair", "opener");
    return stage->opener < 0 ? 0 : end(stage, f);
}

int opener_carry_out(struct stage *stage, const struct plan_step *step, struct failure *f)
{
    struct message m;
    size_t len;
    int passed;
    uint32_t slot = step->f[0].u;
    cleanup_fd int mounts = openat(stage_proc(stage), "self/ns/mnt", O_RDONLY | O_CLOEXEC);
    if (mounts < 0)
        return fail_call(f, "open", "/proc/self/ns/mnt");
    if (message_send(stage->opener, OPENER_STEP, slot, step, sizeof *step, mounts) < 0)
        return fail_call(f, "sendmsg", "opener");
    int r = message_receive(stage->opener, &m, &len, &passed);
    if (r <= 0)
        return fail_error(f, r < 0 ? errno : ECHILD, "recvmsg", "opener");
    if (m.kind == MESSAGE_FAILURE)
        return message_unpack_failure(&m, len, f) < 0 ? fail_error(f, EPROTO, "recvmsg", "opener") : -1;
    if (slot >= STAGE_SOURCES || passed < 0)
        return fail_error(f, EPROTO, "recvmsg", "opener");
    close_fd(&stage->sources[slot]);
    stage->sources[slot] = passed;
    return 0;
}
