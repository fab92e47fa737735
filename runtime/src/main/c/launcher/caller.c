#include "caller.h"

#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/fds.h"
#include "common/sys.h"
#include "common/text.h"

const char *caller_env(const char *name)
{
    const char *value = getenv(name);
    return value && *value ? value : NULL;
}

/* A closed 0-2 would be taken by the next open, and what is meant for stderr would land there. */
static void open_standard(void)
{
    for (int fd = 0; fd <= 2; fd++)
        if (fcntl(fd, F_GETFD) < 0)
            (void)!open("/dev/null", O_RDWR); /* gets that number, as the lowest one */
}

/* Counted before the launcher opens anything of its own, so that --preserve-fds can tell what is the caller's. */
static uint32_t count_inherited(void)
{
    uint32_t n = 0;
    while (fcntl((int)(3 + n), F_GETFD) >= 0)
        n++;
    return n;
}

/* CVE-2016-9962 and kin: nothing that we got or open may slip into a program that we start. */
static void close_on_exec(void)
{
    if (sys_close_range(3, ~0U, CLOSE_RANGE_CLOEXEC) == 0)
        return;
    for (int fd = 3; fd < 4096; fd++) /* before 5.11 */
        fcntl(fd, F_SETFD, FD_CLOEXEC);
}

static bool is_root(void)
{
    const char *user = caller_env("USER");
    return geteuid() == 0 && !(user && strcmp(user, "root") == 0);
}

/* The first user namespace has this number in every kernel (user_namespaces(7), PROC_USER_INIT_INO), and one look at
   that is less than the map's text. */
static bool is_first_namespace(void)
{
    struct stat st;
    return stat("/proc/self/ns/user", &st) == 0 && st.st_ino == 0xeffffffd;
}

static bool is_mapped(void)
{
    char map[128];
    char *rest = NULL;
    if (is_first_namespace())
        return false;
    if (read_small(AT_FDCWD, "/proc/self/uid_map", map, sizeof map) <= 0)
        return false;
    const char *inside = strtok_r(map, " \n", &rest);
    const char *outside = strtok_r(NULL, " \n", &rest);
    const char *length = strtok_r(NULL, " \n", &rest);
    return inside && outside && length &&
           (strcmp(inside, "0") != 0 || strcmp(outside, "0") != 0 || strcmp(length, "4294967295") != 0);
}

bool caller_is_nested(void)
{
    return is_root() && is_mapped();
}

uint32_t caller_bits(void)
{
    char text[8];
    if (!is_mapped())
        return 0;
    bool denied = read_small(AT_FDCWD, "/proc/self/setgroups", text, sizeof text) > 0 && text[0] == 'd';
    return CALLER_MAPPED | (is_root() ? CALLER_NESTED : 0U) | (denied ? CALLER_NO_GROUPS : 0U);
}

void caller_prepare(struct caller *c, int argc, char **argv)
{
    struct sigaction ignore = {.sa_handler = SIG_IGN};
    struct sigaction normal = {.sa_handler = SIG_DFL};
    syscall(SYS_clock_gettime, CLOCK_REALTIME, &c->now); /* musl looks for it in the vDSO first, which takes longer */
    c->now.tv_nsec |= 1;
    open_standard();
    close_on_exec();
    struct sigaction before;
    c->pipes_kill = sigaction(SIGPIPE, &ignore, &before) == 0 && before.sa_handler != SIG_IGN;
    sigaction(SIGXFSZ, &ignore, NULL); /* EFBIG tells what it was about */
    sigaction(SIGCHLD, &normal, NULL); /* an ignored SIGCHLD would reap our children for us */
    const char *name = argc > 0 ? strrchr(argv[0], '/') : NULL;
    c->program = name && name[1] ? name + 1 : argc > 0 && argv[0][0] ? argv[0] : "jrunc";
    c->argc = argc;
    c->argv = argv;
    c->inherited = count_inherited();
    c->umask = umask(0);
    umask(c->umask);
}
