#include <errno.h>
#include <limits.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>

#include "common/fds.h"
#include "common/sys.h"
#include "common/text.h"
#include "ops.h"
#include "resolve.h"

enum { PASSWD_MAX = 1 << 20, HEAD = 256 };

/* ---- HOME */

/* The sixth field of the line "name:x:UID:gid:comment:HOME:shell" that has this uid, copied; NULL without one.
   A number is compared with the third field only: a user that is named like a number is nobody (CVE-2016-3697). */
static const char *home_in(char *text, uint32_t uid, struct arena *arena)
{
    enum { UID = 2, DIRECTORY = 5, FIELDS = 6 };
    for (char *line = text; *line;) {
        char *fields[FIELDS] = {0};
        char *next = line + strcspn(line, "\n");
        int count = 0;
        uint64_t number;
        if (*next)
            *next++ = '\0';
        for (char *p = line; p && count < FIELDS; count++) {
            fields[count] = p;
            p = strchr(p, ':');
            if (p)
                *p++ = '\0';
        }
        line = next;
        if (count < FIELDS || !text_to_u64(fields[UID], UINT32_MAX, &number) || number != uid || !*fields[DIRECTORY])
            continue;
        size_t size = strlen(fields[DIRECTORY]) + 1;
        char *home = arena_take(arena, size);
        return home ? memcpy(home, fields[DIRECTORY], size) : NULL;
    }
    return NULL;
}

/* An image's file may be anything: only a regular one of a sane size is opened, through the descriptor that was
   looked at, so that no fifo or device blocks or acts. -1: none such. */
static int open_regular(struct stage *stage, const char *path, off_t max)
{
    char by_fd[RESOLVE_FD_PATH];
    struct stat st;
    cleanup_fd int fd = root_open(stage, path, O_PATH, 0);
    if (fd < 0 || fstat(fd, &st) < 0 || !S_ISREG(st.st_mode) || st.st_size > max)
        return -1;
    return openat(stage_proc(stage), proc_fd_path(by_fd, fd), O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
}

int init_home(struct stage *stage, const struct plan_step *step, struct failure *f)
{
    (void)f;
    stage->home = "/";
    cleanup_fd int fd = open_regular(stage, "/etc/passwd", PASSWD_MAX);
    char *kept = arena_take(&stage->arena, PATH_MAX); /* in front of what is given back */
    char *mark = stage->arena.next;
    char *text = arena_take(&stage->arena, PASSWD_MAX + 1);
    ssize_t n = fd >= 0 && kept && text ? read_full(fd, text, PASSWD_MAX) : -1;
    if (n > 0) {
        text[n] = '\0';
        const char *home = home_in(text, step->f[0].u, &stage->arena);
        if (home && text_copy(kept, PATH_MAX, home))
            stage->home = kept;
    }
    arena_reset(&stage->arena, mark);
    return 0;
}

/* ---- LOOKUP */

/* The interpreter of a script, when it is missing: execve(2) will say ENOENT, and by then a filter may forbid to look.
   A name that ends in a carriage return comes from a file with DOS line ends. */
static void remember_interpreter(struct stage *stage, const char *program)
{
    char head[HEAD];
    cleanup_fd int fd = open_fd(program, O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
    ssize_t n = fd < 0 ? -1 : read_full(fd, head, sizeof head - 1);
    if (n < 4 || head[0] != '#' || head[1] != '!')
        return;
    head[n] = '\0';
    char *name = head + 2;
    name += strspn(name, " \t");
    name[strcspn(name, " \t\n")] = '\0';
    if (!*name || faccessat(AT_FDCWD, name, F_OK, 0) == 0 || errno != ENOENT)
        return;
    size_t size = strlen(name) + 1;
    char *copy = arena_take(&stage->arena, size);
    if (copy)
        stage->interpreter = memcpy(copy, name, size);
}

/* faccessat(2) itself asks for the real uid, without its capabilities; a filter may refuse the call that does not. */
static int execute_error(const char *path)
{
    if (faccessat(AT_FDCWD, path, X_OK, AT_EACCESS) == 0)
        return 0;
    return errno == EPERM && faccessat(AT_FDCWD, path, X_OK, 0) == 0 ? 0 : errno;
}

/* errno 0: it is a regular file that this user may execute. */
static int program_error(const char *path, struct stat *st)
{
    if (stat(path, st) < 0)
        return errno;
    if (S_ISDIR(st->st_mode))
        return EISDIR;
    if (!S_ISREG(st->st_mode))
        return EACCES;
    return execute_error(path);
}

static int found(struct stage *stage, const char *path)
{
    size_t size = strlen(path) + 1;
    char *copy = arena_take(&stage->arena, size);
    if (!copy)
        return -1;
    stage->program = memcpy(copy, path, size);
    remember_interpreter(stage, stage->program);
    return 0;
}

/* An option, or a whole command line, where a program should be. */
static const char *advice(const char *name)
{
    if (*name == '-')
        return ": a program should stand there, not an option";
    return strchr(name, ' ') ? ": each word of a command line is an argument of its own" : "";
}

/* Callers match on these words: they are those of Go's os/exec. */
static int fail_program(struct failure *f, int error, const char *name)
{
    struct statvfs fs;
    switch (error) {
    case EISDIR:
        return fail_words(f, error, "exec: \"", name, "\": is a directory (permission denied)", NULL);
    case EACCES:
    case EPERM:
        return fail_words(f, error, "exec: \"", name, "\": permission denied",
                statvfs(name, &fs) == 0 && fs.f_flag & ST_NOEXEC ? ": its filesystem is mounted noexec" : "", NULL);
    default:
        return fail_words(f, error, "exec: \"", name, "\": stat ", name, ": ", errno_words(error), advice(name), NULL);
    }
}

int init_lookup(struct stage *stage, const struct plan_step *step, struct failure *f)
{
    const char *name = step->f[0].s;
    char path[PATH_MAX];
    char denied[PATH_MAX];
    struct stat st;
    denied[0] = '\0';
    if (strchr(name, '/')) {
        int error = program_error(name, &st);
        if (error)
            return fail_program(f, error, name);
        return found(stage, name) < 0 ? fail_call(f, "mmap", NULL) : 0;
    }
    const char *dir = step->f[1].s;
    for (bool more = *name && *dir; more;) { /* no PATH is no place, as Go's LookPath has it */
        size_t len = strcspn(dir, ":");
        if (len + 1 + strlen(name) < sizeof path) {
            memcpy(path, dir, len);
            path[len] = '\0';
            text_append(path, sizeof path, len ? "/" : "./"); /* an empty part is the working directory */
            text_append(path, sizeof path, name);
            int error = program_error(path, &st);
            if (error == 0)
                return found(stage, path) < 0 ? fail_call(f, "mmap", NULL) : 0;
            if (error == EACCES && !denied[0])
                text_append(denied, sizeof denied, path);
        }
        more = dir[len] == ':';
        dir += len + more;
    }
    return fail_words(f, ENOENT, "exec: \"", name, "\": executable file not found in $PATH", advice(name),
            denied[0] ? ": this user may not execute " : "", denied, NULL);
}
