/* One request to CRIU over the socket of `criu swrk`, and its notifications on the way. */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

#include "common/fds.h"
#include "common/rights.h"
#include "common/spawn.h"
#include "common/sys.h"
#include "common/text.h"
#include "control.h"
#include "criu_answer.h"
#include "ops.h"
#include "view.h"

enum { ARGS, TASKS, SOURCE, ROOT, REQUEST, YES, NO, TYPE, LOG, FLAGS, ON_SCRIPT }; /* fields of CRIU */
enum { MESSAGE_MAX = 8192, LOG_LINE = 1024, SOCKET = 3, ABOVE_STDIO = 10 };

/* ---- the process */

struct worker {
    const struct run *run;
    const char **argv;
    int socket;
    int null;
    int said; /* memfd: what it writes before it has its log */
    int error;
    const char *call; /* that failed */
};

static int worker_main(void *argument)
{
    struct worker *w = argument;
    w->call = "dup2";
    sys_reset_signals();
    if (dup2(w->null, 0) < 0 || dup2(w->said, 1) < 0 || dup2(w->said, 2) < 0 || dup2(w->socket, SOCKET) < 0)
        goto failed;
    w->call = "fcntl F_SETFD";
    for (int i = 0; i < w->run->held_count; i++)
        if (fcntl(w->run->held[i].number, F_SETFD, 0) != 0)
            goto failed;
    w->call = "execve";
    execve(w->argv[0], (char *const *)(uintptr_t)w->argv, environ);
failed:
    w->error = errno;
    _exit(127);
}

static int worker_start(struct run *r, struct worker *w, pid_t *pid)
{
    *pid = spawn_shared(worker_main, w);
    if (*pid < 0)
        return fail_call(&r->failure, "clone", w->argv[0]);
    if (w->error == 0)
        return 0;
    spawn_wait(*pid);
    *pid = 0;
    return fail_error(&r->failure, w->error, w->call, w->argv[0]);
}

/* The namespace of a directory's mount is that in which it was opened, and CRIU mounts in its own only. */
static int reopen_directories(struct run *r)
{
    for (int i = 0; i < r->held_count; i++) {
        const char *path = r->held[i].directory;
        if (!path)
            continue;
        cleanup_fd int fd = open_fd(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
        if (fd < 0 || dup3(fd, r->held[i].number, O_CLOEXEC) < 0)
            return fail_call(&r->failure, "open", path);
    }
    return 0;
}

/* CRIU restores from the mounts that it sees itself: with a root, the root filesystem is one of them there. */
static int worker_begin(struct run *r, const struct plan_step *s, struct worker *w, pid_t *pid)
{
    struct view view;
    int result = view_begin(&view, r, s->f[SOURCE].s, s->f[ROOT].s);
    if (result == 0)
        result = reopen_directories(r);
    if (result == 0)
        result = worker_start(r, w, pid);
    return view_end(&view, r) != 0 ? -1 : result;
}

/* Into the container's cgroups before it has been asked for anything: what it restores begins there. */
static int join_cgroups(struct run *r, const struct plan_step *s, pid_t pid)
{
    struct plan_strings files = plan_strings(&s->f[TASKS]);
    char number[TEXT_U64];
    text_u64(number, (uint64_t)pid);
    for (const char *path = plan_strings_next(&files); path; path = plan_strings_next(&files)) {
        cleanup_fd int fd = open_fd(path, O_WRONLY | O_CLOEXEC);
        if (fd < 0 || write_all(fd, number, strlen(number)) != 0)
            return fail_call(&r->failure, fd < 0 ? "open" : "write", path);
    }
    return 0;
}

/* ---- what went wrong */

/* Where a line of CRIU's log tells of an error; that it may have no more descriptors (CAP_SYS_RESOURCE) is none. */
static const char *error_in(const char *line)
{
    const char *error = strstr(line, "Error (");
    return error && !strstr(error, "Can't setup RLIMIT_NOFILE") ? error : NULL;
}

/* The first line in fd that tells of an error, without its time; false when there is none. */
static bool first_error(int fd, char *out, size_t size)
{
    char line[LOG_LINE];
    size_t len = 0;
    char block[4096];
    ssize_t n;
    off_t at = 0;
    while ((n = pread(fd, block, sizeof block, at)) > 0) {
        at += n;
        for (ssize_t i = 0; i < n; i++) {
            if (block[i] != '\n') {
                if (len < sizeof line - 1)
                    line[len++] = block[i];
                continue;
            }
            line[len] = '\0';
            len = 0;
            const char *error = error_in(line);
            if (error) {
                text_copy(out, size, error);
                return true;
            }
        }
    }
    return false;
}

/* "criu failed: type DUMP errno N" is what people and engines know from runc; then CRIU's own first error. */
static int criu_failed(struct run *r, const struct plan_step *s, const struct criu_answer *a, int said)
{
    char number[TEXT_U64];
    char why[LOG_LINE] = "";
    const char *path = s->f[LOG].s;
    cleanup_fd int log = open_fd(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
    bool logged = log >= 0 && first_error(log, why, sizeof why);
    if (!logged && !first_error(said, why, sizeof why))
        text_copy(why, sizeof why, a && a->message[0] ? a->message : "it ended without an answer");
    const char *error = text_u64(number, a ? a->error : 0);
    return fail_words(&r->failure, a ? (int)a->error : 0, "criu failed: type ", s->f[TYPE].s, " errno ", error, ": ",
            why, log >= 0 ? "; log file: " : "", log >= 0 ? path : "", NULL);
}

/* ---- the conversation */

/* One message; the descriptor that came with it goes to *passed (-1: none). */
static ssize_t receive(int socket, uint8_t *bytes, size_t size, int *passed)
{
    struct iovec part = {bytes, size};
    struct msghdr msg = {.msg_iov = &part, .msg_iovlen = 1};
    union rights rights;
    ssize_t n;
    rights_room(&msg, &rights);
    do
        n = recvmsg(socket, &msg, MSG_CMSG_CLOEXEC);
    while (n < 0 && errno == EINTR);
    *passed = n >= 0 ? rights_take(&msg) : -1;
    return n;
}

/* The restored process is our child (rst_sibling). */
static int meet(struct run *r, uint64_t pid)
{
    struct container *c = &r->container;
    if (c->pid > 0 || pid == 0 || pid > INT32_MAX)
        return 0;
    c->pid = (pid_t)pid;
    c->pidfd = sys_pidfd_open(c->pid);
    if (c->pidfd >= 0)
        return 0;
    c->pid = 0;
    return fail_call(&r->failure, "pidfd_open", NULL);
}

static int run_script(struct run *r, const struct plan_step *s, const char *script)
{
    struct plan_reader reader;
    struct plan_step on;
    plan_begin_ops(&reader, s->f[ON_SCRIPT].b, s->f[ON_SCRIPT].len);
    while (plan_next(&reader, &on) == 1)
        if (on.op == OP_ON && strcmp(on.f[0].s, script) == 0 && run_ops(r, on.f[1].b, on.f[1].len) < 0)
            return -1;
    return 0;
}

/* Something is about to happen; CRIU waits for the answer, and on a "no" takes back what it has done. */
static int notified(struct run *r, const struct plan_step *s, const struct criu_answer *a, int passed)
{
    if (passed >= 0) {
        close_fd(&r->container.master);
        r->container.master = passed;
    }
    if ((s->f[FLAGS].u & CRIU_RESTORES) && meet(r, a->pid) != 0)
        return -1;
    return run_script(r, s, a->script);
}

/* CRIU is there and has not been asked yet: systemd makes a scope with a process in it only. */
static int started(struct run *r, const struct plan_step *s, pid_t pid)
{
    r->container.pid = pid;
    int result = run_script(r, s, "started");
    r->container.pid = 0;
    return result;
}

static int converse(struct run *r, const struct plan_step *s, int socket, int said)
{
    uint8_t bytes[MESSAGE_MAX];
    struct criu_answer a;
    bool failed = false;
    if (send(socket, s->f[REQUEST].b, s->f[REQUEST].len, MSG_NOSIGNAL) < 0)
        return criu_failed(r, s, NULL, said);
    for (;;) {
        int passed;
        ssize_t n = receive(socket, bytes, sizeof bytes, &passed);
        if (n <= 0 || !criu_answer_read(bytes, (size_t)n, &a)) {
            close_fd(&passed);
            return failed ? -1 : criu_failed(r, s, NULL, said);
        }
        if (a.type != CRIU_NOTIFY) {
            close_fd(&passed);
            break;
        }
        failed = failed || notified(r, s, &a, passed) != 0;
        const struct plan_field *answer = &s->f[failed ? NO : YES];
        if (send(socket, answer->b, answer->len, MSG_NOSIGNAL) < 0)
            return failed ? -1 : criu_failed(r, s, NULL, said);
    }
    if (failed)
        return -1;
    if (!a.success)
        return criu_failed(r, s, &a, said);
    return s->f[FLAGS].u & CRIU_RESTORES ? meet(r, a.pid) : 0;
}

static void worker_end(pid_t pid, bool kill_it)
{
    if (pid <= 0)
        return;
    if (kill_it)
        spawn_end(pid); /* our child, not reaped */
    else
        spawn_wait(pid);
}

int op_criu(struct run *r, const struct plan_step *s)
{
    int ends[2] = {-1, -1};
    pid_t pid = 0;
    if (s->f[ARGS].count == 0)
        return fail_error(&r->failure, EINVAL, "execve", "");
    container_note_others(r);
    const char **argv = calloc((size_t)s->f[ARGS].count + 1, sizeof *argv);
    cleanup_fd int null = open_fd("/dev/null", O_RDONLY | O_CLOEXEC);
    cleanup_fd int said = sys_memfd_create("criu-stderr", MFD_CLOEXEC);
    const char *failed = !argv                                                         ? "calloc"
                         : null < 0                                                    ? "open /dev/null"
                         : said < 0                                                    ? "memfd_create"
                         : socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) ? "socketpair"
                                                                                       : NULL;
    if (failed) {
        free(argv);
        return fail_call(&r->failure, failed, NULL);
    }
    cleanup_fd int ours = ends[0];
    cleanup_fd int theirs = fcntl(ends[1], F_DUPFD_CLOEXEC, ABOVE_STDIO);
    close_fd(&ends[1]);
    plan_vector(&s->f[ARGS], argv);
    struct worker w = {.run = r, .argv = argv, .socket = theirs, .null = null, .said = said};
    int result = theirs < 0 ? fail_call(&r->failure, "fcntl F_DUPFD", NULL) : worker_begin(r, s, &w, &pid);
    free(argv);
    close_fd(&theirs);
    if (result == 0)
        result = started(r, s, pid);
    if (result == 0)
        result = join_cgroups(r, s, pid);
    if (result == 0)
        result = converse(r, s, ours, said);
    close_fd(&ours); /* CRIU ends with its socket */
    worker_end(pid, result != 0 && (s->f[FLAGS].u & CRIU_RESTORES));
    for (int i = 0; i < r->held_count; i++)
        close_fd(&r->held[i].number);
    r->held_count = 0;
    return result;
}
