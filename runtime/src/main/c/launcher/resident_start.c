/* `jrunc resident`: starts the engine that stays, and asks it for what it alone can tell. */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <string.h>
#include <sys/file.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "common/fds.h"
#include "common/sys.h"
#include "common/text.h"
#include "conf.h"
#include "engine.h"
#include "jvm/rights.h"
#include "resident.h"
#include "state_root.h"

enum { BACKLOG = 128, CONF_LAST = CONF_ARGS - 3 };

/* Becomes the JVM, with the listening socket as its stdin; returns with errno when it cannot. We listen ourselves, so
   that SO_PEERCRED names us. */
static void become_engine(const struct conf *conf, int listener)
{
    static char *const environment[] = {(char *)(uintptr_t) "MALLOC_ARENA_MAX=1", NULL};
    sys_reset_signals();
    umask(077);
    if (listen(listener, BACKLOG) != 0 || dup2(listener, 0) != 0 || chdir(conf->lib) != 0)
        return;
    execve("jvm-host", (char *const *)(uintptr_t)conf->argv, environment); /* which gives its rights up */
    if (geteuid() != 0 && drop_rights() == 0)
        execve(conf->argv[0], (char *const *)(uintptr_t)conf->argv, environment);
}

/* Of the caller nothing stays: neither its session nor its stdout and stderr. error is a pipe that exec closes. */
_Noreturn static void run_child(const struct conf *conf, int listener, int error)
{
    int null = open_fd("/dev/null", O_RDWR | O_CLOEXEC);
    setsid();
    if (null >= 0 && dup2(null, 1) == 1 && dup2(null, 2) == 2)
        become_engine(conf, listener);
    int why = errno;
    (void)!write_all(error, &why, sizeof why);
    _exit(127);
}

/* A socket that nobody else can reach, in the place of one whose engine has ended. */
static int bind_socket(int dir, struct failure *f)
{
    char number[TEXT_U64];
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    cleanup_fd int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (fd < 0)
        return fail_call(f, "socket", NULL);
    text_join(address.sun_path, sizeof address.sun_path, "/proc/self/fd/", text_u64(number, (uint64_t)dir), "/socket",
            NULL);
    unlinkat(dir, "socket", 0);
    mode_t before = umask(0177);
    int result = bind(fd, (struct sockaddr *)&address, sizeof address);
    umask(before);
    return result == 0 ? steal_fd(&fd) : fail_call(f, "bind", "socket");
}

static int spawn_engine(struct conf *conf, int listener, struct failure *f)
{
    int ends[2];
    int why = 0;
    if (pipe2(ends, O_CLOEXEC) != 0)
        return fail_call(f, "pipe", NULL);
    pid_t child = fork();
    if (child == 0)
        run_child(conf, listener, ends[1]);
    close_fd(&ends[1]);
    ssize_t n = child < 0 ? (ssize_t)-1 : read_full(ends[0], &why, sizeof why);
    close_fd(&ends[0]);
    if (child < 0)
        return fail_call(f, "fork", NULL);
    return n == 0 ? 0 : fail_error(f, why, "execve", conf->argv[0]);
}

/* ROOT/@resident, held by an exclusive lock while we look and start. In one of somebody else's no command would trust
   the engine, and every start would make another. */
static int open_directory(const struct global_args *g, char *path, struct failure *f)
{
    if (!state_root_path(path, g->root, ""))
        return fail_words(f, EINVAL, "no state root: set XDG_RUNTIME_DIR or give --root", NULL);
    if (mkdir(path, 0700) != 0 && errno != EEXIST)
        return fail_call(f, "mkdir", path);
    state_root_path(path, g->root, RESIDENT_DIRECTORY);
    if (mkdir(path, 0700) != 0 && errno != EEXIST)
        return fail_call(f, "mkdir", path);
    cleanup_fd int dir = state_own_directory(path);
    if (dir < 0)
        return fail_words(
                f, EACCES, path, " is not a directory of this user's that nobody else may enter (mode 0700)", NULL);
    if (flock(dir, LOCK_EX) != 0)
        return fail_call(f, "flock", path);
    return steal_fd(&dir);
}

/* How to start the engine; the arguments end with "--resident SECONDS". */
static int read_conf(struct conf *conf, const char *idle, struct failure *f)
{
    if (conf_read(conf, "resident.conf", f) != 0)
        return -1;
    if (conf->argc >= CONF_LAST)
        return fail_words(f, E2BIG, "resident.conf has too many lines", NULL);
    conf->argv[conf->argc++] = (char *)(uintptr_t) "--resident";
    conf->argv[conf->argc++] = (char *)(uintptr_t)idle;
    conf->argv[conf->argc] = NULL;
    return 0;
}

/* For a service manager that listens: its socket is our stdin. */
static int serve(const char *idle, struct failure *f)
{
    struct conf conf;
    int listening = 0;
    socklen_t size = sizeof listening;
    if (getsockopt(0, SOL_SOCKET, SO_ACCEPTCONN, &listening, &size) != 0 || !listening)
        return fail_words(f, EINVAL, "stdin is no listening socket; \"start\" makes one", NULL);
    if (read_conf(&conf, idle, f) == 0) {
        become_engine(&conf, 0);
        fail_call(f, "execve", conf.argv[0]);
    }
    conf_free(&conf);
    return -1;
}

static int start(const struct global_args *g, const char *idle, struct failure *f)
{
    char path[PATH_MAX];
    struct conf conf;
    cleanup_fd int dir = open_directory(g, path, f);
    if (dir < 0)
        return -1;
    cleanup_fd int running = resident_connect(g);
    if (running >= 0)
        return fail_words(f, EEXIST, "a resident engine is running already", NULL);
    cleanup_fd int listener = bind_socket(dir, f);
    if (listener < 0)
        return -1;
    int result = read_conf(&conf, idle, f);
    if (result == 0)
        result = spawn_engine(&conf, listener, f);
    if (result != 0)
        unlinkat(dir, "socket", 0);
    conf_free(&conf);
    return result;
}

/* The seconds behind --idle, DEFAULT without it; NULL when what follows the word is anything else. */
static const char *idle_seconds(const struct caller *c, int at)
{
    uint64_t seconds;
    if (at == c->argc)
        return "300";
    const char *value = NULL;
    if (at + 2 == c->argc && strcmp(c->argv[at], "--idle") == 0)
        value = c->argv[at + 1];
    else if (at + 1 == c->argc && strncmp(c->argv[at], "--idle=", 7) == 0)
        value = c->argv[at] + 7;
    return value && text_to_u64(value, 31536000, &seconds) ? value : NULL;
}

int resident_command(const struct caller *c, const struct global_args *g, struct report *report)
{
    struct failure f;
    int at = g->next;
    if (at + 1 >= c->argc || strcmp(c->argv[at], "resident") != 0)
        return -1;
    const char *word = c->argv[at + 1];
    const char *idle = idle_seconds(c, at + 2);
    if (idle && strcmp(word, "start") == 0) {
        if (start(g, idle, &f) == 0)
            return 0;
    } else if (idle && strcmp(word, "serve") == 0) {
        serve(idle, &f);
    } else if (at + 2 == c->argc && (strcmp(word, "stop") == 0 || strcmp(word, "status") == 0)) {
        int code = engine_resident(c, g, report);
        if (code >= 0)
            return code;
        fail_words(&f, ENOENT, "no engine answers", NULL);
    } else {
        return -1;
    }
    return report_error(report, "resident: ", &f);
}
