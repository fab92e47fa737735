/* Runs the finished binary as a caller does, with this very test program in the place of the engine: the plan that it
   hands over lies in a file. Works in the world of container.h. */
#pragma once

#include <libgen.h>
#include <limits.h>

#include "container.h"

#define TREE WORLD "/tree"
#define LIB TREE "/lib/jrunc"
#define JRUNC TREE "/bin/jrunc"

struct result {
    int status; /* exit status, 128+n for a signal */
    char out[1 << 16];
    char err[1 << 16];
};

static inline void put_file(const char *path, const void *bytes, size_t len)
{
    int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
    if (fd < 0 || write_all(fd, bytes, len) != 0)
        abort();
    close(fd);
}

static inline size_t get_file(const char *path, char *out, size_t size)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    ssize_t n = fd < 0 ? 0 : read_full(fd, out, size - 1);
    if (fd >= 0)
        close(fd);
    out[n > 0 ? n : 0] = '\0';
    return n > 0 ? (size_t)n : 0;
}

/* ---- the engine: this program, started by the launcher in LIB with the socket as 0 */

static inline size_t engine_receive(char *bytes, size_t size)
{
    uint8_t header[5];
    if (read_full(0, header, 5) != 5)
        _exit(3);
    size_t len = (size_t)header[0] | (size_t)header[1] << 8 | (size_t)header[2] << 16 | (size_t)header[3] << 24;
    if (len - 1 > size || read_full(0, bytes, len - 1) != (ssize_t)len - 1)
        _exit(4);
    return len - 1;
}

static inline void engine_send(uint8_t kind, const char *bytes, size_t len)
{
    uint8_t header[5] = {(uint8_t)(len + 1), (uint8_t)((len + 1) >> 8), (uint8_t)((len + 1) >> 16), 0, kind};
    if (write_all(0, header, 5) != 0 || write_all(0, bytes, len) != 0)
        _exit(5);
}

static inline _Noreturn void engine_main(void)
{
    static char bytes[1 << 20];
    size_t len = engine_receive(bytes, sizeof bytes);
    put_file("request", bytes, len);
    if (access("die", F_OK) == 0) {
        fputs("the engine's own\n", stderr);
        fputs("words\n", stdout);
        exit(9);
    }
    if ((len = get_file("ask", bytes, sizeof bytes)) > 0) {
        engine_send(3, bytes, len);
        put_file("answers", bytes, engine_receive(bytes, sizeof bytes));
    }
    len = get_file("final", bytes, sizeof bytes);
    engine_send(4, bytes, len);
    sleep(60); /* the launcher does not wait for an engine that is done */
    exit(0);
}

/* ---- the tree and the calls */

static inline void make_tree(void)
{
    char self[PATH_MAX] = "";
    char conf[PATH_MAX + 64];
    if (readlink("/proc/self/exe", self, sizeof self - 1) <= 0)
        abort();
    shell("mkdir -p " TREE "/bin " LIB);
    shell("cp \"${JRUNC_BINARY:-target/native/jrunc}\" " JRUNC);
    snprintf(conf, sizeof conf, "%s\n--engine\n@LIB@\n", self);
    put_file(LIB "/jvm.conf", conf, strlen(conf));
}

/* The next command is answered with this plan (freed), without questions. */
static inline void engine_answers(struct plan_builder *ops)
{
    struct plan_builder plan = {0};
    plan_put_header(&plan);
    plan_put(&plan, ops->bytes, ops->len);
    put_file(LIB "/final", plan.bytes, plan.len);
    plan_free(&plan);
    plan_free(ops);
    unlink(LIB "/ask");
    unlink(LIB "/request");
}

/* Was the engine asked since engine_answers? */
static inline bool engine_was_asked(void)
{
    return access(LIB "/request", F_OK) == 0;
}

static inline void read_both(struct result *r, int out, int err)
{
    struct pollfd p[2] = {{.fd = out, .events = POLLIN}, {.fd = err, .events = POLLIN}};
    char *to[2] = {r->out, r->err};
    size_t len[2] = {0, 0};
    while ((p[0].fd >= 0 || p[1].fd >= 0) && poll(p, 2, 20000) > 0) {
        for (int i = 0; i < 2; i++) {
            if (!p[i].revents)
                continue;
            ssize_t n = read(p[i].fd, to[i] + len[i], sizeof r->out - 1 - len[i]);
            if (n <= 0)
                p[i].fd = -1;
            else
                len[i] += (size_t)n;
        }
    }
    r->out[len[0]] = '\0';
    r->err[len[1]] = '\0';
    CHECK(p[0].fd < 0 && p[1].fd < 0); /* else somebody still holds our pipes */
}

static inline int exit_of(pid_t pid)
{
    int status = 0;
    waitpid(pid, &status, 0);
    return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
}

/* before runs in the child, just before the exec. */
static inline void call_with(struct result *r, void (*before)(void), const char *const *argv)
{
    int out[2];
    int err[2];
    if (pipe2(out, O_CLOEXEC) != 0 || pipe2(err, O_CLOEXEC) != 0)
        abort();
    fflush(stdout);
    pid_t pid = fork();
    if (pid == 0) {
        dup2(out[1], 1);
        dup2(err[1], 2);
        if (before)
            before();
        execv(JRUNC, (char *const *)(uintptr_t)argv);
        _exit(99);
    }
    close(out[1]);
    close(err[1]);
    read_both(r, out[0], err[0]);
    close(out[0]);
    close(err[0]);
    r->status = exit_of(pid);
}

static inline void call(struct result *r, const char *const *argv)
{
    call_with(r, NULL, argv);
}
