/* The lock of a container: flock(2) on its directory. */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include "common/clock.h"
#include "common/fds.h"
#include "common/listing.h"
#include "common/sys.h"
#include "common/text.h"
#include "ops.h"

enum { PATIENCE_MS = 10000, ENDING_MS = 5000, LONGEST_PAUSE_MS = 50 };

static int gone(struct run *r, const struct plan_step *s)
{
    return s->f[1].u & LOCK_GONE_IS_FINE ? 1 : fail_words(&r->failure, ENOENT, "container does not exist", NULL);
}

/* Not for ever: whoever holds it may wait for a hook that never ends. 0, or -1 with errno. */
static int lock_patiently(int fd, int patience)
{
    int waited = 0;
    for (int pause = 1; flock(fd, LOCK_EX | LOCK_NB) != 0;
            pause = pause * 2 > LONGEST_PAUSE_MS ? LONGEST_PAUSE_MS : pause * 2) {
        if ((errno != EWOULDBLOCK && errno != EINTR) || waited >= patience)
            return -1;
        sleep_ms(pause);
        waited += pause;
    }
    return 0;
}

/* 1: the directory is there still, 0: it has been removed, and another may have been made anew; -1 with errno. */
static int is_there(const char *path, const struct stat *locked)
{
    struct stat there;
    if (lstat(path, &there) != 0)
        return errno == ENOENT ? 0 : -1;
    return there.st_ino == locked->st_ino && there.st_dev == locked->st_dev;
}

static bool has_open(pid_t pid, const struct stat *directory)
{
    char path[32];
    struct stat open;
    struct listing list;
    bool found = false;
    (void)snprintf(path, sizeof path, "/proc/%d/fd", pid);
    cleanup_fd int fds = open_fd(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    listing_begin(&list, fds);
    for (const struct sys_dirent *e = listing_next(&list); e && !found; e = listing_next(&list))
        found = fstatat(fds, e->name, &open, 0) == 0 && open.st_ino == directory->st_ino &&
                open.st_dev == directory->st_dev;
    return found;
}

/* A pidfd of the process that holds the lock, or -1. The pid in /proc/locks is that of who took it and may be another's
   by now, who does not have the directory open. */
static int open_holder(const struct stat *directory)
{
    FILE *locks = fopen("/proc/locks", "re");
    char line[256];
    int holder = -1;
    while (locks && holder < 0 && fgets(line, sizeof line, locks)) {
        int pid;
        unsigned major;
        unsigned minor;
        unsigned long inode;
        if (sscanf(line, "%*d: FLOCK %*s %*s %d %x:%x:%lu", &pid, &major, &minor, &inode) != 4 || pid <= 0 ||
                inode != directory->st_ino || makedev(major, minor) != directory->st_dev)
            continue;
        holder = sys_pidfd_open(pid);
        if (holder >= 0 && !has_open(pid, directory))
            close_fd(&holder);
    }
    if (locks)
        fclose(locks);
    return holder;
}

/* Ends whoever holds it; SIGTERM lets it tidy up. 0, or -1 with errno. */
static int take_over(int fd, const struct stat *directory)
{
    static const int signals[] = {SIGTERM, SIGKILL};
    int result = -1;
    for (int i = 0; result != 0 && i < 2; i++) {
        cleanup_fd int holder = open_holder(directory);
        if (holder >= 0)
            (void)!sys_pidfd_send_signal(holder, signals[i]);
        result = lock_patiently(fd, holder >= 0 ? ENDING_MS : 0);
    }
    return result;
}

int op_lock(struct run *r, const struct plan_step *s)
{
    const char *path = s->f[0].s;
    struct stat locked;
    cleanup_fd int fd = open_fd(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    if (fd < 0 && errno == ENOENT)
        return gone(r, s);
    if (fd < 0)
        return fail_call(&r->failure, "open", path);
    if (fstat(fd, &locked) != 0)
        return fail_call(&r->failure, "fstat", path);
    int result = lock_patiently(fd, PATIENCE_MS);
    if (result != 0 && errno == EWOULDBLOCK && (s->f[1].u & LOCK_BY_FORCE) && is_there(path, &locked) == 1)
        result = take_over(fd, &locked);
    int error = result != 0 ? errno : 0;
    int there = is_there(path, &locked); /* whoever held the lock may have removed it */
    if (there < 0)
        return fail_call(&r->failure, "lstat", path);
    if (!there)
        return gone(r, s);
    if (error == EWOULDBLOCK)
        return fail_words(&r->failure, error, "another command has been working on this container for 10 s", NULL);
    if (error)
        return fail_error(&r->failure, error, "flock", path);
    if (r->lock_count == RUN_LOCKS)
        return fail_words(&r->failure, 0, "more locks in a plan than the launcher holds", NULL);
    r->locks[r->lock_count++] = steal_fd(&fd);
    return 0;
}

void run_unlock(struct run *r)
{
    while (r->lock_count > 0)
        close(r->locks[--r->lock_count]);
}
