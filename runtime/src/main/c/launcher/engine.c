#include "engine.h"

#include <errno.h>
#include <limits.h>
#include <signal.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "bytes.h"
#include "common/clock.h"
#include "common/fds.h"
#include "common/signals.h"
#include "common/spawn.h"
#include "common/sys.h"
#include "common/text.h"
#include "conf.h"
#include "engine_log.h"
#include "facts.h"
#include "fill.h"
#include "kept.h"
#include "kept_words.h"
#include "request.h"
#include "resident.h"
#include "run.h"
#include "sealed.h"

enum { FRAME_HEADER = 5, ENGINE_WORDS = 512 };

/* The engine interprets its code, which for an ordinary config.json is over before a compiler would be ready. From this
   many bytes of answers on one that compiles is faster, ten times for megabytes. */
enum { INTERPRETED_MAX = 192 << 10 };

struct engine {
    int fd;
    int log;   /* memfd: what it wrote to stdout and stderr; -1: resident */
    pid_t pid; /* 0: resident */
    bool compiles;
    uint64_t begin; /* for --trace: when it was asked for */
};

/* Takes -Xint out of the command line. */
static void let_compile(struct conf *conf)
{
    int n = 0;
    for (int i = 0; i < conf->argc; i++)
        if (strcmp(conf->argv[i], "-Xint") != 0)
            conf->argv[n++] = conf->argv[i];
    conf->argv[n] = NULL;
    conf->argc = n;
}

/* jvm-host of the installation does without `java` (jvm/host.c); where it cannot be run, that one is. */
static int spawn_jvm(struct spawn *s, pid_t *pid, struct failure *f)
{
    char host[PATH_MAX];
    const char *java = s->path;
    s->path = host;
    if (text_join(host, sizeof host, s->cwd, "/jvm-host", NULL) && spawn(s, pid, f) == 0)
        return 0;
    s->path = java;
    return spawn(s, pid, f);
}

/* With an empty environment (an LD_PRELOAD or JAVA_TOOL_OPTIONS of the caller is not for the engine), and in the lib
   directory, since the paths in jvm.conf are relative (docs/packaging.md). */
static int engine_start(struct engine *e, const struct caller *c, struct failure *f)
{
    static const char *const environment[] = {"MALLOC_ARENA_MAX=1", NULL};
    struct conf conf;
    int ends[2] = {-1, -1};
    e->begin = c->trace ? monotonic_ns() : 0;
    int result = -1;
    if (conf_read(&conf, "jvm.conf", f) == 0) {
        if (e->compiles)
            let_compile(&conf);
        e->log = sys_memfd_create("jrunc-engine-log", MFD_CLOEXEC);
        if (e->log < 0) {
            fail_call(f, "memfd_create", "jrunc-engine-log");
        } else if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0) {
            fail_call(f, "socketpair", NULL);
        } else {
            struct spawn s = {.path = conf.argv[0],
                    .argv = (const char *const *)conf.argv,
                    .envp = environment,
                    .cwd = conf.lib,
                    .in = ends[1],
                    .out = e->log,
                    .err = e->log,
                    .group = true, /* a ^C is for the launcher */
                    .death_signal = SIGKILL};
            result = spawn_jvm(&s, &e->pid, f);
        }
    }
    conf_free(&conf);
    close_fd(&ends[1]);
    if (result != 0) {
        close_fd(&ends[0]);
        e->pid = 0;
    }
    e->fd = ends[0];
    return result;
}

/* One frame: its kind, with the payload in b; 0 at end of file, -1 for one that is broken. */
static int frame_read(int fd, struct buffer *b)
{
    uint8_t header[FRAME_HEADER];
    ssize_t n = read_full(fd, header, sizeof header);
    if (n <= 0)
        return n == 0 || errno == ECONNRESET ? 0 : -1;
    size_t len = get_u32(header);
    if (n != sizeof header || len < 1 || len > (size_t)PLAN_MAX + 1)
        return -1;
    b->len = 0;
    if (!buffer_reserve(b, len))
        return -1;
    if (read_full(fd, b->data, len - 1) != (ssize_t)(len - 1))
        return -1;
    b->len = len - 1;
    return header[4];
}

/* The engine is done and on its way out; it must be gone before we are. */
static int engine_reap(pid_t pid)
{
    if (pid <= 0)
        return 0;
    kill(pid, SIGKILL); /* our child, not reaped: the pid is its own */
    return spawn_wait(pid);
}

/* Another engine in the place of this one, which has done nothing but ask. */
static int engine_restart(struct engine *e, const struct caller *c, struct failure *f)
{
    engine_reap(e->pid);
    close_fd(&e->fd);
    close_fd(&e->log);
    *e = (struct engine){.fd = -1, .log = -1, .compiles = true};
    return engine_start(e, c, f);
}

/* What the engine has said, with the names that were told to it replaced by what they mean. */
static const struct buffer *meant(const struct caller *c, const struct buffer *said, struct buffer *filled)
{
    if (!c->kept)
        return said;
    filled->len = 0;
    plan_fill(filled, said->data, said->len, &c->kept->told);
    return filled;
}

/* Sends the request and answers questions until the final plan is in b; 0, or -1 when the engine does not get there. */
static int converse(struct engine *e, struct run *r, struct buffer *b, struct conversation *talk)
{
    cleanup_buffer struct buffer out = {0};
    cleanup_buffer struct buffer filled = {0};
    cleanup_watch struct watch watch = WATCH_NONE;
    struct trace *trace = r->caller->trace;
    uint64_t since = e->begin;
    request_put(&out, r->caller);
    for (;;) {
        if (out.failed || write_all(e->fd, out.data, out.len) != 0)
            return -1;
        if (r->stage < 0) /* while the engine starts; a failure shows when CLONE needs it */
            r->stage = sealed_stage(&r->failure);
        if (e->pid == 0 && !resident_await(e->fd))
            return -1;
        int kind = frame_read(e->fd, b);
        if (trace)
            trace_span(trace, TRACE_ENGINE,
                    since != e->begin ? "computes"
                    : e->pid > 0      ? "starts, computes"
                                      : "wakes, computes",
                    since);
        if (kind == FRAME_FINAL)
            return 0;
        if (kind != FRAME_ASK)
            return -1;
        uint64_t asked = trace ? monotonic_ns() : 0;
        out.len = 0;
        size_t begin = frame_begin(&out, FRAME_ANSWERS);
        const struct buffer *questions = meant(r->caller, b, &filled);
        if (facts_put(&out, r, &watch, questions->data, questions->len) != 0)
            return -1;
        frame_end(&out, begin);
        conversation_turn(talk, b, out.data + FRAME_HEADER, out.len - FRAME_HEADER);
        if (trace) {
            trace_span(trace, TRACE_LAUNCHER, "facts", asked);
            since = monotonic_ns();
        }
        if (out.len > INTERPRETED_MAX && e->pid > 0 && !e->compiles) {
            run_unlock(r); /* it asks for all of it again */
            if (engine_restart(e, r->caller, &r->failure) != 0)
                return -1;
            since = e->begin;
            conversation_forget(talk);
            out.len = 0;
            request_put(&out, r->caller);
        }
    }
}

/* It ended or misbehaved before the final plan: one line. All that it said follows with --debug. */
static int engine_failed(struct engine *e, struct report *report)
{
    char number[TEXT_U64];
    char words[ENGINE_WORDS];
    struct failure f;
    int status = 0;
    close_fd(&e->fd);
    pid_t gone = 0;
    for (int i = 0; i < 200 && gone == 0; i++) { /* its socket is closed: a sound JVM ends by itself */
        gone = waitpid(e->pid, &status, WNOHANG);
        if (gone == 0)
            sleep_ms(5);
    }
    if (gone == 0)
        status = engine_reap(e->pid);
    const char *how = WIFSIGNALED(status) ? "signal: " : "exit status ";
    const char *what =
            WIFSIGNALED(status) ? signal_words(WTERMSIG(status)) : text_u64(number, (unsigned)WEXITSTATUS(status));
    engine_log_words(e->log, words, sizeof words);
    if (WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL)
        text_append(words, sizeof words, "; the kernel does so where memory, or that of this or an upper cgroup, ends");
    fail_words(&f, 0, "the engine ended without an answer (", how, what, ")", words, NULL);
    int code = report_error(report, NULL, &f);
    if (report->debug)
        engine_log_show(e->log);
    return code;
}

/* The command once more, with nothing but the caller's own words. */
static int ask_plainly(struct engine *e, struct run *r, const struct global_args *g)
{
    struct caller plain = *r->caller;
    plain.kept = NULL;
    engine_reap(e->pid);
    close_fd(&e->fd);
    close_fd(&e->log);
    close_fd(&r->stage);
    run_unlock(r);
    return engine_command(&plain, g, r->report);
}

/* The final plan has come. */
static int carry_out(struct engine *e, struct run *r, const struct global_args *g, const struct buffer *said,
        struct conversation *talk)
{
    if (kept_words_refused(r->caller->kept, said))
        return ask_plainly(e, r, g);
    talk->final = said;
    r->conversation = talk->turns.failed ? NULL : talk;
    close_fd(&e->fd);
    engine_log_check(e->log, r->report);
    close_fd(&e->log);
    r->engine = e->pid;
    if (e->pid > 0)
        kill(e->pid, SIGKILL); /* it has nothing left to do: its memory is given back while we work */
    cleanup_buffer struct buffer filled = {0};
    const struct buffer *plan = meant(r->caller, said, &filled);
    report_close(r->report); /* what was found on the command line gives way to the plan's LOG */
    int code = run_plan(r, plan->data, plan->len);
    engine_reap(r->engine);
    return code;
}

/* Whatever goes wrong before the final plan is here is no failure: nothing has been done. */
static bool ask_resident(
        const struct global_args *g, struct engine *e, struct run *r, struct buffer *plan, struct conversation *talk)
{
    const struct caller *c = r->caller;
    /* It talks to one launcher at a time, and these talk for as long as the container lives. */
    if (g->next < c->argc && strcmp(c->argv[g->next], "events") == 0)
        return false;
    e->begin = r->caller->trace ? monotonic_ns() : 0;
    e->fd = resident_connect(g);
    if (e->fd < 0)
        return false;
    if (converse(e, r, plan, talk) == 0)
        return true;
    conversation_forget(talk);
    run_unlock(r);
    close_fd(&e->fd);
    return false;
}

int engine_resident(const struct caller *c, const struct global_args *g, struct report *report)
{
    struct engine e = {.fd = -1, .log = -1};
    cleanup_buffer struct buffer plan = {0};
    cleanup_conversation struct conversation talk = {0};
    struct run r;
    run_init(&r, c, report);
    return ask_resident(g, &e, &r, &plan, &talk) ? carry_out(&e, &r, g, &plan, &talk) : -1;
}

int engine_command(const struct caller *c, const struct global_args *g, struct report *report)
{
    struct engine e = {.fd = -1, .log = -1};
    cleanup_buffer struct buffer plan = {0};
    cleanup_conversation struct conversation talk = {0};
    struct run r;
    run_init(&r, c, report);
    if (ask_resident(g, &e, &r, &plan, &talk))
        return carry_out(&e, &r, g, &plan, &talk);
    if (engine_start(&e, c, &r.failure) == 0 && converse(&e, &r, &plan, &talk) == 0)
        return carry_out(&e, &r, g, &plan, &talk);
    if (e.pid > 0)
        return engine_failed(&e, report);
    return report_error(report, NULL, &r.failure);
}
