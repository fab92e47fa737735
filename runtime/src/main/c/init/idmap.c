/* Id-mapped binds (config.md#mounts: idmap, ridmap): the mapping is that of a user namespace, which lives as long as
   the mount does. Linux takes it for a detached mount, from who is privileged over the filesystem: before this process
   enters the container's own user namespace. */
#include <errno.h>
#include <sched.h>
#include <signal.h>
#include <string.h>
#include <sys/vfs.h>
#include <sys/wait.h>

#include "common/fds.h"
#include "common/sys.h"
#include "common/text.h"
#include "ops.h"

static const struct {
    uint32_t magic; /* statfs(2) */
    const char *name;
} FILESYSTEMS[] = {
        {0x00c36400, "ceph"},
        {0x01021994, "tmpfs"},
        {0x01021997, "9p"},
        {0x27e0eb, "cgroup"},
        {0x2fc12fc1, "zfs"},
        {0x4d44, "vfat"},
        {0x58465342, "xfs"},
        {0x62656572, "sysfs"},
        {0x63677270, "cgroup2"},
        {0x65735546, "fuse"},
        {0x6969, "nfs"},
        {0x794c7630, "overlay"},
        {0x9123683e, "btrfs"},
        {0x958458f6, "hugetlbfs"},
        {0x9fa0, "proc"},
        {0xef53, "ext4"},
        {0xf2f52010, "f2fs"},
        {0xff534d42, "cifs"},
};

static const char *filesystem_name(int fd)
{
    struct statfs fs;
    if (fstatfs(fd, &fs) == 0)
        for (size_t i = 0; i < sizeof FILESYSTEMS / sizeof *FILESYSTEMS; i++)
            if (FILESYSTEMS[i].magic == (uint32_t)fs.f_type)
                return FILESYSTEMS[i].name;
    return "of this type";
}

/* A process that only is: in a user namespace of its own, until the pipe is closed. Its pid as the host's procfs shows
   it comes through the other pipe. It has the files and the root of the stage, which whoever has the same id on the
   host could reach through it while it is dumpable: he owns the user namespace, and needs no capability. */
_Noreturn static void holder(const struct stage *stage, bool dumpable, int told, int until)
{
    char end;
    if (dumpable)
        prctl(PR_SET_DUMPABLE, 1, 0, 0, 0);
    uint32_t pid = stage_outer_pid(stage);
    if (write(told, &pid, sizeof pid) == (ssize_t)sizeof pid)
        (void)!read(until, &end, 1);
    _exit(0);
}

static int write_map(const struct stage *stage, const char *pid, const char *name, const char *map, struct failure *f)
{
    char path[64];
    text_join(path, sizeof path, pid, "/", name, NULL);
    cleanup_fd int fd = openat(stage->host_proc, path, O_WRONLY | O_CLOEXEC | O_NOFOLLOW);
    if (fd < 0)
        return fail_call(f, "open", name);
    return write_all(fd, map, strlen(map)) < 0 ? fail_call(f, "write", name) : 0;
}

static int map_holder(const struct stage *stage, uint32_t pid, const struct plan_step *step, struct failure *f)
{
    char path[64];
    char number[TEXT_U64];
    text_u64(number, pid);
    if (write_map(stage, number, "uid_map", step->f[2].s, f) < 0 ||
            write_map(stage, number, "gid_map", step->f[3].s, f) < 0)
        return -1;
    text_join(path, sizeof path, number, "/ns/user", NULL);
    int fd = openat(stage->host_proc, path, O_RDONLY | O_CLOEXEC);
    return fd < 0 ? fail_call(f, "open", path) : fd;
}

/* A user namespace with these maps; -1 with f filled. */
static int make_user_namespace(
        const struct stage *stage, const struct plan_step *step, bool dumpable, struct failure *f)
{
    struct sys_clone_args args = {.flags = CLONE_NEWUSER, .exit_signal = SIGCHLD};
    int told[2];
    int until[2];
    uint32_t outer = 0;
    if (pipe2(told, O_CLOEXEC) < 0 || pipe2(until, O_CLOEXEC) < 0)
        return fail_call(f, "pipe2", NULL);
    long pid = sys_clone3(&args);
    if (pid == 0) {
        close_fd(&until[1]);
        holder(stage, dumpable, told[1], until[0]);
    }
    int fd = -1;
    close_fd(&told[1]);
    if (pid < 0)
        fail_call(f, "clone3 CLONE_NEWUSER", NULL);
    else if (read(told[0], &outer, sizeof outer) != (ssize_t)sizeof outer || outer == 0)
        fail_words(f, ESRCH, "the holder of a user namespace has ended", NULL);
    else
        fd = map_holder(stage, outer, step, f);
    close_fd(&told[0]);
    close_fd(&until[0]);
    close_fd(&until[1]);
    if (pid > 0)
        waitpid((pid_t)pid, NULL, 0);
    return fd;
}

/* The files in /proc of a process that is not dumpable are root's, of the user namespace that it was executed in. */
static int make_or_be_seen(const struct stage *stage, const struct plan_step *step, struct failure *f)
{
    int fd = make_user_namespace(stage, step, false, f);
    return fd < 0 && f->error == EACCES && !stage->joined ? make_user_namespace(stage, step, true, f) : fd;
}

int init_id_mapped(struct stage *stage, const struct plan_step *step, struct failure *f)
{
    uint32_t slot = step->f[0].u;
    const char *path = step->f[4].s;
    if (slot == 0 || slot >= STAGE_SOURCES || stage->sources[slot] < 0)
        return fail_error(f, EBADF, "mount_setattr MOUNT_ATTR_IDMAP", NULL);
    cleanup_fd int user = *path ? open_fd(path, O_RDONLY | O_CLOEXEC) : make_or_be_seen(stage, step, f);
    if (user < 0)
        return *path ? fail_call(f, "open", path) : -1;
    struct sys_mount_attr attr = {.attr_set = MOUNT_ATTR_IDMAP, .userns_fd = (uint64_t)user};
    int mount = stage->sources[slot];
    if (sys_mount_setattr(mount, "", AT_EMPTY_PATH | (step->f[1].u ? AT_RECURSIVE : 0), &attr) == 0)
        return 0;
    int error = errno;
    fail_error(f, error, "mount_setattr MOUNT_ATTR_IDMAP", NULL);
    char words[160];
    if (error == EINVAL && !step->f[1].u) {
        text_join(words, sizeof words, "this kernel cannot map the ids of filesystem ", filesystem_name(mount), NULL);
        return fail_adds(f, words);
    }
    return error == EINVAL ? fail_adds(f, "this kernel cannot map the ids of one of the filesystems below it") : -1;
}
