#include <errno.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <sys/vfs.h>
#include <unistd.h>

#include "attach.h"
#include "common/fds.h"
#include "common/message.h"
#include "common/sys.h"
#include "common/text.h"
#include "ops.h"
#include "resolve.h"

enum { DEVPTS_MAGIC = 0x1cd1 };

/* The C libraries do not agree on the type of a request. */
static int tty(int fd, unsigned long request, void *argument)
{
    return (int)syscall(SYS_ioctl, fd, request, argument);
}

static int fail_devpts(struct failure *f, const char *call)
{
    fail_call(f, call, "/dev/pts/ptmx");
    if (errno == ENOENT)
        fail_adds(f, "a terminal needs a devpts mount on /dev/pts");
    return -1;
}

static int open_master(struct stage *stage, struct failure *f)
{
    struct stat st;
    struct statfs fs;
    cleanup_fd int there = root_open(stage, "/dev/pts/ptmx", O_PATH | O_NOFOLLOW, 0);
    if (there < 0 || fstat(there, &st) < 0 || fstatfs(there, &fs) < 0)
        return fail_devpts(f, "open");
    if (fs.f_type != DEVPTS_MAGIC || !S_ISCHR(st.st_mode) || st.st_rdev != makedev(5, 2))
        return fail_words(f, ENODEV, "open /dev/pts/ptmx: it is not the ptmx of a devpts (ENODEV)", NULL);
    char path[RESOLVE_FD_PATH];
    int master = openat(stage_proc(stage), proc_fd_path(path, there), O_RDWR | O_NOCTTY | O_CLOEXEC);
    return master < 0 ? fail_devpts(f, "open") : master;
}

/* The slave comes from the master, never from a path below the container's /dev/pts: CVE-2025-52565. */
static int open_slave(int master, struct failure *f)
{
    static const unsigned long get_peer = 0x5441; /* TIOCGPTPEER, since 4.13; same number where we run */
    int unlock = 0;
    if (tty(master, TIOCSPTLCK, &unlock) < 0)
        return fail_call(f, "ioctl TIOCSPTLCK", "/dev/pts/ptmx");
    int slave = (int)syscall(SYS_ioctl, master, get_peer, O_RDWR | O_NOCTTY | O_CLOEXEC);
    return slave < 0 ? fail_call(f, "ioctl TIOCGPTPEER", "/dev/pts/ptmx") : slave;
}

static int set_size(int master, const struct plan_step *step, struct failure *f)
{
    struct winsize size = {.ws_row = (unsigned short)step->f[0].u, .ws_col = (unsigned short)step->f[1].u};
    if ((size.ws_row || size.ws_col) && tty(master, TIOCSWINSZ, &size) < 0)
        return fail_call(f, "ioctl TIOCSWINSZ", "console");
    return 0;
}

static int bind_console(struct stage *stage, int slave, struct failure *f)
{
    static const char path[] = "/dev/console";
    cleanup_place struct place target = NO_PLACE;
    if (root_cover(stage, path, 0620, &target, f) < 0)
        return -1;
    cleanup_fd int mount = clone_private(slave, "", true);
    if (mount < 0)
        return fail_call(f, "open_tree", "console");
    return attach_mount(stage, mount, &target, path, f);
}

/* A session of its own keeps the container out of the caller's terminal (TIOCSTI). */
static int make_controlling(int slave, struct failure *f)
{
    setsid(); /* EPERM: it leads one already */
    if (tty(slave, TIOCSCTTY, NULL) < 0)
        return fail_call(f, "ioctl TIOCSCTTY", "console");
    for (int fd = 0; fd <= 2; fd++)
        if (dup2(slave, fd) < 0)
            return fail_call(f, "dup2", "console");
    return 0;
}

int init_console_open(struct stage *stage, const struct plan_step *step, struct failure *f)
{
    unsigned number;
    char digits[TEXT_U64];
    char name[sizeof "/dev/pts/" + TEXT_U64];
    cleanup_fd int master = open_master(stage, f);
    if (master < 0)
        return -1;
    cleanup_fd int slave = open_slave(master, f);
    if (slave < 0 || set_size(master, step, f) < 0)
        return -1;
    if (step->f[2].u & CONSOLE_OPEN_BIND && bind_console(stage, slave, f) < 0)
        return -1;
    if (tty(master, TIOCGPTN, &number) < 0)
        return fail_call(f, "ioctl TIOCGPTN", "/dev/pts/ptmx");
    text_join(name, sizeof name, "/dev/pts/", text_u64(digits, number), NULL);
    if (message_send(stage->control, MESSAGE_CONSOLE, 0, name, strlen(name) + 1, master) < 0)
        return fail_call(f, "sendmsg", "control socket");
    return make_controlling(slave, f);
}

/* So that the container's user may open /dev/stdout and, where that is a terminal, /dev/console. /dev/null belongs to
   everybody and is left alone. */
int init_stdio(struct stage *stage, const struct plan_step *step, struct failure *f)
{
    uid_t uid = step->f[0].u;
    struct stat st;
    (void)stage;
    for (int fd = 0; fd <= 2; fd++) {
        if (fstat(fd, &st) < 0)
            continue;
        if (st.st_uid == uid || (S_ISCHR(st.st_mode) && st.st_rdev == makedev(1, 3)))
            continue;
        if (fchown(fd, uid, (gid_t)-1) < 0 && errno != EPERM && errno != EROFS && errno != EINVAL)
            return fail_call(f, "fchown", fd == 0 ? "stdin" : fd == 1 ? "stdout" : "stderr");
    }
    return 0;
}
