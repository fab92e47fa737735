#include "hook.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "clock.h"
#include "fds.h"
#include "guard.h"
#include "signals.h"
#include "spawn.h"
#include "sys.h"
#include "text.h"

enum { KIND, INDEX, PATH, ARGS, ENV, FLAGS, TIMEOUT, CWD, STATE }; /* fields of HOOK */

enum { TAIL = 4096, POLL_WITHOUT_PIDFD = 10 };

/* The last bytes of an output of the hook. */
struct tail {
    int fd;
    size_t len;
    char text[TAIL + 1];
};

struct running {
    pid_t pid;
    pid_t guard;
    int pidfd;
    int state_fd;
    int signals;
    const uint8_t *state;
    size_t left;
    bool interrupted;
    struct tail out;
    struct tail err;
};

/* argv, env and the state of the hook, in memory that is not the heap's: this runs close to an exec. */
struct arena {
    void *memory;
    size_t size;
    const char **argv;
    const char **envp;
    uint8_t *state;
    size_t state_len;
};

static int arena_make(struct arena *a, const struct plan_step *step, const struct plan_slots *slots, const char *home,
        struct failure *f)
{
    static const char name[] = "HOME=";
    const struct plan_field *args = &step->f[ARGS];
    const struct plan_field *env = &step->f[ENV];
    size_t pointers = (size_t)args->count + env->count + 3;
    size_t home_len = home ? strlen(home) + 1 : 0;
    if (!plan_expand(step->f[STATE].b, step->f[STATE].len, slots, NULL, 0, &a->state_len))
        return fail_words(f, 0, "bad template in the plan", NULL);
    a->size = pointers * sizeof(char *) + a->state_len + sizeof name + home_len;
    a->memory = mmap(NULL, a->size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (a->memory == MAP_FAILED)
        return fail_call(f, "mmap", NULL);
    a->argv = a->memory;
    a->envp = a->argv + args->count + 1;
    a->state = (uint8_t *)(a->argv + pointers);
    plan_vector(args, a->argv);
    plan_vector(env, a->envp);
    if (home) {
        char *entry = (char *)a->state + a->state_len;
        memcpy(entry, name, sizeof name - 1);
        memcpy(entry + sizeof name - 1, home, home_len);
        a->envp[env->count] = entry;
        a->envp[env->count + 1] = NULL;
    }
    plan_expand(step->f[STATE].b, step->f[STATE].len, slots, a->state, a->state_len, &a->state_len);
    return 0;
}

/* Takes what is there; closes at end of file. */
static void tail_read(struct tail *t)
{
    char buffer[TAIL];
    ssize_t n = t->fd < 0 ? -1 : read(t->fd, buffer, sizeof buffer);
    if (n == 0 || (n < 0 && errno != EAGAIN && errno != EINTR))
        close_fd(&t->fd);
    if (n <= 0)
        return;
    size_t add = (size_t)n;
    if (t->len + add > TAIL) {
        size_t drop = t->len + add - TAIL;
        memmove(t->text, t->text + drop, t->len - drop);
        t->len -= drop;
    }
    memcpy(t->text + t->len, buffer, add);
    t->len += add;
}

static const char *tail_text(struct tail *t)
{
    while (t->len > 0 && t->text[t->len - 1] == '\n')
        t->len--;
    for (size_t i = 0; i < t->len; i++)
        if (t->text[i] == '\0')
            t->text[i] = '?';
    t->text[t->len] = '\0';
    return t->text;
}

static void state_write(struct running *r)
{
    ssize_t n = r->left ? write(r->state_fd, r->state, r->left) : 0;
    if (n >= 0) {
        r->state += n;
        r->left -= (size_t)n;
    }
    /* EPIPE is no error: a hook need not read its state. */
    if (r->left == 0 || (n < 0 && errno != EAGAIN && errno != EINTR))
        close_fd(&r->state_fd);
}

/* One turn of feeding and listening; true when the hook has ended. Never waits for the end of its output: something
   that it left behind may hold that open. */
static bool turn(struct running *r, int64_t deadline, int *status)
{
    struct pollfd fds[] = {{.fd = r->state_fd, .events = POLLOUT}, {.fd = r->out.fd, .events = POLLIN},
            {.fd = r->err.fd, .events = POLLIN}, {.fd = r->pidfd, .events = POLLIN},
            {.fd = r->signals, .events = POLLIN}};
    int64_t wait = deadline ? deadline - monotonic_ms() : -1;
    if (deadline && wait < 0)
        wait = 0;
    if (r->pidfd < 0 && (wait < 0 || wait > POLL_WITHOUT_PIDFD))
        wait = POLL_WITHOUT_PIDFD;
    poll(fds, 5, (int)(wait > INT32_MAX ? INT32_MAX : wait));
    if (fds[0].revents)
        state_write(r);
    if (fds[1].revents)
        tail_read(&r->out);
    if (fds[2].revents)
        tail_read(&r->err);
    r->interrupted = fds[4].revents & POLLIN;
    return (fds[3].revents || r->pidfd < 0) && waitpid(r->pid, status, WNOHANG) == r->pid;
}

static void drain(struct tail *t)
{
    for (int i = 0; i < 32 && t->fd >= 0; i++) {
        struct pollfd p = {.fd = t->fd, .events = POLLIN};
        if (poll(&p, 1, 0) <= 0)
            return;
        tail_read(t);
    }
}

static int verdict(struct running *r, const struct plan_step *step, int status, bool late, struct failure *f)
{
    char index[TEXT_U64];
    char number[TEXT_U64];
    const char *how[3] = {"exit status ", text_u64(number, (unsigned)WEXITSTATUS(status)), ""};
    if (!late && !r->interrupted && WIFEXITED(status) && WEXITSTATUS(status) == 0)
        return 0;
    if (r->interrupted) {
        how[0] = "interrupted by a signal to the runtime";
        how[1] = "";
    } else if (late) {
        how[0] = "timed out after ";
        text_u64(number, step->f[TIMEOUT].u);
        how[2] = "s";
    } else if (WIFSIGNALED(status)) {
        how[0] = "signal: ";
        how[1] = signal_words(WTERMSIG(status));
    }
    return fail_words(f, 0, "error running ", step->f[KIND].s, " hook #", text_u64(index, step->f[INDEX].u), ": ",
            how[0], how[1], how[2], ", stdout: ", tail_text(&r->out), ", stderr: ", tail_text(&r->err), NULL);
}

static int attend(struct running *r, const struct plan_step *step, struct failure *f)
{
    uint32_t timeout = step->f[TIMEOUT].u;
    int64_t deadline = timeout ? monotonic_ms() + (int64_t)timeout * 1000 : 0;
    int status = 0;
    bool late = false;
    r->pidfd = sys_pidfd_open(r->pid);
    fcntl(r->state_fd, F_SETFL, O_NONBLOCK);
    while (!turn(r, deadline, &status)) {
        late = deadline && monotonic_ms() >= deadline;
        if (late || r->interrupted) {
            kill(-r->pid, SIGKILL);
            kill(r->pid, SIGKILL); /* one that has left its group */
            status = spawn_wait(r->pid);
            break;
        }
    }
    drain(&r->out);
    drain(&r->err);
    return verdict(r, step, status, late, f);
}

static int pipe_pair(int *read_end, int *write_end)
{
    int ends[2];
    if (pipe2(ends, O_CLOEXEC) != 0)
        return -1;
    *read_end = ends[0];
    *write_end = ends[1];
    return 0;
}

static int start(struct running *r, const struct plan_step *step, const struct arena *a, struct failure *f)
{
    cleanup_fd int in = -1;
    cleanup_fd int out = -1;
    cleanup_fd int err = -1;
    if (pipe_pair(&in, &r->state_fd) || pipe_pair(&r->out.fd, &out) || pipe_pair(&r->err.fd, &err))
        return fail_call(f, "pipe2", NULL);
    struct spawn s = {.path = step->f[PATH].s,
            .argv = a->argv,
            .envp = step->f[FLAGS].u & HOOK_OWN_ENVIRONMENT ? a->envp : (const char *const *)environ,
            .cwd = step->f[CWD].s,
            .in = in,
            .out = out,
            .err = err,
            .group = true,
            .death_signal = r->signals >= 0 ? SIGKILL : 0,
            .guard = r->signals >= 0 ? &r->guard : NULL};
    if (spawn(&s, &r->pid, f) == 0)
        return 0;
    char index[TEXT_U64];
    struct failure cause = *f;
    bool there = cause.error == ENOENT && strcmp(cause.call, "execve") == 0 && access(s.path, F_OK) == 0;
    return fail_words(f, cause.error, "error running ", step->f[KIND].s, " hook #", text_u64(index, step->f[INDEX].u),
            ": ", cause.call, " ", cause.path, ": ", errno_words(cause.error),
            there ? ": its interpreter or dynamic loader is missing" : "", NULL);
}

int hook_run(
        const struct plan_step *step, const struct plan_slots *slots, const char *home, int signals, struct failure *f)
{
    struct running r = {.signals = signals, .pidfd = -1, .state_fd = -1, .out.fd = -1, .err.fd = -1};
    struct sigaction ignore = {.sa_handler = SIG_IGN};
    struct sigaction before;
    struct arena a;
    if (arena_make(&a, step, slots, home, f))
        return -1;
    r.state = a.state;
    r.left = a.state_len;
    sigaction(SIGPIPE, &ignore, &before);
    int result = start(&r, step, &a, f);
    if (result == 0)
        result = attend(&r, step, f);
    guard_end(r.guard);
    sigaction(SIGPIPE, &before, NULL);
    close_fd(&r.pidfd);
    close_fd(&r.state_fd);
    close_fd(&r.out.fd);
    close_fd(&r.err.fd);
    munmap(a.memory, a.size);
    return result;
}
