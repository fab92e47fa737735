#include "request.h"

#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "build_id.h"
#include "common/fds.h"
#include "installation.h"
#include "kept.h"

enum { MOUNTINFO_MAX = 16 << 20 };

size_t frame_begin(struct buffer *b, enum frame_kind kind)
{
    size_t begin = b->len;
    buffer_u32(b, 0);
    buffer_char(b, (char)kind);
    return begin;
}

void frame_end(struct buffer *b, size_t begin)
{
    buffer_patch(b, begin, (uint32_t)(b->len - begin - 4));
}

/* The text of a file as a b field; empty when it cannot be read. */
static void put_file(struct buffer *b, const char *path)
{
    size_t at = b->len;
    buffer_u32(b, 0);
    cleanup_fd int fd = open_fd(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return;
    if (buffer_read(b, fd, MOUNTINFO_MAX) != 0)
        b->len = at + 4;
    buffer_patch(b, at, (uint32_t)(b->len - at - 4));
}

/* What the caller may grant, and the number of the last capability that the kernel knows: it refuses the next one. */
static uint64_t bounding_set(uint32_t *last)
{
    uint64_t set = 0;
    int has;
    uint32_t cap = 0;
    for (; cap < 64 && (has = prctl(PR_CAPBSET_READ, cap, 0, 0, 0)) >= 0; cap++)
        set |= (uint64_t)has << cap;
    *last = cap > 0 ? cap - 1 : 0;
    return set;
}

void request_put_caller(struct buffer *b, const struct caller *c, uint32_t bits)
{
    char cwd[PATH_MAX]; /* it may be removed, elsewhere, or longer */
    buffer_string(b, getcwd(cwd, sizeof cwd) && cwd[0] == '/' ? cwd : "/proc/self/cwd");
    buffer_u32(b, geteuid());
    buffer_u32(b, getegid());
    buffer_u32(b, c->umask);
    buffer_u32(b, bits);
}

/* What we are built for: uname(2) has i686 for x86-64 when the caller's personality(2) is LINUX32. */
static const char *machine(const struct utsname *uts)
{
#if defined(__x86_64__)
    (void)uts;
    return "x86_64";
#elif defined(__aarch64__)
    (void)uts;
    return "aarch64";
#else
    return uts->machine;
#endif
}

void request_put_host(struct buffer *b)
{
    struct utsname uts;
    uint32_t last;
    uint64_t bounding;
    uname(&uts);
    buffer_string(b, uts.release);
    buffer_string(b, machine(&uts));
    bounding = bounding_set(&last);
    buffer_u32(b, last);
    buffer_u64(b, bounding);
}

void request_put(struct buffer *b, const struct caller *c)
{
    static char *const nothing[] = {NULL};
    char lib[PATH_MAX];
    char *const *argv = c->kept ? c->kept->argv : c->argv;
    size_t begin = frame_begin(b, FRAME_REQUEST);
    buffer_u32(b, PROTOCOL_VERSION);
    buffer_string(b, JRUNC_BUILD_ID);
    buffer_string(b, c->program);
    buffer_strings(b, c->argc > 0 ? argv + 1 : nothing);
    buffer_strings(b, environ);
    request_put_caller(b, c, caller_bits());
    buffer_u64(b, (uint64_t)c->now.tv_sec);
    buffer_u32(b, (uint32_t)c->now.tv_nsec);
    request_put_host(b);
    installation_lib(lib);
    buffer_string(b, lib);
    put_file(b, "/proc/self/cgroup");
    put_file(b, "/proc/self/mountinfo");
    frame_end(b, begin);
}
