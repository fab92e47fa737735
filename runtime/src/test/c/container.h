/* Runs the init stage for real, in a mount namespace that nobody else sees, with busybox as the container's program. */
#pragma once

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <sys/wait.h>
#include <unistd.h>

#include "check.h"
#include "common/fds.h"
#include "common/init.h"
#include "common/message.h"
#include "common/sys.h"
#include "init/stage.h"
#include "plan_builder.h"

#define LIST(...) ((const char *const[]){__VA_ARGS__, NULL})
#define WORLD "/tmp/jrunc-init-test"
#define ROOT WORLD "/rootfs"

enum { NEW_ALL = CLONE_NEWNS | CLONE_NEWPID | CLONE_NEWUTS | CLONE_NEWIPC | CLONE_NEWNET };

struct container {
    struct plan_builder ops;
    /* What the launcher would have been told to do. */
    uint64_t flags;
    const char *uid_map;
    const char *gid_map;
    bool deny_setgroups;
    const char *time_offsets;
    int (*child)(struct container *);      /* runs in the child before the stage */
    void (*mapping)(struct container *);   /* at SYNC 1, in the parent */
    void (*mounted)(struct container *);   /* at SYNC 2, in the parent */
    void (*listening)(struct container *); /* the stage has a seccomp listener: number `listener` */
    bool use_fifo;
    bool leave; /* at SYNC 3 the parent closes the control socket, as a launcher that is done */
    unsigned preserve;
    /* What happened. */
    pid_t pid;
    pid_t forked;
    int status;
    int fifo;
    int master;
    int listener;
    bool failed;
    unsigned events; /* bit n: EVENT n was seen */
    struct failure failure;
    char warning[1024];
    char detail[12288];
    char out[1 << 16];
};

static int self_fd;
static inline void check_text(const char *text, const char *part, bool wanted, const char *file, int line)
{
    checks++;
    if ((strstr(text, part) != NULL) == wanted)
        return;
    failures++;
    printf("%s:%d: %s \"%s\" in:\n%s\n", file, line, wanted ? "no" : "there is", part, text);
}

#define HAS(text, part) check_text((text), (part), true, __FILE__, __LINE__)
#define LACKS(text, part) check_text((text), (part), false, __FILE__, __LINE__)

static inline void shell(const char *command)
{
    if (system(command) != 0) {
        printf("failed: %s\n", command);
        exit(1);
    }
}

/* This program is the stage when it is called like that. */
static inline void be_stage(int argc, char **argv)
{
    if (argc > 3 && strcmp(argv[1], "init") == 0)
        init_main(atoi(argv[2]), (unsigned)atoi(argv[3]));
}

/* A world of its own: a tmpfs with a busybox root, gone with the namespace. */
static inline void make_world(void)
{
    self_fd = open("/proc/self/exe", O_RDONLY | O_CLOEXEC);
    if (geteuid() != 0 || unshare(CLONE_NEWNS) != 0 || mount("none", "/", NULL, MS_REC | MS_PRIVATE, NULL) != 0) {
        puts("needs root with CAP_SYS_ADMIN");
        exit(77);
    }
    if (access("/bin/busybox", X_OK) != 0) {
        puts("needs busybox-static");
        exit(77);
    }
    umask(022);
    mkdir(WORLD, 0755);
    if (mount("world", WORLD, "tmpfs", 0, "mode=0755") != 0) {
        perror(WORLD);
        exit(1);
    }
}

static inline void make_root(void)
{
    shell("rm -rf " ROOT " && mkdir -p " ROOT "/bin " ROOT "/etc " ROOT "/tmp " ROOT "/proc " ROOT "/sys " ROOT
          "/dev && cp /bin/busybox " ROOT "/bin/busybox && for c in sh cat ls id stat mount env pwd umask readlink "
          "hostname ifconfig ps sleep tty stty true echo test touch mkdir grep head; do ln -s busybox " ROOT
          "/bin/$c; done && echo 'root:x:0:0::/root:/bin/sh\nuser:x:1000:1000::/home/user:/bin/sh' > " ROOT
          "/etc/passwd");
}

static inline int make_memfd(const struct plan_builder *ops)
{
    int fd = sys_memfd_create("plan", MFD_CLOEXEC | MFD_ALLOW_SEALING);
    if (fd < 0 || write_all(fd, ops->bytes, ops->len) != 0)
        abort();
    return fd;
}

static inline void write_file(const char *path, const char *text)
{
    int fd = open(path, O_WRONLY | O_CLOEXEC);
    if (fd < 0 || write_all(fd, text, strlen(text)) != 0)
        printf("cannot write %s: %s\n", path, strerror(errno));
    if (fd >= 0)
        close(fd);
}

static inline void write_proc_of(pid_t pid, const char *name, const char *text)
{
    char path[64];
    snprintf(path, sizeof path, "/proc/%d/%s", (int)pid, name);
    write_file(path, text);
}

/* Descriptors to the numbers that CLONE promises. */
static inline void place(int from, int to)
{
    if (from == to ? fcntl(from, F_SETFD, 0) : dup2(from, to) < 0)
        abort();
}

/* All capabilities of this process become ambient: in a new user namespace, before its ids are mapped, an exec drops
   every other one (capabilities(7)). */
static inline int make_ambient(void)
{
    uint32_t header[2] = {0x20080522 /* _LINUX_CAPABILITY_VERSION_3 */, 0};
    uint32_t sets[6]; /* effective, permitted, inheritable, for bits 0-31 and 32-63 */
    if (syscall(SYS_capget, header, sets) != 0)
        return -1;
    sets[2] = sets[1];
    sets[5] = sets[4];
    if (syscall(SYS_capset, header, sets) != 0)
        return -1;
    for (unsigned long cap = 0; prctl(PR_CAPBSET_READ, cap, 0, 0, 0) >= 0; cap++)
        if (sets[cap < 32 ? 1 : 4] >> cap % 32 & 1 && prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_RAISE, cap, 0, 0) != 0)
            return -1;
    return 0;
}

/* This program as what the launcher would execute: `PROGRAM init …` is the stage. */
static inline _Noreturn void run_stage(struct container *c, int control, int plan, int fifo, int out)
{
    char preserve[16];
    int high[3];
    int fds[3] = {control, plan, fifo};
    for (int i = 0; i < 3; i++)
        high[i] = fds[i] < 0 ? -1 : fcntl(fds[i], F_DUPFD_CLOEXEC, 200 + 10 * i);
    int self = fcntl(self_fd, F_DUPFD_CLOEXEC, 250);
    int null = open("/dev/null", O_RDONLY | O_CLOEXEC);
    place(null, 0);
    place(out, 1);
    place(out, 2);
    for (int i = 0; i < 3; i++)
        if (high[i] >= 0)
            place(high[i], 3 + (int)c->preserve + i);
    if (c->child && c->child(c) != 0)
        _exit(126);
    if (c->flags & CLONE_NEWUSER)
        make_ambient();
    snprintf(preserve, sizeof preserve, "%u", c->preserve);
    char *argv[] = {(char[]){"jrunc"}, (char[]){"init"}, preserve, fifo >= 0 ? (char[]){"1"} : (char[]){"0"}, NULL};
    char *environment[] = {NULL};
    sys_execveat(self, "", argv, environment, AT_EMPTY_PATH);
    perror("execveat");
    _exit(127);
}

static inline void on_event(struct container *c, int control, uint32_t event)
{
    c->events |= 1U << event;
    if (event == EVENT_ID_MAPS && c->mapping)
        c->mapping(c);
    if (event == EVENT_ID_MAPS) {
        if (c->deny_setgroups)
            write_proc_of(c->pid, "setgroups", "deny");
        if (c->uid_map) {
            write_proc_of(c->pid, "uid_map", c->uid_map);
            write_proc_of(c->pid, "gid_map", c->gid_map ? c->gid_map : c->uid_map);
        }
        if (c->time_offsets)
            write_proc_of(c->pid, "timens_offsets", c->time_offsets);
    }
    if (event == EVENT_MOUNTS_DONE && c->mounted)
        c->mounted(c);
    if (event == EVENT_READY && c->use_fifo) {
        if (write(c->fifo, "", 1) != 1)
            abort();
        return;
    }
    message_send(control, MESSAGE_GO, event == EVENT_READY ? EVENT_GO : event, NULL, 0, -1);
}

static inline void take_failure(struct container *c, const struct message *m, size_t len)
{
    c->failed = message_unpack_failure(m, len, &c->failure) == 0;
    fail_detail(&c->failure, c->detail, sizeof c->detail);
}

/* false at end of file. */
static inline bool on_message(struct container *c, int control)
{
    struct message m;
    size_t len;
    int passed = -1;
    if (message_receive(control, &m, &len, &passed) <= 0)
        return false;
    switch ((enum message_kind)m.kind) {
    case MESSAGE_EVENT:
        on_event(c, control, m.value);
        break;
    case MESSAGE_PID:
        c->forked = (pid_t)m.value;
        break;
    case MESSAGE_CONSOLE:
        c->master = passed;
        break;
    case MESSAGE_FAILURE:
        take_failure(c, &m, len);
        break;
    case MESSAGE_WARNING:
        snprintf(c->warning, sizeof c->warning, "%.1000s", (const char *)m.bytes);
        break;
    case MESSAGE_LISTENER:
        c->listener = (int)m.value;
        if (c->listening)
            c->listening(c);
        message_send(control, MESSAGE_GO, EVENT_LISTENER, NULL, 0, -1);
        break;
    case MESSAGE_DEBUG: /* no plan of these tests asks for one */
    case MESSAGE_GO:
        abort();
    }
    return true;
}

static inline void read_output(struct container *c, int fd)
{
    size_t len = 0;
    ssize_t n;
    while (len < sizeof c->out - 1 && (n = read(fd, c->out + len, sizeof c->out - 1 - len)) != 0) {
        if (n < 0 && errno != EINTR)
            break;
        len += n > 0 ? (size_t)n : 0;
    }
    c->out[len] = '\0';
}

/* What START looks at when the stage is gone without having exec'd. */
static inline void read_fifo(struct container *c)
{
    struct message m;
    fcntl(c->fifo, F_SETFL, O_NONBLOCK);
    ssize_t n = read(c->fifo, &m, sizeof m);
    if (n > MESSAGE_HEADER)
        take_failure(c, &m, (size_t)n - MESSAGE_HEADER);
}

static inline void run_container(struct container *c)
{
    struct sys_clone_args args = {.flags = c->flags, .exit_signal = SIGCHLD};
    int control[2];
    int out[2];
    int fifo = -1;
    int plan = make_memfd(&c->ops);
    c->master = -1;
    c->fifo = -1;
    if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, control) != 0 || pipe2(out, O_CLOEXEC) != 0)
        abort();
    if (c->use_fifo) {
        unlink(WORLD "/fifo");
        if (mkfifo(WORLD "/fifo", 0600) != 0)
            abort();
        fifo = open(WORLD "/fifo", O_RDWR | O_CLOEXEC);
        c->fifo = open(WORLD "/fifo", O_RDWR | O_CLOEXEC);
    }
    fflush(stdout);
    c->pid = (pid_t)sys_clone3(&args);
    if (c->pid < 0) {
        perror("clone3");
        exit(1);
    }
    if (c->pid == 0) {
        close(control[0]);
        run_stage(c, control[1], plan, fifo, out[1]);
    }
    close(control[1]);
    close(out[1]);
    close(plan);
    if (fifo >= 0)
        close(fifo);
    while (on_message(c, control[0]))
        if (c->leave && c->events & 1U << EVENT_READY)
            break;
    close(control[0]);
    if (c->master < 0)
        read_output(c, out[0]);
    close(out[0]);
    waitpid(c->pid, &c->status, 0);
    if (c->forked)
        waitpid(c->forked, &c->status, 0);
    if (c->fifo >= 0) {
        read_fifo(c);
        close(c->fifo);
    }
    plan_free(&c->ops);
}

/* ---- plans */

static inline void add_mount(struct container *c, const char *type, const char *target, const char *const *options,
        uint64_t attributes, unsigned flags)
{
    plan_add(&c->ops, OP_MOUNT, type, type, target, options, attributes, flags);
}

/* The start that every container with a mount namespace has. */
static inline struct container begin(void)
{
    struct container c = {.flags = NEW_ALL};
    plan_add(&c.ops, OP_ROOT_PROPAGATION, MS_SLAVE | MS_REC);
    plan_add(&c.ops, OP_ROOTFS, ROOT, 0U);
    return c;
}

static inline void add_usual_mounts(struct container *c)
{
    add_mount(c, "proc", "/proc", NULL, 0, 2);
    add_mount(c, "tmpfs", "/dev", LIST("mode=755", "size=65536k"), MOUNT_ATTR_NOSUID | MOUNT_ATTR_STRICTATIME, 0);
    add_mount(c, "devpts", "/dev/pts", LIST("newinstance", "ptmxmode=0666", "mode=0620"), MOUNT_ATTR_NOSUID, 0);
    plan_add(&c->ops, OP_DEVICE, "/dev/null", S_IFCHR, 1U, 3U, 0666U, 0U, 0U, 0U);
}

static inline void add_credentials(struct container *c, unsigned uid, unsigned gid, uint64_t capabilities)
{
    uint32_t groups[] = {gid + 5};
    plan_add(&c->ops, OP_CREDENTIALS, uid, gid, groups, sizeof groups, capabilities, capabilities, capabilities,
            (uint64_t)0, (uint64_t)0, 1U);
}

static const uint64_t ALL_CAPABILITIES = 0x1fffeffffff; /* without CAP_SYS_RESOURCE: not every test host has it */

static inline void add_exec(struct container *c, const char *const *args)
{
    plan_add(&c->ops, OP_LOOKUP, args[0], "/bin:/usr/bin");
    plan_add(&c->ops, OP_CLOSE_FDS);
    plan_add(&c->ops, OP_SYNC, (unsigned)EVENT_READY);
    plan_add(&c->ops, OP_WAIT_START);
    plan_add(&c->ops, OP_EXEC, args, LIST("PATH=/bin:/usr/bin", "FROM=config"));
}

/* The end: into the root, become root, run the shell. */
static inline void finish(struct container *c, const char *script)
{
    plan_add(&c->ops, OP_PIVOT, 0U);
    plan_add(&c->ops, OP_CWD, "/", 0U);
    plan_add(&c->ops, OP_UMASK, 022U);
    add_credentials(c, 0, 0, ALL_CAPABILITIES);
    add_exec(c, LIST("sh", "-c", script));
    run_container(c);
    if (c->failed)
        snprintf(c->out, sizeof c->out, "FAILED: %.12000s", c->detail);
}

static inline struct container in_root(void)
{
    struct container c = begin();
    add_usual_mounts(&c);
    plan_add(&c.ops, OP_PIVOT, 0U);
    plan_add(&c.ops, OP_CWD, "/", 0U);
    return c;
}

static inline void run_args(struct container *c, const char *const *args)
{
    add_exec(c, args);
    run_container(c);
}

static inline void run_script(struct container *c, const char *script)
{
    run_args(c, LIST("sh", "-c", script));
    if (c->failed)
        snprintf(c->out, sizeof c->out, "FAILED: %.12000s", c->detail);
}
