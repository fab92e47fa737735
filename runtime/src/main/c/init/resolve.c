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

enum { RACES = 64, LINKS = 40, MAKINGS = 4096 };

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
static int open_in(int root, const char *path, int flags, uint64_t resolve)
{
    int fd = -1;
    for (int i = 0; i < RACES; i++) {
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

/* A path that is being resolved by hand: `done` has neither links nor dots and is relative to the root. */
struct walk {
    int root;
    unsigned flags;
    unsigned links;
    bool made;
    size_t done_len;
    char done[PATH_MAX];
    char rest[2 * PATH_MAX];
};

/* Takes the next part off rest; false at its end. *last: only slashes follow. */
static bool next_part(struct walk *w, char part[NAME_MAX + 2], bool *last)
{
    char *p = w->rest + strspn(w->rest, "/");
    size_t len = strcspn(p, "/");
    if (len == 0)
        return false;
    size_t copied = len > NAME_MAX ? NAME_MAX + 1 : len; /* too long stays too long: ENAMETOOLONG by the kernel */
    memcpy(part, p, copied);
    part[copied] = '\0';
    p += len;
    *last = p[strspn(p, "/")] == '\0';
    memmove(w->rest, p, strlen(p) + 1);
    return true;
}

static void go_up(struct walk *w)
{
    while (w->done_len > 0 && w->done[w->done_len - 1] != '/')
        w->done_len--;
    if (w->done_len > 0)
        w->done_len--;
    w->done[w->done_len] = '\0';
}

static int go_down(struct walk *w, const char *part)
{
    size_t len = strlen(part);
    size_t slash = w->done_len > 0 ? 1 : 0;
    if (w->done_len + slash + len >= sizeof w->done) {
        errno = ENAMETOOLONG;
        return -1;
    }
    if (slash)
        w->done[w->done_len] = '/';
    memcpy(w->done + w->done_len + slash, part, len + 1);
    w->done_len += slash + len;
    return 0;
}

static int open_done(const struct walk *w, int flags)
{
    return open_in(w->root, w->done_len ? w->done : ".", flags, RESOLVE_NO_SYMLINKS);
}

static int follow_link(struct walk *w, int fd)
{
    char target[PATH_MAX];
    if (w->flags & RESOLVE_PLAIN || ++w->links > LINKS) {
        errno = ELOOP;
        return -1;
    }
    ssize_t n = readlinkat(fd, "", target, sizeof target);
    if (n < 0)
        return -1;
    size_t len = (size_t)n;
    size_t rest = strlen(w->rest);
    if (len == sizeof target || len + 1 + rest + 1 > sizeof w->rest) {
        errno = ENAMETOOLONG;
        return -1;
    }
    memmove(w->rest + len + 1, w->rest, rest + 1);
    memcpy(w->rest, target, len);
    w->rest[len] = '/';
    go_up(w);
    if (target[0] == '/') {
        w->done_len = 0;
        w->done[0] = '\0';
    }
    return 0;
}

static int make_at(int parent, const char *name, bool directory)
{
    return directory ? mkdirat(parent, name, 0755) : mknodat(parent, name, S_IFREG | 0644, 0);
}

/* Makes `part` in the directory `done`; one that is there by now is fine: the caller looks at it again. */
static int make_part(struct walk *w, const char *part, bool directory)
{
    cleanup_fd int parent = open_done(w, O_PATH | O_DIRECTORY);
    if (parent < 0)
        return -1;
    if (make_at(parent, part, directory) < 0)
        return errno == EEXIST ? 0 : -1;
    w->made = true;
    return 0;
}

/* One part further; the open descriptor of what is there now, or -1. Made parts are looked at like any others. */
static int step_into(struct walk *w, const char *part, bool directory)
{
    for (int i = 0; i < RACES; i++) {
        char before[PATH_MAX];
        size_t before_len = w->done_len;
        memcpy(before, w->done, before_len + 1);
        if (go_down(w, part) < 0)
            return -1;
        int fd = open_done(w, O_PATH | O_NOFOLLOW);
        if (fd >= 0 || errno != ENOENT)
            return fd; /* else: made here, or by somebody who was faster */
        memcpy(w->done, before, before_len + 1);
        w->done_len = before_len;
        if (make_part(w, part, directory) < 0)
            return -1;
    }
    errno = ENOENT;
    return -1;
}

static int walk_on(struct walk *w, enum resolve_kind kind)
{
    char part[NAME_MAX + 2];
    bool last;
    for (int i = 0; i < MAKINGS; i++) {
        if (!next_part(w, part, &last))
            return open_done(w, O_PATH | O_NOFOLLOW);
        if (strcmp(part, ".") == 0)
            continue;
        if (strcmp(part, "..") == 0) {
            go_up(w);
            continue;
        }
        w->made = false;
        cleanup_fd int fd = step_into(w, part, !last || kind == RESOLVE_DIRECTORY);
        struct stat st;
        if (fd < 0 || fstat(fd, &st) < 0)
            return -1;
        if (S_ISLNK(st.st_mode)) {
            if (follow_link(w, fd) < 0)
                return -1;
            continue;
        }
        if (last)
            return steal_fd(&fd);
        if (!S_ISDIR(st.st_mode)) {
            errno = ENOTDIR;
            return -1;
        }
    }
    errno = ELOOP;
    return -1;
}

static int walk_root(struct stage *stage, const char *path, enum resolve_kind kind, unsigned flags, bool *made)
{
    struct walk w = {.flags = flags};
    w.root = stage_root(stage);
    if (w.root < 0)
        return -1;
    if (!text_copy(w.rest, PATH_MAX, path)) {
        errno = ENAMETOOLONG;
        return -1;
    }
    int fd = walk_on(&w, kind);
    *made = w.made;
    return fd;
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

/* As a rule only the last part is missing, and no link is on the way: then it is made without the walk, which looks at
   each part. -1 for everything else. */
static int make_last(int root, const char *path, enum resolve_kind kind)
{
    char dir[PATH_MAX];
    const char *name;
    if (!split(path, dir, &name) || !*name)
        return -1;
    cleanup_fd int parent = open_in(root, *dir ? dir : ".", O_PATH | O_DIRECTORY, RESOLVE_NO_SYMLINKS);
    if (parent < 0 || make_at(parent, name, kind == RESOLVE_DIRECTORY) < 0)
        return -1;
    return open_in(root, path, O_PATH | O_NOFOLLOW, RESOLVE_NO_SYMLINKS);
}

int root_make(struct stage *stage, const char *path, enum resolve_kind kind, unsigned flags, struct place *place)
{
    bool made = false;
    int fd = root_open(stage, path, O_PATH, flags);
    if (fd < 0 && errno == ENOENT) {
        fd = make_last(stage_root(stage), path, kind);
        made = fd >= 0;
        if (fd < 0)
            fd = walk_root(stage, path, kind, flags, &made);
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
    if (stage->parent >= 0 && strcmp(parent, stage->parent_path) == 0)
        return stage->parent;
    cleanup_place struct place made = NO_PLACE;
    if (root_make(stage, parent, RESOLVE_DIRECTORY, 0, &made) < 0)
        return -1;
    close_fd(&stage->parent);
    stage->parent = steal_fd(&made.fd);
    strcpy(stage->parent_path, parent);
    return stage->parent;
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
