#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdarg.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "common/fds.h"
#include "common/init.h"
#include "common/message.h"
#include "common/sys.h"
#include "common/text.h"
#include "resolve.h"
#include "stage.h"

void *arena_take(struct arena *arena, size_t size)
{
    size = (size + 15) & ~(size_t)15;
    if (size > (size_t)(arena->end - arena->next)) {
        errno = ENOMEM;
        return NULL;
    }
    void *taken = arena->next;
    arena->next += size;
    return taken;
}

void stage_guard(struct stage *stage)
{
    struct pollfd peer = {.fd = stage->control};
    prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
    if (!stage->attached)
        return;
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    /* It may have died before the line above. */
    if (poll(&peer, 1, 0) > 0 && (peer.revents & (POLLHUP | POLLERR)))
        _exit(125);
}

uint32_t stage_outer_pid(const struct stage *stage)
{
    char text[TEXT_U64];
    uint64_t pid;
    ssize_t n = stage->host_proc < 0 ? -1 : readlinkat(stage->host_proc, "self", text, sizeof text - 1);
    if (n <= 0)
        return stage->outer_pid;
    text[n] = '\0';
    return text_to_u64(text, INT32_MAX, &pid) ? (uint32_t)pid : 0;
}

/* Of the pid namespace that this process is in, with everything visible; fsopen(2), since 5.2. */
static int new_procfs(void)
{
    cleanup_fd int fs = sys_fsopen("proc", FSOPEN_CLOEXEC);
    if (fs < 0 || sys_fsconfig(fs, FSCONFIG_CMD_CREATE, NULL, NULL, 0) < 0)
        return -1;
    return sys_fsmount(fs, FSMOUNT_CLOEXEC, 0);
}

int stage_proc(struct stage *stage)
{
    if (stage->host_proc >= 0)
        return stage->host_proc;
    if (stage->own_proc < 0)
        stage->own_proc = new_procfs();
    if (stage->own_proc < 0) /* in a user namespace whose /proc is masked none can be made */
        stage->own_proc = open_procfs("/proc");
    return stage->own_proc;
}

void stage_warn(const struct stage *stage, ...)
{
    char text[1024] = "";
    va_list parts;
    va_start(parts, stage);
    for (const char *part = va_arg(parts, const char *); part; part = va_arg(parts, const char *))
        text_append(text, sizeof text, part);
    va_end(parts);
    message_send(stage->control, MESSAGE_WARNING, 0, text, strlen(text) + 1, -1);
}

void stage_debug(const struct stage *stage, const char *line)
{
    struct message m = {.kind = MESSAGE_DEBUG};
    size_t len = strnlen(line, sizeof m.bytes - 1) + 1;
    memcpy(m.bytes, line, len);
    m.bytes[len - 1] = '\0';
    (void)!send(stage->control, &m, MESSAGE_HEADER + len, MSG_NOSIGNAL);
}

void stage_seal_umask(struct stage *stage)
{
    if (stage->created)
        return;
    stage->created = true;
    umask(stage->umask);
}

/* A filter that is on may refuse this as well, and libc would ask for ever; a trap is no system call. */
_Noreturn void stage_exit(int status)
{
    syscall(SYS_exit_group, status);
    __builtin_trap();
}

/* One write(2): a seccomp filter may be on. */
_Noreturn static void stage_fail(const struct stage *stage, const struct failure *f)
{
    struct message m;
    size_t size = message_pack_failure(&m, f);
    int to = stage->started && stage->fifo >= 0 ? stage->fifo : stage->control;
    (void)!write(to, &m, size);
    stage_exit(125);
}

void stage_go_on(struct stage *stage)
{
    struct failure f = {0};
    run_operations(stage, &f);
    stage_fail(stage, &f);
}

_Noreturn static void end(int signal)
{
    stage_exit(128 + signal);
}

/* The first process of a pid namespace has no default dispositions but for SIGKILL (pid_namespaces(7)): whoever ends a
   container that is created, or the runtime at work, with SIGTERM would wait in vain. execve(2) takes them away. */
static void end_by_signal(void)
{
    static const int signals[] = {SIGHUP, SIGINT, SIGQUIT, SIGTERM};
    struct sigaction action = {.sa_handler = end};
    for (size_t i = 0; i < sizeof signals / sizeof *signals; i++)
        sigaction(signals[i], &action, NULL);
}

/* Nothing of the caller's is changed here but what a later step changes again for the container. */
static int prepare(struct stage *stage, unsigned own, struct failure *f)
{
    if (sys_close_range(own, ~0U, CLOSE_RANGE_CLOEXEC) < 0)
        return fail_call(f, "close_range", NULL);
    /* Before any namespace is entered: CVE-2016-9962. */
    if (prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) < 0)
        return fail_call(f, "prctl PR_SET_DUMPABLE", NULL);
    prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0);
    sys_reset_signals();
    end_by_signal();
    setsid();
    prctl(PR_SET_NAME, STAGE_NAME);
    stage->umask = umask(0);
    stage_guard(stage);

    void *arena = mmap(NULL, STAGE_ARENA, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (arena == MAP_FAILED)
        return fail_call(f, "mmap", NULL);
    stage->arena = (struct arena){arena, (char *)arena + STAGE_ARENA};
    stage->host_proc = open_procfs("/proc");
    return 0;
}

static int read_plan(struct stage *stage, int *fd, struct failure *f)
{
    struct stat st;
    if (fstat(*fd, &st) < 0)
        return fail_call(f, "fstat", "the plan");
    if (st.st_size <= 0 || st.st_size > PLAN_MAX)
        return fail_error(f, EINVAL, "read", "the plan");
    void *map = mmap(NULL, (size_t)st.st_size, PROT_READ, MAP_PRIVATE, *fd, 0);
    if (map == MAP_FAILED)
        return fail_call(f, "mmap", "the plan");
    close_fd(fd);
    size_t len = (size_t)st.st_size;
    struct plan_error bad;
    if (plan_check_ops(map, len, &bad)) {
        plan_begin_ops(&stage->plan, map, len);
        return 0;
    }
    fail_words(f, EINVAL, "the plan is damaged: ", bad.why, NULL);
    f->offset = bad.offset;
    return -1;
}

/* Without it nothing is measured, which is no reason to fail. */
static void open_trace(struct stage *stage, int fd)
{
    void *map = mmap(NULL, sizeof *stage->trace, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    stage->trace = map == MAP_FAILED ? NULL : map;
    close(fd);
}

void init_main(int preserve, unsigned more)
{
    int own = 3 + preserve;
    int plan = own + 1;
    struct stage stage = {
            .control = own,
            .fifo = more & INIT_FIFO ? own + 2 : -1,
            .preserve = preserve,
            .host_proc = -1,
            .own_proc = -1,
            .root = -1,
            .parent = -1,
            .attached = true,
            .null_mount = -1,
            .proc_mount = -1,
            .empty_mount = -1,
            .opener = -1,
    };
    for (int i = 0; i < STAGE_SOURCES; i++)
        stage.sources[i] = -1;

    if (more & INIT_TRACE)
        open_trace(&stage, own + 3);
    struct failure f = {0};
    if (prepare(&stage, (unsigned)own, &f) == 0 && read_plan(&stage, &plan, &f) == 0)
        stage_go_on(&stage);
    stage_fail(&stage, &f);
}
