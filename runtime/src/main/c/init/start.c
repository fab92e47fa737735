#include <errno.h>
#include <string.h>
#include <sys/prctl.h>
#include <unistd.h>

#include "common/message.h"
#include "common/sys.h"
#include "common/text.h"
#include "ops.h"

/* A filter that is on already may not know close_range(2), which is of 5.9; the stage itself opens but a few dozen. */
static int close_between(unsigned first, unsigned last)
{
    enum { MANY = 4096 };
    if (sys_close_range(first, last, 0) == 0)
        return 0;
    if (errno != ENOSYS && errno != EPERM)
        return -1;
    for (unsigned fd = first; fd <= last && fd < first + MANY; fd++)
        close((int)fd);
    return 0;
}

/* From here on the container's paths are looked up as any process would: no descriptor of the host is left. */
int init_close_fds(struct stage *stage, const struct plan_step *step, struct failure *f)
{
    unsigned first = (unsigned)stage->control + 1;
    (void)step;
    stage_seal_umask(stage);
    stage->outer_pid = stage_outer_pid(stage);
    if (stage->fifo >= 0 && stage->fifo != (int)first)
        if (close_between(first, (unsigned)stage->fifo - 1) < 0)
            return fail_call(f, "close_range", NULL);
    if (stage->fifo >= 0)
        first = (unsigned)stage->fifo + 1;
    if (close_between(first, ~0U) < 0)
        return fail_call(f, "close_range", NULL);
    stage->host_proc = stage->own_proc = stage->root = stage->opener = -1;
    stage->null_mount = stage->proc_mount = stage->empty_mount = -1;
    for (int i = 0; i < STAGE_SOURCES; i++)
        stage->sources[i] = -1;
    return 0;
}

/* An ordinary user may open /proc/PID/ns, and write the id maps, of a dumpable process only. Behind CLOSE_FDS nothing
   of the host's is open that a process in the container could reach through this one (CVE-2016-9962), and execve(2)
   would do the same. A filter may refuse: then exec has to wait for start. */
int init_dumpable(struct stage *stage, const struct plan_step *step, struct failure *f)
{
    (void)step;
    (void)f;
    if (!stage->joined)
        prctl(PR_SET_DUMPABLE, 1, 0, 0, 0);
    return 0;
}

/* read(2) only: a seccomp filter may be on, and EINTR be its answer. */
static ssize_t read_once(int fd, void *bytes, size_t len)
{
    enum { TRIES = 100 };
    ssize_t n;
    int i = 0;
    do
        n = read(fd, bytes, len);
    while (n < 0 && errno == EINTR && ++i < TRIES);
    return n;
}

int init_wait_start(struct stage *stage, const struct plan_step *step, struct failure *f)
{
    (void)step;
    if (stage->fifo >= 0) {
        char byte;
        if (read_once(stage->fifo, &byte, 1) != 1)
            return fail_call(f, "read", "exec fifo");
    } else {
        uint32_t go[2];
        ssize_t n = read_once(stage->control, go, sizeof go);
        if (n == 0)
            stage_exit(125);
        if (n != (ssize_t)sizeof go || go[0] != MESSAGE_GO || go[1] != EVENT_GO)
            return fail_error(f, n < 0 ? errno : EPROTO, "read", "control socket");
    }
    stage->started = true;
    return 0;
}

static const char **make_environment(struct stage *stage, const struct plan_field *list)
{
    static const char name[] = "HOME=";
    size_t size = stage->home ? sizeof name + strlen(stage->home) : 0;
    char *home = arena_take(&stage->arena, size);
    const char **env = arena_take(&stage->arena, (list->count + 2) * sizeof *env);
    struct plan_strings strings = plan_strings(list);
    const char *entry;
    size_t n = 0;
    if (!env || !home)
        return NULL;
    while ((entry = plan_strings_next(&strings)))
        if (!stage->home || strncmp(entry, name, sizeof name - 1) != 0)
            env[n++] = entry;
    if (stage->home) {
        memcpy(home, name, sizeof name - 1);
        strcpy(home + sizeof name - 1, stage->home);
        env[n++] = home;
    }
    env[n] = NULL;
    return env;
}

/* Nothing but execve(2), and on failure one write(2), happens here: a seccomp filter may be on. */
int init_exec(struct stage *stage, const struct plan_step *step, struct failure *f)
{
    const struct plan_field *args = &step->f[0];
    const char **argv = arena_take(&stage->arena, (args->count + 1) * sizeof *argv);
    const char **env = make_environment(stage, &step->f[1]);
    if (!argv || !env)
        return fail_call(f, "mmap", NULL);
    plan_vector(args, argv);
    if (!stage->program || !argv[0])
        return fail_error(f, EINVAL, "execve", stage->program);
    execve(stage->program, (char **)(uintptr_t)argv, (char **)(uintptr_t)env);
    int error = errno;
    const char *program = stage->program;
    const char *script = stage->interpreter;
    const char *why = error == ENOENT    ? ": its interpreter or dynamic loader is missing"
                      : error == ENOEXEC ? ": no program for this machine, and no script that begins with #!"
                                         : "";
    if (error != ENOENT || !script)
        return fail_words(f, error, "exec ", program, ": ", errno_words(error), why, NULL);
    size_t len = strlen(script);
    bool dos = len > 0 && script[len - 1] == '\r';
    return fail_words(f, error, "exec ", program, ": ", errno_words(error), ": ",
            dos ? "the script has DOS line ends (CR LF)" : "its interpreter is missing: ", dos ? "" : script, NULL);
}
