/* Talks to the launcher as an engine that has gone mad: damaged frames, questions and plans, which the launcher
   answers, refuses or carries out. It may fail in any way it likes, but not crash, not run out of bounds, and not hang.
   All of it happens in namespaces of its own, on a tmpfs, without the capabilities that reach out of them. */
#include <linux/capability.h>
#include <sys/syscall.h>
#include <sys/un.h>

#include "container.h"
#include "fuzz.h"
#include "launcher/engine.h"
#include "launcher/request.h"

enum { ROUND_SECONDS = 20, SKIPPED = 77 };

#define RESIDENT "/run/jrunc/@resident"

const char *__asan_default_options(void);
const char *__asan_default_options(void)
{
    return "abort_on_error=1:handle_abort=0";
}

/* Processes that may not be traced, as those here, end in an error of the leak checker. */
int __lsan_is_turned_off(void);
int __lsan_is_turned_off(void)
{
    return 1;
}

/* Those that wait for what may take its time, for a program, or for the other end as only a sound plan can have it. */
static const uint32_t waiting[] = {OP_RUN, OP_WATCH, OP_NEXT, OP_SUPERVISE, OP_NOTIFY_WAIT, OP_KILL_WAIT, OP_HOOK,
        OP_CRIU, OP_BUS, OP_BUS_CALL, OP_SYNC, OP_WAIT_START, OP_SECCOMP_AGENT, OP_FREEZE, OP_CGROUP_REMOVE, OP_LOCK,
        OP_START, OP_GATE_WAIT};

static bool is_waiting(uint32_t op)
{
    for (size_t i = 0; i < sizeof waiting / sizeof *waiting; i++)
        if (waiting[i] == op)
            return true;
    return false;
}

/* ---- a plan of operations picked at random, with values that get somewhere */

static const char *text(void)
{
    static const char *const texts[] = {"", "/", "/w", "/w/a", "/w/a/b", "/w/f", "/w/link", "a", ".", "..", "/proc",
            "/proc/self/fd/0", "/proc/self/status", "/dev/null", "tmpfs", "proc", "sysfs", "lo", "net", "mnt", "/etc",
            "0 0 1\n", "kernel.hostname", "/bin/true", "/w/\xff", "size=1k", "deny"};
    return texts[below(sizeof texts / sizeof *texts)];
}

static void put_operation(struct plan_builder *b, uint32_t op, int depth);

static void put_operations(struct plan_builder *b, uint32_t low, uint32_t high, size_t count, int depth)
{
    while (count > 0) {
        uint32_t op = low + (uint32_t)below(high - low);
        if (!plan_types(op) || is_waiting(op) || (low < OP_READ && op >= OP_READ && op <= OP_BUS))
            continue; /* a question has no place in a final plan */
        put_operation(b, op, depth);
        count--;
    }
}

static void put_nested(struct plan_builder *b, uint32_t op, int depth)
{
    struct plan_builder nested = {0};
    if (depth < 3 && op == OP_CLONE)
        put_operations(&nested, 128, 256, below(12), depth + 1);
    else if (depth < 3)
        put_operations(&nested, 1, 90, below(4), depth + 1);
    plan_put_u32(b, (uint32_t)nested.len);
    plan_put(b, nested.bytes, nested.len);
    plan_free(&nested);
}

static void put_value(struct plan_builder *b, char type, uint32_t op, int depth)
{
    static const uint32_t numbers[] = {0, 1, 2, 3, 4, 8, 0755, 4096, 0x20000, 0x7fffffff, 0xffffffff};
    const char *list[5] = {NULL};
    switch (type) {
    case 'l':
        plan_put_u32(b, numbers[below(sizeof numbers / sizeof *numbers)]);
        plan_put_u32(b, below(4) ? 0 : (uint32_t)number());
        return;
    case 'u':
        plan_put_u32(b, numbers[below(sizeof numbers / sizeof *numbers)]);
        return;
    case 'v':
        for (size_t i = 0, n = below(5); i < n; i++)
            list[i] = text();
        plan_put_strings(b, list);
        return;
    case 'p':
        put_nested(b, op, depth);
        return;
    default: /* b: with its NUL, which is as good as any byte */
        plan_put_string(b, below(6) ? text() : "\001P \001S \001C \001T");
    }
}

static void put_operation(struct plan_builder *b, uint32_t op, int depth)
{
    struct plan_builder payload = {0};
    for (const char *type = plan_types(op); *type; type++)
        put_value(&payload, *type, op, depth);
    plan_put_u32(b, op);
    plan_put_u32(b, (uint32_t)payload.len);
    plan_put(b, payload.bytes, payload.len);
    plan_free(&payload);
}

static void put_frame(struct plan_builder *b, uint8_t kind, const struct plan_builder *plan)
{
    plan_put_u32(b, (uint32_t)plan->len + 1);
    plan_put(b, &kind, 1);
    plan_put(b, plan->bytes, plan->len);
}

/* An init stage that gets as far as its operations. */
static void put_container(struct plan_builder *b)
{
    static const uint32_t flags[] = {CLONE_NEWNS, NEW_ALL, CLONE_NEWNS | CLONE_NEWPID, CLONE_NEWUSER, 0};
    struct plan_builder ops = {0};
    put_operations(&ops, 1, 12, below(2), 1);
    put_operations(&ops, 128, 200, 1 + below(16), 1);
    plan_add(b, OP_CLONE, flags[below(sizeof flags / sizeof *flags)], "", "", 0U, &ops);
    plan_add(b, OP_AWAIT, 1 + (unsigned)below(5));
    plan_free(&ops);
}

/* Up to two questions and the final plan. */
static void put_conversation(struct plan_builder *all)
{
    for (size_t n = below(3); n > 0; n--) {
        struct plan_builder ask = {0};
        plan_put_header(&ask);
        put_operations(&ask, 16, 26, 1 + below(4), 0);
        put_frame(all, FRAME_ASK, &ask);
        plan_free(&ask);
    }
    struct plan_builder final = {0};
    plan_put_header(&final);
    put_operations(&final, 1, 100, below(8), 0);
    if (below(3) == 0)
        put_container(&final);
    put_operations(&final, 1, 100, below(8), 0);
    put_frame(all, FRAME_FINAL, &final);
    plan_free(&final);
}

/* ---- the launcher */

static _Noreturn void be_launcher(int err)
{
    static char *arguments[] = {
            (char *)(uintptr_t) "jrunc", (char *)(uintptr_t) "state", (char *)(uintptr_t) "c1", NULL};
    struct caller caller = {.trace = NULL};
    struct global_args globals;
    struct report report = {.log = -1};
    alarm(ROUND_SECONDS); /* its end is that of a launcher that hangs */
    if (unshare(CLONE_NEWNS) != 0 || mount("w", "/w", "tmpfs", 0, "size=16m") != 0 ||
            mount(NULL, "/", NULL, MS_REMOUNT | MS_BIND | MS_RDONLY, NULL) != 0 || mkdir("/w/a", 0755) != 0 ||
            symlink("a", "/w/link") != 0 || chdir("/w") != 0 || dup2(err, 2) != 2 || dup2(err, 1) != 1)
        _exit(99);
    caller_prepare(&caller, 3, arguments);
    report.program = caller.program;
    args_globals(3, arguments, &globals);
    _exit(engine_resident(&caller, &globals, &report) & 1);
}

static int listen_for_launcher(void)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX, .sun_path = RESIDENT "/socket"};
    mkdir("/run", 0755);
    mkdir("/run/jrunc", 0700);
    mkdir(RESIDENT, 0700);
    unlink(address.sun_path);
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (fd < 0 || bind(fd, (struct sockaddr *)&address, sizeof address) != 0 || listen(fd, 1) != 0) {
        perror(RESIDENT);
        exit(1);
    }
    return fd;
}

/* Everything is sent at once: the launcher reads it as it comes. */
static void be_engine(int listener, const uint8_t *bytes, size_t len)
{
    struct pollfd p = {.fd = listener, .events = POLLIN};
    static uint8_t heard[1 << 16];
    if (poll(&p, 1, 1000 * ROUND_SECONDS) <= 0)
        return;
    int fd = accept4(listener, NULL, NULL, SOCK_CLOEXEC);
    struct timeval patience = {.tv_sec = ROUND_SECONDS};
    setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
    if (fd < 0 || recv(fd, heard, sizeof heard, 0) <= 0)
        abort();
    if (send(fd, bytes, len, MSG_NOSIGNAL) >= 0) {
        shutdown(fd, SHUT_WR);
        while (recv(fd, heard, sizeof heard, 0) > 0)
            continue;
    }
    close(fd);
}

static void end_of_round(pid_t launcher, int err)
{
    static char said[1 << 16];
    int status = 0;
    while (waitpid(launcher, &status, 0) < 0 && errno == EINTR)
        continue;
    kill(-1, SIGKILL); /* we are process 1 of a namespace: whatever it left */
    while (waitpid(-1, NULL, 0) > 0)
        continue;
    ssize_t n = pread(err, said, sizeof said - 1, 0);
    said[n > 0 ? n : 0] = '\0';
    if (ftruncate(err, 0) != 0 || lseek(err, 0, SEEK_SET) != 0)
        abort();
    bool unsound = strstr(said, "Sanitizer") || strstr(said, "runtime error:") || strstr(said, "stack smashing");
    if (!WIFSIGNALED(status) && !unsound && WEXITSTATUS(status) <= 1)
        return;
    printf("the launcher ended with %s %d\n%s\n", WIFSIGNALED(status) ? "signal" : "status",
            WIFSIGNALED(status) ? WTERMSIG(status) : WEXITSTATUS(status), said);
    fuzz_tell();
    exit(1);
}

static void one_round(int err)
{
    struct plan_builder all = {0};
    put_conversation(&all);
    size_t len = all.len;
    uint8_t *bytes = all.bytes;
    if (below(2))
        bytes = fuzz_copy(all.bytes, &len);
    int listener = listen_for_launcher();
    pid_t launcher = fork();
    if (launcher == 0)
        be_launcher(err);
    be_engine(listener, bytes, len);
    end_of_round(launcher, err);
    close(listener);
    if (bytes != all.bytes)
        free(bytes);
    plan_free(&all);
}

/* ---- where all of it happens */

static void bind_read_only(const char *name)
{
    char from[64];
    char to[128];
    char target[64] = "";
    snprintf(from, sizeof from, "/%s", name);
    snprintf(to, sizeof to, WORLD "/%s", name);
    if (readlink(from, target, sizeof target - 1) > 0) {
        if (symlink(target, to) != 0)
            perror(to);
    } else if (access(from, F_OK) == 0) {
        if (mkdir(to, 0755) != 0 || mount(from, to, NULL, MS_BIND, NULL) != 0 ||
                mount(NULL, to, NULL, MS_REMOUNT | MS_BIND | MS_RDONLY, NULL) != 0)
            perror(to);
    }
}

static void make_jail(void)
{
    static const char *const programs[] = {"usr", "bin", "lib", "lib64"};
    make_world();
    for (size_t i = 0; i < sizeof programs / sizeof *programs; i++)
        bind_read_only(programs[i]);
    mkdir(WORLD "/w", 0755);
    mkdir(WORLD "/dev", 0755);
    mkdir(WORLD "/proc", 0755);
    mkdir(WORLD "/etc", 0755);
    close(open(WORLD "/dev/null", O_WRONLY | O_CREAT | O_CLOEXEC, 0666));
    if (mount("/dev/null", WORLD "/dev/null", NULL, MS_BIND, NULL) != 0 ||
            mount("proc", WORLD "/proc", "proc", 0, NULL) != 0 ||
            mount(WORLD "/proc/sys", WORLD "/proc/sys", NULL, MS_BIND, NULL) != 0 ||
            mount(NULL, WORLD "/proc/sys", NULL, MS_REMOUNT | MS_BIND | MS_RDONLY, NULL) != 0 || chdir(WORLD) != 0 ||
            syscall(SYS_pivot_root, ".", ".") != 0 || umount2(".", MNT_DETACH) != 0 || chdir("/") != 0) {
        perror("the jail");
        exit(1);
    }
}

/* What could reach the machine past the namespaces: device nodes, the clock, the kernel itself. */
static void drop_capabilities(void)
{
    static const unsigned kept[] = {CAP_CHOWN, CAP_DAC_OVERRIDE, CAP_FOWNER, CAP_FSETID, CAP_KILL, CAP_SETGID,
            CAP_SETUID, CAP_SETPCAP, CAP_NET_ADMIN, CAP_SYS_CHROOT, CAP_SYS_ADMIN, CAP_SYS_NICE, CAP_SYS_RESOURCE};
    struct __user_cap_header_struct header = {.version = _LINUX_CAPABILITY_VERSION_3};
    struct __user_cap_data_struct data[2] = {{0}, {0}};
    uint32_t mask = 0;
    for (size_t i = 0; i < sizeof kept / sizeof *kept; i++)
        mask |= 1U << kept[i];
    syscall(SYS_capget, &header, data);
    data[0].effective = data[0].permitted &= mask;
    data[1] = (struct __user_cap_data_struct){0};
    data[0].inheritable = 0;
    for (unsigned cap = 0; prctl(PR_CAPBSET_READ, cap, 0, 0, 0) >= 0; cap++)
        if (cap > 31 || !(data[0].permitted >> cap & 1))
            prctl(PR_CAPBSET_DROP, cap, 0, 0, 0);
    if (syscall(SYS_capset, &header, data) != 0) {
        perror("capset");
        exit(1);
    }
}

static int search(void)
{
    int err = sys_memfd_create("stderr", MFD_CLOEXEC);
    make_jail();
    drop_capabilities();
    while (fuzz_next())
        one_round(err);
    return 0;
}

int main(int argc, char **argv)
{
    be_stage(argc, argv);
    fuzz_begin("launcher_fuzz", 60, argc, argv);
    if (unshare(CLONE_NEWPID | CLONE_NEWNET | CLONE_NEWIPC | CLONE_NEWUTS | CLONE_NEWCGROUP) != 0) {
        puts("needs root with CAP_SYS_ADMIN");
        return SKIPPED;
    }
    fflush(stdout);
    pid_t first = fork(); /* process 1 of the namespace, where a plan can kill nobody else */
    if (first == 0)
        exit(search());
    int status = 1;
    waitpid(first, &status, 0);
    return WIFEXITED(status) ? WEXITSTATUS(status) : 1;
}
