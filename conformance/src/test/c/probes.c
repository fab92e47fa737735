/* Single questions to the kernel, answered in JSON. */
#include "guest.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/sysmacros.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

const char *errno_name(int error)
{
    static char number[16];
    switch (error) {
#define NAME(x)                                                                                                        \
    case x:                                                                                                            \
        return #x
        NAME(EPERM);
        NAME(ENOENT);
        NAME(EACCES);
        NAME(EROFS);
        NAME(ENXIO);
        NAME(ENODEV);
        NAME(EINVAL);
        NAME(ENOSYS);
        NAME(ENOTDIR);
        NAME(EISDIR);
        NAME(EBUSY);
        NAME(EAGAIN);
        NAME(EEXIST);
        NAME(ELOOP);
        NAME(ENOMEM);
        NAME(EFAULT);
        NAME(EBADF);
        NAME(ESRCH);
        NAME(EMFILE);
        NAME(E2BIG);
        NAME(ENAMETOOLONG);
        NAME(EXDEV);
        NAME(ENOTTY);
        NAME(EIO);
        NAME(ECHILD);
        NAME(ERANGE);
#undef NAME
    case 0:
        return "ok";
    default:
        snprintf(number, sizeof number, "%d", error);
        return number;
    }
}

static const char *type_name(mode_t mode)
{
    return S_ISREG(mode)    ? "file"
           : S_ISDIR(mode)  ? "directory"
           : S_ISLNK(mode)  ? "link"
           : S_ISCHR(mode)  ? "char"
           : S_ISBLK(mode)  ? "block"
           : S_ISFIFO(mode) ? "fifo"
                            : "socket";
}

/* stat PATH...: an object per path, without following a link. */
int probe_stat(int argc, char **argv)
{
    json_open(NULL, '{');
    for (int i = 0; i < argc; i++) {
        struct stat st;
        char target[4096];
        json_open(argv[i], '{');
        if (lstat(argv[i], &st) != 0)
            json_string("error", errno_name(errno));
        else {
            json_string("type", type_name(st.st_mode));
            json_number("mode", st.st_mode & 07777);
            json_unsigned("uid", st.st_uid);
            json_unsigned("gid", st.st_gid);
            json_unsigned("major", major(st.st_rdev));
            json_unsigned("minor", minor(st.st_rdev));
            json_number("size", st.st_size);
            ssize_t n = S_ISLNK(st.st_mode) ? readlink(argv[i], target, sizeof target - 1) : -1;
            if (n >= 0) {
                target[n] = '\0';
                json_string("target", target);
            }
        }
        json_close('}');
    }
    json_close('}');
    json_flush();
    return 0;
}

/* open MODE PATH...: the error of opening (r, w) or of making (c) each path; d makes a directory. */
int probe_open(int argc, char **argv)
{
    const char *mode = argc > 0 ? argv[0] : "r";
    json_open(NULL, '{');
    for (int i = 1; i < argc; i++) {
        int flags = *mode == 'w' ? O_WRONLY : *mode == 'c' ? O_WRONLY | O_CREAT : O_RDONLY;
        int result =
                *mode == 'd' ? mkdir(argv[i], 0777) : open(argv[i], flags | O_NONBLOCK | O_NOCTTY | O_CLOEXEC, 0666);
        json_string(argv[i], result < 0 ? errno_name(errno) : "ok");
        if (result > 0)
            close(result);
    }
    json_close('}');
    json_flush();
    return 0;
}

static long syscall_number(const char *name)
{
    static const struct {
        const char *name;
        long nr;
    } table[] = {
#define CALL(x) {#x, SYS_##x},
            CALL(getcwd) CALL(mkdirat) CALL(personality) CALL(getpriority) CALL(setpriority) CALL(sethostname)
                    CALL(unshare) CALL(keyctl) CALL(ptrace) CALL(getpid) CALL(getppid) CALL(setuid) CALL(chroot)
                            CALL(mount) CALL(sync) CALL(umask) CALL(getuid) CALL(sched_yield) CALL(dup) CALL(lseek)
                                    CALL(fchdir) CALL(setdomainname) CALL(syslog)
#undef CALL
    };
    for (size_t i = 0; i < sizeof table / sizeof *table; i++)
        if (strcmp(table[i].name, name) == 0)
            return table[i].nr;
    return strtol(name, NULL, 0);
}

/* syscall NAME [ARG...] [-- NAME [ARG...]]...: the error of each call. */
int probe_syscall(int argc, char **argv)
{
    json_open(NULL, '[');
    for (int i = 0; i < argc; i++) {
        unsigned long args[6] = {0};
        const char *name = argv[i++];
        for (int n = 0; i < argc && strcmp(argv[i], "--") != 0; i++)
            if (n < 6)
                args[n++] = strtoul(argv[i], NULL, 0);
        long result = syscall(syscall_number(name), args[0], args[1], args[2], args[3], args[4], args[5]);
        json_string(NULL, result == -1 ? errno_name(errno) : "ok");
    }
    json_close(']');
    json_flush();
    return 0;
}

/* syscall32 NUMBER: the error of a call by the 32-bit ABI, without arguments. */
int probe_syscall32(int argc, char **argv)
{
#ifdef __x86_64__
    long result = argc > 0 ? strtol(argv[0], NULL, 0) : -1;
    __asm__ volatile("int $0x80" : "+a"(result) : "b"(0L), "c"(0L), "d"(0L) : "r8", "r9", "r10", "r11", "memory");
#else
    (void)argc;
    (void)argv;
    long result = -ENOSYS;
#endif
    json_open(NULL, '[');
    json_string(NULL, (int)result < 0 ? errno_name(-(int)result) : "ok");
    json_close(']');
    json_flush();
    return 0;
}

/* key-label: what the security module says of the session keyring. */
int probe_key_label(void)
{
    enum { GET_SECURITY = 17, SESSION_KEYRING = -3 }; /* keyctl(2) */
    char label[256] = "";
    long n = syscall(SYS_keyctl, GET_SECURITY, SESSION_KEYRING, label, sizeof label - 1);
    puts(n < 0 ? errno_name(errno) : label);
    return 0;
}

/* mem MIB: touches that much memory, then says so. */
int probe_mem(int argc, char **argv)
{
    size_t size = (argc > 0 ? strtoul(argv[0], NULL, 10) : 1) << 20;
    char *p = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (p == MAP_FAILED)
        return 3;
    for (size_t i = 0; i < size; i += 4096)
        p[i] = 1;
    puts("touched");
    return 0;
}

/* notify TEXT: says it to the socket of $NOTIFY_SOCKET (sd_notify(3)). */
int probe_notify(int argc, char **argv)
{
    const char *path = getenv("NOTIFY_SOCKET");
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    int fd = socket(AF_UNIX, SOCK_DGRAM, 0);
    if (!path || argc < 1 || strlen(path) >= sizeof address.sun_path) {
        puts("no NOTIFY_SOCKET");
        return 3;
    }
    strcpy(address.sun_path, path);
    if (sendto(fd, argv[0], strlen(argv[0]), 0, (struct sockaddr *)&address, sizeof address) < 0) {
        printf("sendto %s: %s\n", path, errno_name(errno));
        return 4;
    }
    close(fd);
    return 0;
}

/* forks N: how many of N children that wait could be made. */
int probe_forks(int argc, char **argv)
{
    int want = argc > 0 ? atoi(argv[0]) : 1, made = 0;
    pid_t pids[256];
    for (; made < want && made < 256; made++) {
        pids[made] = fork();
        if (pids[made] == 0) {
            pause();
            _exit(0);
        }
        if (pids[made] < 0)
            break;
    }
    for (int i = 0; i < made; i++) {
        kill(pids[i], SIGKILL);
        waitpid(pids[i], NULL, 0);
    }
    printf("%d\n", made);
    return 0;
}
