#include <errno.h>
#include <sched.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/fds.h"
#include "common/listing.h"
#include "common/message.h"
#include "common/proc.h"
#include "common/sys.h"
#include "common/text.h"
#include "ops.h"
#include "resolve.h"

enum { NAMESPACES_MAX = 16 };

static const struct {
    const char *name;
    int flag;
} TYPES[] = {
        {"user", CLONE_NEWUSER},
        {"mount", CLONE_NEWNS},
        {"mnt", CLONE_NEWNS},
        {"pid", CLONE_NEWPID},
        {"network", CLONE_NEWNET},
        {"net", CLONE_NEWNET},
        {"ipc", CLONE_NEWIPC},
        {"uts", CLONE_NEWUTS},
        {"cgroup", CLONE_NEWCGROUP},
        {"time", CLONE_NEWTIME},
};

static int type_flag(const char *name)
{
    for (size_t i = 0; i < sizeof TYPES / sizeof *TYPES; i++)
        if (strcmp(TYPES[i].name, name) == 0)
            return TYPES[i].flag;
    return 0;
}

/* "0" is the writer itself; through `tasks` a v1 hierarchy saves a whole grace period of RCU. */
int init_cgroups(struct stage *stage, const struct plan_step *step, struct failure *f)
{
    (void)stage;
    struct plan_strings paths = plan_strings(&step->f[0]);
    const char *path;
    while ((path = plan_strings_next(&paths))) {
        cleanup_fd int fd = open_fd(path, O_WRONLY | O_CLOEXEC | O_NOFOLLOW);
        if (fd < 0)
            return fail_call(f, "open", path);
        if (write_all(fd, "0", 1) < 0)
            return fail_call(f, "write", path);
    }
    return 0;
}

/* The user namespace that this process is in already cannot be joined once more (EINVAL), and need not be. */
static bool is_own_user_namespace(struct stage *stage, int fd)
{
    struct stat other;
    struct stat own;
    return fstat(fd, &other) == 0 && fstatat(stage_proc(stage), "self/ns/user", &own, 0) == 0 &&
           other.st_ino == own.st_ino && other.st_dev == own.st_dev;
}

static void joined(struct stage *stage, int flags)
{
    if (flags & CLONE_NEWPID)
        stage->joined = true;
    if (flags & CLONE_NEWNS) {
        /* Nothing of the host's is left open to the container: CVE-2016-9962, CVE-2024-21626. */
        close_fd(&stage->root);
        close_fd(&stage->host_proc);
    }
    if (flags & CLONE_NEWUSER)
        stage_guard(stage);
}

static int join(struct stage *stage, int fd, const char *type, const char *path, struct failure *f)
{
    static const unsigned long get_type = 0xb703; /* NS_GET_NSTYPE of ioctl_ns(2) */
    int flag = type_flag(type);
    if (syscall(SYS_ioctl, fd, get_type) != flag)
        return fail_words(f, EINVAL, path, " is not a ", type, " namespace", NULL);
    if (setns(fd, flag) < 0)
        return fail_call(f, "setns", path);
    joined(stage, flag);
    return 0;
}

int init_target(struct stage *stage, const struct plan_step *step, struct failure *f)
{
    (void)f;
    stage->target = (pid_t)step->f[0].u;
    stage->target_start = step->f[1].l;
    return 0;
}

/* Whose namespaces have been opened by a pid that may be somebody else's by now, and that one's the host's. */
static int check_target_lives(struct stage *stage, struct failure *f)
{
    struct proc_stat stat;
    if (stage->target == 0)
        return 0;
    if (proc_stat_read_at(stage_proc(stage), stage->target, &stat) == 0 && stat.start == stage->target_start)
        return 0;
    return fail_words(f, ESRCH, "the process whose namespaces are to be joined has ended", NULL);
}

/* /proc/PID/task/TID/ns of the target's first thread that has not ended. The main one may have, pthread_exit(3), and
   has no namespaces then. */
static int open_live_thread(struct stage *stage)
{
    char path[64];
    char digits[TEXT_U64];
    struct stat st;
    struct listing list;
    text_join(path, sizeof path, text_u64(digits, (uint64_t)stage->target), "/task", NULL);
    cleanup_fd int tasks = openat(stage_proc(stage), path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    listing_begin(&list, tasks);
    for (const struct sys_dirent *e = listing_next(&list); e; e = listing_next(&list)) {
        text_join(path, sizeof path, e->name, "/ns", NULL);
        cleanup_fd int ns = openat(tasks, path, O_PATH | O_DIRECTORY | O_CLOEXEC);
        if (ns >= 0 && fstatat(ns, "mnt", &st, 0) == 0)
            return steal_fd(&ns);
    }
    errno = ENOENT;
    return -1;
}

static int open_namespace(struct stage *stage, const char *path, int *thread)
{
    static const int flags = O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK;
    int fd = open_fd(path, flags);
    if (fd >= 0 || errno != ENOENT || stage->target == 0)
        return fd;
    if (*thread < 0)
        *thread = open_live_thread(stage);
    const char *slash = strrchr(path, '/');
    return *thread < 0 || !slash ? -1 : openat(*thread, slash + 1, flags);
}

/* The flags of namespaces that are all those of the target, its user namespace not among them; else 0. */
static int flags_of_target(const struct stage *stage, const struct plan_step *step)
{
    struct plan_strings types = plan_strings(&step->f[0]);
    struct plan_strings paths = plan_strings(&step->f[1]);
    char prefix[64];
    char digits[TEXT_U64];
    int flags = 0;
    const char *path;
    text_join(prefix, sizeof prefix, "/proc/", text_u64(digits, (uint64_t)stage->target), "/ns/", NULL);
    while ((path = plan_strings_next(&paths))) {
        int flag = type_flag(plan_strings_next(&types));
        if (flag == 0 || flag == CLONE_NEWUSER || strncmp(path, prefix, strlen(prefix)) != 0)
            return 0;
        flags |= flag;
    }
    return flags;
}

/* One call for all of them (pidfd_open(2), setns(2)); where it fails, doing them one by one tells which it was. */
static bool join_target(struct stage *stage, const struct plan_step *step, struct failure *f)
{
    int flags = stage->target ? flags_of_target(stage, step) : 0;
    cleanup_fd int target = flags ? sys_pidfd_open(stage->target) : -1;
    if (target < 0 || check_target_lives(stage, f) < 0 || setns(target, flags) < 0)
        return false;
    joined(stage, flags);
    return true;
}

/* All are opened before the first is joined: afterwards the paths may mean something else. */
int init_namespaces(struct stage *stage, const struct plan_step *step, struct failure *f)
{
    struct plan_strings types = plan_strings(&step->f[0]);
    struct plan_strings paths = plan_strings(&step->f[1]);
    uint32_t count = step->f[0].count;
    int fds[NAMESPACES_MAX];
    cleanup_fd int thread = -1;
    if (count > NAMESPACES_MAX || count != step->f[1].count)
        return fail_error(f, EINVAL, "setns", NULL);
    if (join_target(stage, step, f))
        return 0;
    for (uint32_t i = 0; i < count; i++) {
        const char *path = plan_strings_next(&paths);
        fds[i] = open_namespace(stage, path, &thread);
        if (fds[i] < 0)
            return fail_call(f, "open", path);
    }
    if (check_target_lives(stage, f) < 0)
        return -1;
    struct plan_strings kinds = types;
    for (uint32_t i = 0; i < count; i++)
        if (type_flag(plan_strings_next(&kinds)) == CLONE_NEWUSER && is_own_user_namespace(stage, fds[i]))
            close_fd(&fds[i]);
    paths = plan_strings(&step->f[1]);
    for (uint32_t i = 0; i < count; i++) {
        const char *type = plan_strings_next(&types);
        const char *path = plan_strings_next(&paths);
        if (fds[i] >= 0 && join(stage, fds[i], type, path, f) < 0)
            return -1;
        close_fd(&fds[i]);
    }
    return 0;
}

int init_unshare(struct stage *stage, const struct plan_step *step, struct failure *f)
{
    if (unshare((int)step->f[0].u) < 0)
        return fail_namespaces(f, errno, "unshare", NULL);
    if (step->f[0].u & CLONE_NEWTIME)
        stage->new_time = true;
    if (step->f[0].u & CLONE_NEWUSER)
        stage_guard(stage);
    return 0;
}

static int wait_go(struct stage *stage, uint32_t event, struct failure *f)
{
    struct message m;
    size_t len;
    int passed;
    int r = message_receive(stage->control, &m, &len, &passed);
    if (r == 0)
        _exit(125); /* the launcher is gone: nobody is there to be told */
    if (r < 0)
        return fail_call(f, "recvmsg", "control socket");
    close_fd(&passed);
    if (m.kind != MESSAGE_GO || m.value != event)
        return fail_error(f, EPROTO, "recvmsg", "control socket");
    return 0;
}

int init_sync(struct stage *stage, const struct plan_step *step, struct failure *f)
{
    uint32_t event = step->f[0].u;
    /* Before the message: the launcher may end as soon as it has it. One that ended before makes the sending fail. */
    if (event == EVENT_READY) {
        stage->attached = false;
        prctl(PR_SET_PDEATHSIG, 0);
    }
    if (message_send(stage->control, MESSAGE_EVENT, event, NULL, 0, -1) < 0)
        return fail_call(f, "sendmsg", "control socket");
    if (event == EVENT_READY)
        return 0;
    if (wait_go(stage, event, f) < 0)
        return -1;
    if (event == EVENT_ID_MAPS) /* the end of DUMPABLE */
        prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
    return 0;
}

/* user_namespaces(7): where an ordinary user has mapped a gid of his without help; it holds for everyone who joins. */
static bool denies_groups(struct stage *stage)
{
    char text[16];
    return read_small(stage_proc(stage), "self/setgroups", text, sizeof text) > 0 && strncmp(text, "deny", 4) == 0;
}

/* Root of the user namespace, or the ids given where that has no 0: a process with an id that is not mapped can make no
   file in a filesystem of the namespace (EOVERFLOW). Without an id 0 no change of ids costs capabilities.
   Raw calls: those of a C library would signal threads that do not exist. */
int init_become_root(struct stage *stage, const struct plan_step *step, struct failure *f)
{
    char id[TEXT_U64];
    uint32_t uid = step->f[1].u;
    uint32_t gid = step->f[2].u;
    if (step->f[0].u && syscall(SYS_setgroups, 0, NULL) < 0) {
        int error = errno;
        stage->groups_denied = error == EPERM && denies_groups(stage);
        if (!stage->groups_denied)
            return fail_error(f, error, "setgroups", NULL);
    }
    if (syscall(SYS_setresgid, gid, gid, gid) < 0)
        return fail_call(f, "setresgid", text_u64(id, gid));
    if (syscall(SYS_setresuid, uid, uid, uid) < 0)
        return fail_call(f, "setresuid", text_u64(id, uid));
    stage_guard(stage);
    return 0;
}

/* A keyring of the container's own hides the caller's (keyrings(7)); it is a courtesy where keys are switched off. */
int init_keyring(struct stage *stage, const struct plan_step *step, struct failure *f)
{
    enum { JOIN_SESSION = 1, SET_PERMISSIONS = 5 }; /* keyctl(2) */
    static const unsigned permissions = 0x3f1b0000; /* possessor: all; user: view, read, search, link */
    (void)stage;
    long key = syscall(SYS_keyctl, JOIN_SESSION, step->f[0].s);
    if (key >= 0) {
        syscall(SYS_keyctl, SET_PERMISSIONS, key, permissions);
        return 0;
    }
    switch (errno) {
    case ENOSYS:
    case EDQUOT:
    case EPERM:
    case EOPNOTSUPP:
        return 0;
    default:
        return fail_call(f, "keyctl", step->f[0].s);
    }
}
