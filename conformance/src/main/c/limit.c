/*
 * The floor for `run /bin/true` with the default spec: its kernel calls and nothing else. No argument is parsed, no
 * config is read, nothing is checked: what a runtime takes more than this is its own.
 *
 *   limit ROOTFS
 */
#include <dirent.h>
#include <fcntl.h>
#include <linux/capability.h>
#include <linux/close_range.h>
#include <linux/sched.h>
#include <net/if.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/sysmacros.h>
#include <sys/wait.h>
#include <unistd.h>

enum { HIERARCHIES = 16, NAME = 256, PATH_SIZE = 512 };

static char hierarchies[HIERARCHIES][NAME]; /* directories under /sys/fs/cgroup */
static char groups[HIERARCHIES][PATH_SIZE]; /* the container's cgroup in each */
static int count;

static void must(const char *what, long result)
{
    if (result < 0) {
        perror(what);
        _exit(1);
    }
}

static void put(const char *dir, const char *file, const char *text)
{
    char path[PATH_SIZE + 64];
    snprintf(path, sizeof path, "%s/%s", dir, file);
    int fd = open(path, O_WRONLY | O_CLOEXEC);
    if (fd < 0)
        return; /* this hierarchy has no such file */
    must(path, write(fd, text, strlen(text)));
    close(fd);
}

static void copy(const char *from, const char *to, const char *file)
{
    char path[PATH_SIZE + 64], text[256];
    snprintf(path, sizeof path, "%s/%s", from, file);
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    ssize_t n = fd < 0 ? -1 : read(fd, text, sizeof text - 1);
    if (fd >= 0)
        close(fd);
    if (n > 0) {
        text[n] = '\0';
        put(to, file, text);
    }
}

/* A cgroup below our own in every hierarchy of version 1, with the device rules of the default spec. */
static void make_cgroups(void)
{
    static const char *const allowed[] = {"c *:* m", "b *:* m", "c 1:3 rwm", "c 1:8 rwm", "c 1:7 rwm", "c 5:0 rwm",
            "c 1:5 rwm", "c 1:9 rwm", "c 136:* rwm", "c 5:2 rwm"};
    char line[PATH_SIZE];
    FILE *own = fopen("/proc/self/cgroup", "re");
    while (own != NULL && count < HIERARCHIES && fgets(line, sizeof line, own) != NULL) {
        char *name = strchr(line, ':') + 1, *path = strchr(name, ':');
        *path++ = '\0';
        path[strcspn(path, "\n")] = '\0';
        if (strncmp(name, "name=", 5) == 0)
            name += 5;
        if (*name == '\0')
            name = "unified";
        snprintf(hierarchies[count], NAME, "%.200s", name);
        char parent[NAME + 32 + PATH_SIZE];
        snprintf(parent, sizeof parent, "/sys/fs/cgroup/%s%s", name, path);
        if (access(parent, F_OK) != 0)
            continue;
        snprintf(groups[count], PATH_SIZE, "%.400s/bench-limit", parent);
        must(groups[count], mkdir(groups[count], 0755));
        copy(parent, groups[count], "cpuset.cpus");
        copy(parent, groups[count], "cpuset.mems");
        put(groups[count], "devices.deny", "a");
        for (size_t i = 0; i < sizeof allowed / sizeof *allowed; i++)
            put(groups[count], "devices.allow", allowed[i]);
        count++;
    }
    if (own != NULL)
        fclose(own);
}

static void join_cgroups(void)
{
    for (int i = 0; i < count; i++)
        put(groups[i], strcmp(hierarchies[i], "unified") == 0 ? "cgroup.procs" : "tasks", "0");
}

static void filesystem(const char *type, const char *target, unsigned long flags, const char *data)
{
    mkdir(target, 0755);
    must(target, mount(type, target, type, flags, data));
}

static void bind_to_itself_readonly(const char *path)
{
    if (mount(path, path, NULL, MS_BIND | MS_REC, NULL) == 0)
        must(path, mount(NULL, path, NULL, MS_BIND | MS_REMOUNT | MS_RDONLY | MS_NOSUID | MS_NODEV | MS_NOEXEC, NULL));
}

static void mount_cgroups(void)
{
    char target[NAME + 64];
    const unsigned long flags = MS_NOSUID | MS_NODEV | MS_NOEXEC;
    filesystem("tmpfs", "sys/fs/cgroup", flags, "mode=755");
    for (int i = 0; i < count; i++) {
        snprintf(target, sizeof target, "sys/fs/cgroup/%.255s", hierarchies[i]);
        mkdir(target, 0755);
        must(target, mount(groups[i], target, NULL, MS_BIND, NULL));
        must(target, mount(NULL, target, NULL, MS_BIND | MS_REMOUNT | MS_RDONLY | flags, NULL));
    }
    must("sys/fs/cgroup", mount(NULL, "sys/fs/cgroup", NULL, MS_REMOUNT | MS_RDONLY | flags, "mode=755"));
}

static void mounts(const char *rootfs)
{
    static const struct {
        const char *name;
        unsigned minor;
    } memory[] = {{"dev/null", 3}, {"dev/zero", 5}, {"dev/full", 7}, {"dev/random", 8}, {"dev/urandom", 9}};
    must("/", mount(NULL, "/", NULL, MS_SLAVE | MS_REC, NULL));
    must(rootfs, mount(rootfs, rootfs, NULL, MS_BIND | MS_REC, NULL));
    must(rootfs, chdir(rootfs));
    filesystem("proc", "proc", 0, NULL);
    filesystem("tmpfs", "dev", MS_NOSUID | MS_STRICTATIME, "mode=755,size=65536k");
    filesystem("devpts", "dev/pts", MS_NOSUID | MS_NOEXEC, "newinstance,ptmxmode=0666,mode=0620,gid=5");
    filesystem("tmpfs", "dev/shm", MS_NOSUID | MS_NODEV | MS_NOEXEC, "mode=1777,size=65536k");
    filesystem("mqueue", "dev/mqueue", MS_NOSUID | MS_NODEV | MS_NOEXEC, NULL);
    filesystem("sysfs", "sys", MS_NOSUID | MS_NODEV | MS_NOEXEC | MS_RDONLY, NULL);
    mount_cgroups();
    for (size_t i = 0; i < sizeof memory / sizeof *memory; i++)
        must(memory[i].name, mknod(memory[i].name, S_IFCHR | 0666, makedev(1, memory[i].minor)));
    must("dev/tty", mknod("dev/tty", S_IFCHR | 0666, makedev(5, 0)));
    must("dev/fd", symlink("/proc/self/fd", "dev/fd"));
    must("dev/stdin", symlink("/proc/self/fd/0", "dev/stdin"));
    must("dev/stdout", symlink("/proc/self/fd/1", "dev/stdout"));
    must("dev/stderr", symlink("/proc/self/fd/2", "dev/stderr"));
    must("dev/ptmx", symlink("pts/ptmx", "dev/ptmx"));
    must("pivot_root", syscall(SYS_pivot_root, ".", "."));
    must("umount", umount2(".", MNT_DETACH));
    must("/", chdir("/"));
    must("/", mount(NULL, "/", NULL, MS_REMOUNT | MS_BIND | MS_RDONLY, NULL));
}

static void hide(void)
{
    static const char *const masked[] = {"/proc/acpi", "/proc/asound", "/proc/kcore", "/proc/keys",
            "/proc/latency_stats", "/proc/timer_list", "/proc/timer_stats", "/proc/sched_debug", "/sys/firmware",
            "/proc/scsi"};
    static const char *const readonly[] = {"/proc/bus", "/proc/fs", "/proc/irq", "/proc/sys", "/proc/sysrq-trigger"};
    for (size_t i = 0; i < sizeof readonly / sizeof *readonly; i++)
        bind_to_itself_readonly(readonly[i]);
    for (size_t i = 0; i < sizeof masked / sizeof *masked; i++)
        if (mount("/dev/null", masked[i], NULL, MS_BIND, NULL) != 0)
            (void)mount(
                    "tmpfs", masked[i], "tmpfs", MS_RDONLY, "nr_blocks=1,nr_inodes=1"); /* a directory, or not there */
}

static void loopback_up(void)
{
    struct ifreq lo = {.ifr_name = "lo", .ifr_flags = IFF_UP | IFF_RUNNING};
    int s = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    must("lo", ioctl(s, SIOCSIFFLAGS, &lo));
    close(s);
}

static void privileges(void)
{
    const uint32_t kept = 1u << CAP_KILL | 1u << CAP_NET_BIND_SERVICE | 1u << CAP_AUDIT_WRITE;
    struct __user_cap_header_struct header = {.version = _LINUX_CAPABILITY_VERSION_3};
    struct __user_cap_data_struct data[2] = {{.effective = kept, .permitted = kept}};
    struct rlimit files = {1024, 1024};
    must("rlimit", setrlimit(RLIMIT_NOFILE, &files));
    for (int cap = 0; cap < 64; cap++)
        if ((cap > 31 || (kept & 1u << cap) == 0) && prctl(PR_CAPBSET_DROP, cap) != 0)
            break;
    must("setgroups", syscall(SYS_setgroups, 0, NULL));
    must("capset", syscall(SYS_capset, &header, data));
    must("no_new_privs", prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0));
}

_Noreturn static void container(const char *rootfs)
{
    static char *const argv[] = {"/bin/true", NULL}, *const env[] = {"PATH=/bin", "TERM=xterm", "HOME=/root", NULL};
    join_cgroups();
    must("setsid", setsid());
    loopback_up();
    must("hostname", sethostname("limit", 5));
    mounts(rootfs);
    hide();
    privileges();
    must("close_range", syscall(SYS_close_range, 3, ~0u, CLOSE_RANGE_CLOEXEC));
    execve(argv[0], argv, env);
    must("execve", -1);
    _exit(1);
}

int main(int argc, char **argv)
{
    struct clone_args args = {
            .flags = CLONE_NEWPID | CLONE_NEWNS | CLONE_NEWUTS | CLONE_NEWIPC | CLONE_NEWNET, .exit_signal = SIGCHLD};
    int status;
    if (argc != 2)
        return 2;
    int state = open("/run/bench-limit", O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    must("state", write(state, "{}", 2));
    close(state);
    make_cgroups();
    long pid = syscall(SYS_clone3, &args, sizeof args);
    must("clone3", pid);
    if (pid == 0)
        container(argv[1]);
    must("wait", waitpid((pid_t)pid, &status, 0));
    for (int i = count - 1; i >= 0; i--)
        must(groups[i], rmdir(groups[i]));
    must("state", unlink("/run/bench-limit"));
    return WIFEXITED(status) ? WEXITSTATUS(status) : 1;
}
