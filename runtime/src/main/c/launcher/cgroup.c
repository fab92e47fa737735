/* Cgroup directories: making and freezing them. */
#include "cgroup.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/clock.h"
#include "common/fds.h"
#include "common/sys.h"
#include "common/text.h"
#include "ops.h"

enum { FREEZE_ROUNDS = 1000, FREEZE_PAUSE_MS = 10, FREEZE_AGAIN = 50 };

int cgroup_put(int dir, const char *file, const char *value)
{
    cleanup_fd int fd = openat(dir, file, O_WRONLY | O_CLOEXEC);
    if (fd < 0)
        return -1;
    ssize_t n;
    do
        n = write(fd, value, strlen(value));
    while (n < 0 && errno == EINTR);
    return n < 0 ? -1 : 0;
}

bool cgroup_frozen(int dir, unsigned version)
{
    char text[512];
    if (read_small(dir, version == 2 ? "cgroup.events" : "freezer.state", text, sizeof text) <= 0)
        return false;
    return version == 2 ? strstr(text, "frozen 1") != NULL : strncmp(text, "FROZEN", 6) == 0;
}

static int thaw_one(int parent, const char *name, int dir, void *argument)
{
    (void)parent;
    (void)name;
    (void)argument;
    (void)!cgroup_put(dir, "freezer.state", "THAWED");
    return 0;
}

void cgroup_thaw(const char *freezer)
{
    (void)!cgroup_walk(AT_FDCWD, freezer, thaw_one, NULL);
}

bool cgroup_says_one(const char *directory, const char *file)
{
    char path[PATH_MAX];
    char text[8];
    return text_join(path, sizeof path, directory, "/", file, NULL) &&
           read_small(AT_FDCWD, path, text, sizeof text) > 0 && text[0] == '1';
}

bool cgroup_frozen_above(const char *freezer, char *out, size_t size)
{
    if (!cgroup_says_one(freezer, "freezer.parent_freezing"))
        return false;
    text_copy(out, size, freezer);
    for (char *slash = strrchr(out, '/'); slash && slash != out; slash = strrchr(out, '/')) {
        *slash = '\0';
        if (cgroup_says_one(out, "freezer.self_freezing"))
            return true;
    }
    return false; /* thawed meanwhile */
}

/* Delegates the controllers to the children of dir, one token a write: what the kernel lacks must not cost the rest. */
static void delegate(int dir, const char *controllers)
{
    char token[64];
    for (const char *p = controllers; *p;) {
        size_t n = strcspn(p, " ");
        if (n > 0 && n < sizeof token) {
            memcpy(token, p, n);
            token[n] = '\0';
            (void)!cgroup_put(dir, "cgroup.subtree_control", token);
        }
        p += n + strspn(p + n, " ");
    }
}

/* A new v1 cpuset allows nothing; a task cannot enter it before it has both. */
static int inherit_cpuset(int parent, int child)
{
    static const char *const files[] = {"cpuset.cpus", "cpuset.mems"};
    char value[8192];
    for (int i = 0; i < 2; i++) {
        if (read_small(child, files[i], value, sizeof value) < 0)
            return -1;
        if (value[0] != '\n' && value[0] != '\0')
            continue;
        if (read_small(parent, files[i], value, sizeof value) < 0)
            return -1;
        if (cgroup_put(child, files[i], value) != 0)
            return -1;
    }
    return 0;
}

/* Makes one level and opens it, unless it is the last and nothing is to be looked at there; the name of the call that
   failed, or NULL. */
static const char *descend(int *dir, const char *name, bool last, uint32_t flags, const char *controllers, bool *made)
{
    if (flags & CGROUP_CREATE_CONTROLLERS)
        delegate(*dir, controllers);
    *made = mkdirat(*dir, name, 0755) == 0;
    if (!*made && errno != EEXIST)
        return "mkdir";
    if (last && *made && !(flags & (CGROUP_CREATE_CPUSET | CGROUP_CREATE_THAWED)))
        return NULL;
    cleanup_fd int child = openat(*dir, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    if (child < 0)
        return "open";
    if ((flags & CGROUP_CREATE_CPUSET) && inherit_cpuset(*dir, child) != 0)
        return "cpuset of";
    close_fd(dir);
    *dir = steal_fd(&child);
    return NULL;
}

static int check_leaf(struct run *r, int leaf, bool made, uint32_t flags)
{
    char first[64];
    if (!made && (flags & CGROUP_CREATE_EMPTY) && read_small(leaf, "cgroup.procs", first, sizeof first) > 0)
        return fail_words(&r->failure, EBUSY, "container's cgroup is not empty",
                ": others are in it; linux.cgroupsPath can name another", NULL);
    if ((flags & CGROUP_CREATE_THAWED) && (cgroup_frozen(leaf, 1) || cgroup_frozen(leaf, 2)))
        return fail_words(&r->failure, EBUSY, "container's cgroup unexpectedly frozen", NULL);
    return 0;
}

/* The part of path below root, or NULL when it is not below it. */
static const char *below(const char *root, const char *path)
{
    size_t n = strlen(root);
    while (n > 0 && root[n - 1] == '/')
        n--;
    return strncmp(root, path, n) == 0 && (path[n] == '/' || path[n] == '\0') ? path + n : NULL;
}

/* Removes the levels of path up to its byte `end`, the deepest first; `first` is where the highest one ends. */
static void take_back(const char *path, size_t first, size_t end)
{
    char part[PATH_MAX];
    if (first == 0 || end >= sizeof part)
        return;
    memcpy(part, path, end);
    part[end] = '\0';
    while (rmdir(part) == 0 && end > first) {
        end = (size_t)(strrchr(part, '/') - part);
        part[end] = '\0';
    }
}

/* The levels above the leaf are there as a rule, and where nothing is to be written to them are passed at once: how
   many bytes of rest are done with, 0 when they have to be gone through one by one. */
static size_t pass_levels(int *dir, const char *rest, uint32_t flags)
{
    char above[PATH_MAX];
    const char *slash = strrchr(rest, '/');
    if ((flags & (CGROUP_CREATE_CONTROLLERS | CGROUP_CREATE_CPUSET)) || !slash || strstr(rest, "..") ||
            (size_t)(slash - rest) >= sizeof above)
        return 0;
    memcpy(above, rest, (size_t)(slash - rest));
    above[slash - rest] = '\0';
    int parent = sys_openat2(*dir, above, O_PATH | O_DIRECTORY | O_CLOEXEC, 0, RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS);
    if (parent < 0)
        return 0;
    close_fd(dir);
    *dir = parent;
    return (size_t)(slash - rest);
}

/* Where the highest level that was made ends in path: *first, 0 when there is none; *end: as far as it was gone. */
static int create_levels(struct run *r, const struct plan_step *s, size_t *first, size_t *end)
{
    const char *path = s->f[1].s;
    const char *rest = below(s->f[0].s, path);
    if (!rest)
        return fail_error(&r->failure, EINVAL, "mkdir", path);
    cleanup_fd int dir = open_fd(s->f[0].s, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (dir < 0)
        return fail_call(&r->failure, "open", s->f[0].s);
    bool made = false;
    rest += strspn(rest, "/");
    rest += pass_levels(&dir, rest, s->f[2].u);
    while (*(rest += strspn(rest, "/"))) {
        char name[NAME_MAX + 1];
        size_t n = strcspn(rest, "/");
        if (n > NAME_MAX)
            return fail_error(&r->failure, ENAMETOOLONG, "mkdir", path);
        memcpy(name, rest, n);
        name[n] = '\0';
        if (strcmp(name, "..") == 0)
            return fail_error(&r->failure, EINVAL, "mkdir", path);
        rest += n;
        bool last = rest[strspn(rest, "/")] == '\0';
        const char *call = descend(&dir, name, last, s->f[2].u, s->f[3].s, &made);
        if (made) {
            *end = (size_t)(rest - path);
            *first = *first ? *first : *end;
        }
        if (call)
            return fail_call(&r->failure, call, path);
    }
    return check_leaf(r, dir, made, s->f[2].u);
}

int op_cgroup_create(struct run *r, const struct plan_step *s)
{
    size_t first = 0;
    size_t end = 0;
    if (create_levels(r, s, &first, &end) == 0)
        return 0;
    take_back(s->f[1].s, first, end);
    return -1;
}

static int freeze(struct run *r, int dir, const char *path, uint32_t version)
{
    const char *file = version == 2 ? "cgroup.freeze" : "freezer.state";
    for (int round = 0; round < FREEZE_ROUNDS; round++) {
        /* v1 can hang in FREEZING while a task of the cgroup is being forked; thawing for a moment helps. */
        if (version == 1 && round > 0 && round % FREEZE_AGAIN == 0) {
            cgroup_put(dir, file, "THAWED");
            sleep_ms(FREEZE_PAUSE_MS);
        }
        if ((round == 0 || (version == 1 && round % FREEZE_AGAIN == 0)) &&
                cgroup_put(dir, file, version == 2 ? "1" : "FROZEN") != 0)
            return fail_call(&r->failure, "write", path);
        if (cgroup_frozen(dir, version))
            return 0;
        sleep_ms(round < FREEZE_PAUSE_MS ? 1 : FREEZE_PAUSE_MS);
    }
    cgroup_put(dir, file, version == 2 ? "0" : "THAWED");
    return fail_error(&r->failure, ETIMEDOUT, "freeze", path);
}

/* The write wakes all that was frozen here, and what a cgroup above has frozen is not to be waited for. */
static int thaw(struct run *r, int dir, const char *path, uint32_t version)
{
    char above[PATH_MAX];
    if (cgroup_put(dir, version == 2 ? "cgroup.freeze" : "freezer.state", version == 2 ? "0" : "THAWED") != 0)
        return fail_call(&r->failure, "write", path);
    if (version == 1 && cgroup_frozen_above(path, above, sizeof above))
        return fail_words(
                &r->failure, EBUSY, "container stays paused until the cgroup above it, ", above, ", is thawed", NULL);
    return 0;
}

int op_freeze(struct run *r, const struct plan_step *s)
{
    const char *path = s->f[0].s;
    cleanup_fd int dir = open_fd(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (dir < 0)
        return fail_call(&r->failure, "open", path);
    return s->f[2].u ? freeze(r, dir, path, s->f[1].u) : thaw(r, dir, path, s->f[1].u);
}
