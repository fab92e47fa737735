#include "walk.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/fds.h"
#include "common/sys.h"
#include "common/text.h"
#include "resolve.h"

enum { LINKS = 40, MAKINGS = 4096 };

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

/* Makes `part` in the directory `done`; one that is there by now is fine: the caller looks at it again. */
static int make_part(struct walk *w, const char *part, enum resolve_kind kind)
{
    cleanup_fd int parent = open_done(w, O_PATH | O_DIRECTORY);
    if (parent < 0)
        return -1;
    if (make_at(parent, part, kind) < 0)
        return errno == EEXIST ? 0 : -1;
    w->made = true;
    return 0;
}

/* One part further; the open descriptor of what is there now, or -1. Made parts are looked at like any others. */
static int step_into(struct walk *w, const char *part, enum resolve_kind kind)
{
    for (int i = 0; i < RESOLVE_TRIES; i++) {
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
        if (make_part(w, part, kind) < 0)
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
        cleanup_fd int fd = step_into(w, part, last ? kind : RESOLVE_DIRECTORY);
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

int walk_make(int root, const char *path, enum resolve_kind kind, unsigned flags, bool *made)
{
    struct walk w = {.root = root, .flags = flags};
    if (!text_copy(w.rest, PATH_MAX, path)) {
        errno = ENAMETOOLONG;
        return -1;
    }
    int fd = walk_on(&w, kind);
    *made = w.made;
    return fd;
}
