#include "resolve.h"

#include <errno.h>
#include <limits.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <unistd.h>

#include "common/fds.h"
#include "common/sys.h"
#include "common/text.h"
#include "mountinfo.h"
#include "walk.h"

int open_procfs(const char *path)
{
    cleanup_fd int fd = open_fd(path, O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    struct statfs fs;
    if (fd < 0 || fstatfs(fd, &fs) < 0 || fs.f_type != PROC_MAGIC)
        return -1;
    return steal_fd(&fd);
}

int stage_root(struct stage *stage)
{
    if (stage->root < 0)
        stage->root = open_fd("/", O_PATH | O_DIRECTORY | O_CLOEXEC);
    return stage->root;
}

/* RESOLVE_IN_ROOT gives up with EAGAIN when something is renamed meanwhile: openat2(2). */
int open_in(int root, const char *path, int flags, uint64_t resolve)
{
    int fd = -1;
    for (int i = 0; i < RESOLVE_TRIES; i++) {
        fd = sys_openat2(root, path, (uint64_t)(unsigned)flags | O_CLOEXEC, 0,
                RESOLVE_IN_ROOT | RESOLVE_NO_MAGICLINKS | resolve);
        if (fd >= 0 || errno != EAGAIN)
            break;
    }
    return fd;
}

int root_open(struct stage *stage, const char *path, int open_flags, unsigned flags)
{
    int root = stage_root(stage);
    if (root < 0)
        return -1;
    return open_in(root, *path ? path : ".", open_flags, flags & RESOLVE_PLAIN ? RESOLVE_NO_SYMLINKS : 0);
}

int root_open_hidden(struct stage *stage, const char *path)
{
    static const char proc[] = "/proc";
    if (stage->proc_mount < 0 || !path_is_named_below(path, proc) || strcmp(path, proc) == 0)
        return root_open(stage, path, O_PATH, 0);
    const char *rest = path + sizeof proc;
    return open_in(stage->proc_mount, *rest ? rest : ".", O_PATH, 0);
}

int make_at(int parent, const char *name, enum resolve_kind kind)
{
    return kind == RESOLVE_DIRECTORY ? mkdirat(parent, name, 0755) : mknodat(parent, name, S_IFREG | 0644, 0);
}

/* The directory part of path; *name points at what is behind it. */
static bool split(const char *path, char parent[PATH_MAX], const char **name)
{
    const char *slash = strrchr(path, '/');
    size_t len = slash ? (size_t)(slash - path) : 0;
    *name = slash ? slash + 1 : path;
    if (len >= PATH_MAX)
        return false;
    memcpy(parent, path, len);
    parent[len] = '\0';
    return true;
}

static bool is_parent_open(const struct stage *stage, const char *path)
{
    size_t len = strlen(stage->parent_path);
    return stage->parent >= 0 && len > 0 && strncmp(path, stage->parent_path, len) == 0 && path[len] == '/' &&
           path[len + 1] && !strchr(path + len + 1, '/');
}

/* dir "": what fd is open on is not to be found again. */
static int keep_parent(struct stage *stage, int fd, const char *dir)
{
    close_fd(&stage->parent);
    strcpy(stage->parent_path, dir);
    return stage->parent = fd;
}

/* root_parent where no link is on the way and nothing is missing; -1 for everything else. */
static int open_parent(struct stage *stage, const char *path, const char **name)
{
    char dir[PATH_MAX];
    if (!split(path, dir, name) || !**name)
        return -1;
    if (is_parent_open(stage, path))
        return stage->parent;
    int fd = open_in(stage_root(stage), *dir ? dir : ".", O_PATH | O_DIRECTORY, RESOLVE_NO_SYMLINKS);
    return fd < 0 ? -1 : keep_parent(stage, fd, dir);
}

/* As a rule only the last part is missing, and no link is on the way: then it is made without the walk, which looks at
   each part. -1 for everything else. */
static int make_last(struct stage *stage, const char *path, enum resolve_kind kind)
{
    const char *name;
    int parent = open_parent(stage, path, &name);
    if (parent < 0 || make_at(parent, name, kind) < 0)
        return -1;
    return open_in(stage_root(stage), path, O_PATH | O_NOFOLLOW, RESOLVE_NO_SYMLINKS);
}

int root_make(struct stage *stage, const char *path, enum resolve_kind kind, unsigned flags, struct place *place)
{
    /* Beside something that was missing it will be missing as well. */
    int fd = is_parent_open(stage, path) ? make_last(stage, path, kind) : -1;
    bool made = fd >= 0;
    if (!made)
        fd = root_open(stage, path, O_PATH, flags);
    if (fd < 0 && errno == ENOENT) {
        fd = make_last(stage, path, kind);
        made = fd >= 0;
        if (!made)
            fd = walk_make(stage_root(stage), path, kind, flags, &made);
    }
    if (place_take(place, fd) < 0)
        return -1;
    place->made = made;
    if (S_ISDIR(place->mode) != (kind == RESOLVE_DIRECTORY)) {
        errno = kind == RESOLVE_DIRECTORY ? ENOTDIR : EISDIR;
        return -1;
    }
    return 0;
}

int root_parent(struct stage *stage, const char *path, const char **name)
{
    char parent[PATH_MAX];
    if (!split(path, parent, name) || strlen(*name) > NAME_MAX) {
        errno = ENAMETOOLONG;
        return -1;
    }
    if (!**name || strcmp(*name, ".") == 0 || strcmp(*name, "..") == 0) {
        errno = EINVAL;
        return -1;
    }
    int fd = open_parent(stage, path, name);
    if (fd >= 0)
        return fd;
    cleanup_place struct place made = NO_PLACE;
    if (root_make(stage, parent, RESOLVE_DIRECTORY, 0, &made) < 0)
        return -1;
    return keep_parent(stage, steal_fd(&made.fd), "");
}

int fail_make(struct failure *f, const char *call, const char *path)
{
    fail_call(f, call, path);
    if (f->error == EACCES)
        return fail_adds(f, "the container's root may not make what is missing there: make it beforehand, or give the "
                            "root filesystem to that user");
    if (f->error == ENOTDIR)
        return fail_adds(f, "what is there is no directory, but one is needed");
    return f->error == EROFS ? fail_adds(f, "make what is missing there beforehand") : -1;
}

int root_cover(struct stage *stage, const char *path, mode_t mode, struct place *target, struct failure *f)
{
    const char *name;
    int parent = root_parent(stage, path, &name);
    if (parent < 0)
        return fail_make(f, "mkdir", path);
    if (mknodat(parent, name, S_IFREG | mode, 0) < 0 && errno != EEXIST)
        return fail_make(f, "mknod", path);
    if (place_take(target, openat(parent, name, O_PATH | O_NOFOLLOW | O_CLOEXEC)) < 0)
        return fail_call(f, "open", path);
    if (S_ISLNK(target->mode)) {
        fail_error(f, ELOOP, "mount", path);
        return fail_adds(f, "it is a symbolic link");
    }
    return 0;
}

const char *proc_fd_path(char *out, int fd)
{
    char number[TEXT_U64];
    text_join(out, RESOLVE_FD_PATH, "self/fd/", text_u64(number, (uint64_t)fd), NULL);
    return out;
}
