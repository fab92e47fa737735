/* Starts a command and measures it: see bench.h. */
#include "bench.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static char error_text[512];

const char *last_error(void)
{
    return error_text;
}

static double now_ms(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

static double cpu_of(const struct rusage *usage)
{
    return (double)(usage->ru_utime.tv_sec + usage->ru_stime.tv_sec) * 1e3 +
           (double)(usage->ru_utime.tv_usec + usage->ru_stime.tv_usec) / 1e3;
}

/* CPU so far of our living children: the container process that create leaves behind has done its work already. */
static double cpu_of_living_children(void)
{
    char path[64], text[128];
    double sum = 0;
    int pid;
    FILE *children = fopen("/proc/thread-self/children", "re");
    while (children != NULL && fscanf(children, "%d", &pid) == 1) {
        snprintf(path, sizeof path, "/proc/%d/schedstat", pid);
        FILE *stat = fopen(path, "re");
        if (stat != NULL && fgets(text, sizeof text, stat) != NULL)
            sum += strtod(text, NULL) / 1e6;
        if (stat != NULL)
            fclose(stat);
    }
    if (children != NULL)
        fclose(children);
    return sum;
}

/* The command itself: our namespaces or the runtime's, three descriptors, nothing else. */
_Noreturn static void child(const struct runtime *runtime, const char *dir, char *const argv[], int errors)
{
    char *const environment[] = {
            "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", (char *)runtime->setting, NULL};
    if (runtime->mount_ns >= 0 && setns(runtime->mount_ns, CLONE_NEWNS) != 0)
        _exit(125);
    int null = open("/dev/null", O_RDWR | O_CLOEXEC);
    if (dup2(null, 0) < 0 || dup2(null, 1) < 0 || dup2(errors, 2) < 0 || chdir(dir) != 0)
        _exit(125);
    execve(argv[0], argv, environment);
    _exit(125);
}

pid_t launch(const struct runtime *runtime, const char *dir, char *const argv[])
{
    pid_t pid = fork();
    if (pid == 0)
        child(runtime, dir, argv, open("/dev/null", O_WRONLY | O_CLOEXEC));
    return pid;
}

int measure_alone(const struct runtime *runtime, const char *dir, char *const argv[], struct sample *out)
{
    struct rusage usage;
    int status, errors = open("/run", O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
    double begin = now_ms();
    pid_t pid = fork();
    if (pid == 0)
        child(runtime, dir, argv, errors);
    if (pid < 0)
        return -1;
    while (wait4(pid, &status, 0, &usage) < 0 && errno == EINTR)
        ;
    out->wall_ms = now_ms() - begin;
    out->cpu_ms = cpu_of(&usage);
    out->peak_kib = usage.ru_maxrss;
    ssize_t n = pread(errors, error_text, sizeof error_text - 1, 0);
    error_text[n > 0 ? n : 0] = '\0';
    error_text[strcspn(error_text, "\n")] = '\0';
    close(errors);
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

int measure(const struct runtime *runtime, const char *dir, char *const argv[], struct sample *out)
{
    double before = cpu_of_living_children();
    int status = measure_alone(runtime, dir, argv, out);
    out->cpu_ms += cpu_of_living_children() - before;
    return status;
}

void reap_all(bool wait)
{
    while (waitpid(-1, NULL, wait ? 0 : WNOHANG) > 0)
        ;
}

int mount_ns_without_unified(void)
{
    int ready[2], done[2], fd = -1;
    char byte, path[64];
    if (pipe(ready) != 0 || pipe(done) != 0)
        return -1;
    pid_t pid = fork();
    if (pid == 0) {
        close(done[1]);
        if (unshare(CLONE_NEWNS) == 0 && umount2("/sys/fs/cgroup/unified", MNT_DETACH) == 0)
            (void)!write(ready[1], "", 1);
        close(ready[1]);
        (void)!read(done[0], &byte, 1); /* until our parent has opened the namespace */
        _exit(0);
    }
    close(ready[1]);
    close(done[0]);
    if (read(ready[0], &byte, 1) == 1) {
        snprintf(path, sizeof path, "/proc/%d/ns/mnt", pid);
        fd = open(path, O_RDONLY | O_CLOEXEC);
    }
    close(ready[0]);
    close(done[1]);
    waitpid(pid, NULL, 0);
    return fd;
}
