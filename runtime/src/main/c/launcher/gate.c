/* A fifo of the caller's that an exec waits at: its program begins when somebody opens the reading end. */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "common/fds.h"
#include "common/spawn.h"
#include "common/sys.h"
#include "common/text.h"
#include "control.h"
#include "ops.h"
#include "trace.h"

/* Before there is a process. Not opened to write: that is what waits. */
int op_gate(struct run *r, const struct plan_step *s)
{
    const char *path = s->f[0].s;
    struct stat st;
    cleanup_fd int fd = open_fd(path, O_PATH | O_CLOEXEC);
    if (fd < 0)
        return fail_call(&r->failure, "open", path);
    if (fstat(fd, &st) != 0)
        return fail_call(&r->failure, "fstat", path);
    if (!S_ISFIFO(st.st_mode))
        return fail_words(&r->failure, 0, path, " is not a fifo; mkfifo(1) makes one", NULL);
    r->gate = steal_fd(&fd);
    r->gate_path = path;
    return 0;
}

/* Waits in open(2), which nothing but a reader or a signal ends, and nothing tells of: so a process of its own, with
   the launcher's rights. What failed is its exit status. */
_Noreturn static void opener(int gate, pid_t launcher)
{
    char path[64];
    char number[TEXT_U64];
    if (prctl(PR_SET_PDEATHSIG, SIGKILL) != 0 || getppid() != launcher || signal(SIGPIPE, SIG_IGN) == SIG_ERR)
        _exit(EAGAIN);
    text_join(path, sizeof path, "/proc/self/fd/", text_u64(number, (uint64_t)gate), NULL);
    int fd = open_fd(path, O_WRONLY | O_CLOEXEC);
    _exit(fd >= 0 && write(fd, "0", 1) == 1 ? 0 : errno);
}

/* The caller need not wait: a copy of us goes on in the background, which has no children and no command to end with.
   1 in the caller's launcher, 0 in the copy, -1 with the failure filled. */
static int leave(struct run *r)
{
    run_unlock(r); /* a lock would be that of both */
    pid_t pid = fork();
    if (pid != 0)
        return pid < 0 ? fail_call(&r->failure, "fork", NULL) : 1;
    setsid();
    r->engine = 0;
    r->container.pid = 0;
    close_fd(&r->container.pidfd);
    if (r->caller->trace)
        close_fd(&r->caller->trace->fd); /* the other one writes it */
    return 0;
}

/* Until the opener has ended, or the container process. */
static int await_reader(struct run *r, pid_t pid, int process)
{
    struct pollfd polls[] = {{.fd = process, .events = POLLIN}, {.fd = r->container.control, .events = POLLIN},
            {.fd = r->signals, .events = POLLIN}};
    for (;;) {
        if (poll(polls, 3, -1) < 0) {
            if (errno == EINTR)
                continue;
            return fail_call(&r->failure, "poll", NULL);
        }
        if (polls[1].revents && control_turn(r) != 0)
            return -1;
        if (polls[2].revents)
            forward_signals(r, NULL);
        if (polls[0].revents)
            break;
    }
    int status = spawn_wait(pid);
    int error = WIFEXITED(status) ? WEXITSTATUS(status) : EINTR;
    if (error == 0)
        return 0;
    fail_error(&r->failure, error, error == EPIPE ? "write" : "open", r->gate_path);
    return error == EPIPE ? fail_adds(&r->failure, "it was closed again before the byte in it was read") : -1;
}

int op_gate_wait(struct run *r, const struct plan_step *s)
{
    bool background = s->f[0].u & GATE_BACKGROUND;
    if (r->gate < 0 || r->container.control < 0)
        return fail_words(&r->failure, 0, "the plan waits at a fifo that it did not open", NULL);
    int left = background ? leave(r) : 0;
    if (left != 0)
        return left;
    pid_t launcher = getpid();
    pid_t pid = fork();
    if (pid == 0)
        opener(r->gate, launcher);
    cleanup_fd int process = pid < 0 ? -1 : sys_pidfd_open(pid);
    int result = process < 0 ? fail_call(&r->failure, "fork", NULL) : await_reader(r, pid, process);
    if (result != 0 && pid > 0)
        spawn_end(pid);
    close_fd(&r->gate);
    /* The container has ended in the meantime: nobody is left who would have to know. */
    return result < 0 && background && r->container.closed && !r->container.failed ? 1 : result;
}
