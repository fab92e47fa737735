/* Everything a process can say about itself and its surroundings, as one JSON object on one line. */
#include "guest.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <net/if.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/utsname.h>
#include <time.h>
#include <unistd.h>

extern char **environ;

static void strings(const char *key, char **list)
{
    json_open(key, '[');
    for (; *list != NULL; list++)
        json_string(NULL, *list);
    json_close(']');
}

static void lines(const char *key, const char *path)
{
    char line[8192];
    FILE *f = fopen(path, "re");
    if (f == NULL)
        return;
    json_open(key, '[');
    while (fgets(line, sizeof line, f) != NULL) {
        line[strcspn(line, "\n")] = '\0';
        json_string(NULL, line);
    }
    json_close(']');
    fclose(f);
}

static void status_fields(void)
{
    char line[4096];
    FILE *f = fopen("/proc/self/status", "re");
    if (f == NULL)
        return;
    json_open("status", '{');
    while (fgets(line, sizeof line, f) != NULL) {
        char *colon = strchr(line, ':');
        if (colon == NULL)
            continue;
        *colon++ = '\0';
        colon += strspn(colon, " \t");
        colon[strcspn(colon, "\n")] = '\0';
        json_string(line, colon);
    }
    json_close('}');
    fclose(f);
}

static void links(const char *key, const char *dir)
{
    DIR *d = opendir(dir);
    if (d == NULL)
        return;
    json_open(key, '{');
    for (struct dirent *e; (e = readdir(d)) != NULL;) {
        char target[4096];
        if (e->d_name[0] == '.' || (dirfd(d) == atoi(e->d_name) && strstr(dir, "/fd") != NULL))
            continue;
        ssize_t n = readlinkat(dirfd(d), e->d_name, target, sizeof target - 1);
        if (n < 0)
            continue;
        target[n] = '\0';
        json_string(e->d_name, target);
    }
    json_close('}');
    closedir(d);
}

static void rlimits(void)
{
    static const char *const names[] = {"CPU", "FSIZE", "DATA", "STACK", "CORE", "RSS", "NPROC", "NOFILE", "MEMLOCK",
            "AS", "LOCKS", "SIGPENDING", "MSGQUEUE", "NICE", "RTPRIO", "RTTIME"};
    json_open("rlimits", '{');
    for (int i = 0; i < 16; i++) {
        struct {
            unsigned long long soft, hard;
        } limit;
        if (syscall(SYS_prlimit64, 0, i, NULL, &limit) != 0)
            continue;
        json_open(names[i], '[');
        json_unsigned(NULL, limit.soft);
        json_unsigned(NULL, limit.hard);
        json_close(']');
    }
    json_close('}');
}

static void identity(void)
{
    uid_t r, e, s;
    gid_t groups[1024];
    getresuid(&r, &e, &s);
    json_open("uids", '[');
    json_unsigned(NULL, r), json_unsigned(NULL, e), json_unsigned(NULL, s);
    json_close(']');
    getresgid(&r, &e, &s);
    json_open("gids", '[');
    json_unsigned(NULL, r), json_unsigned(NULL, e), json_unsigned(NULL, s);
    json_close(']');
    int n = getgroups(1024, groups);
    json_open("groups", '[');
    for (int i = 0; i < n; i++)
        json_unsigned(NULL, groups[i]);
    json_close(']');
    mode_t mask = umask(0);
    umask(mask);
    json_number("umask", mask);
}

static void terminal(void)
{
    struct winsize size = {0};
    json_open("tty", '[');
    for (int fd = 0; fd < 3; fd++)
        json_number(NULL, isatty(fd));
    json_close(']');
    if (ioctl(0, TIOCGWINSZ, &size) == 0) {
        json_number("rows", size.ws_row);
        json_number("columns", size.ws_col);
    }
    int tty = open("/dev/tty", O_RDWR | O_NOCTTY | O_CLOEXEC);
    json_number("controllingTerminal", tty >= 0);
    if (tty >= 0)
        close(tty);
    json_number("sid", getsid(0));
    json_number("pgid", getpgrp());
}

static void host_names(void)
{
    struct utsname names;
    uname(&names);
    json_string("hostname", names.nodename);
    json_string("domainname", names.domainname);
    json_string("machine", names.machine);
}

static void loopback(void)
{
    struct ifreq request = {.ifr_name = "lo"};
    int s = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    if (s >= 0 && ioctl(s, SIOCGIFFLAGS, &request) == 0)
        json_number("loUp", (request.ifr_flags & IFF_UP) != 0);
    if (s >= 0)
        close(s);
}

static void keyring(void)
{
    char text[256] = "";
    long id = syscall(SYS_keyctl, 0 /* GET_KEYRING_ID */, -3 /* session */, 0, 0, 0);
    if (id < 0 || syscall(SYS_keyctl, 6 /* DESCRIBE */, id, text, sizeof text - 1, 0) < 0)
        json_string("keyringError", errno_name(errno));
    else
        json_string("keyring", text);
}

static void clocks(void)
{
    struct timespec t;
    clock_gettime(CLOCK_BOOTTIME, &t);
    json_number("boottime", t.tv_sec);
    clock_gettime(CLOCK_MONOTONIC, &t);
    json_number("monotonic", t.tv_sec);
}

void report(int argc, char **argv)
{
    char cwd[4096];
    (void)argc;
    json_open(NULL, '{');
    links("fds", "/proc/self/fd"); /* first, before anything else is open */
    json_number("pid", getpid());
    json_number("ppid", getppid());
    strings("args", argv);
    strings("env", environ);
    json_string("cwd", getcwd(cwd, sizeof cwd) != NULL ? cwd : errno_name(errno));
    identity();
    rlimits();
    status_fields();
    links("namespaces", "/proc/self/ns");
    lines("mountinfo", "/proc/self/mountinfo");
    lines("cgroups", "/proc/self/cgroup");
    lines("oomScoreAdj", "/proc/self/oom_score_adj");
    lines("uidMap", "/proc/self/uid_map");
    lines("gidMap", "/proc/self/gid_map");
    lines("setgroups", "/proc/self/setgroups");
    lines("interfaces", "/proc/net/dev");
    terminal();
    host_names();
    loopback();
    keyring();
    clocks();
    json_number("personality", syscall(SYS_personality, 0xffffffffUL));
    cpu_set_t cpus;
    if (sched_getaffinity(0, sizeof cpus, &cpus) == 0)
        json_number("cpus", CPU_COUNT(&cpus));
    json_close('}');
    json_flush();
}
