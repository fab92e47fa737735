#include "state_root.h"

#include <fcntl.h>
#include <limits.h>
#include <sys/stat.h>
#include <unistd.h>

#include "caller.h"
#include "common/fds.h"
#include "common/text.h"

bool state_root_path(char *out, const char *root, const char *tail)
{
    if (root)
        return *root && text_join(out, PATH_MAX, root, tail, NULL);
    const char *runtime_dir = caller_env("XDG_RUNTIME_DIR");
    if (geteuid() == 0 && !(runtime_dir && caller_is_nested()))
        return text_join(out, PATH_MAX, "/run/jrunc", tail, NULL);
    return runtime_dir && text_join(out, PATH_MAX, runtime_dir, "/jrunc", tail, NULL);
}

bool state_directory_path(char *out, const char *root, const char *id)
{
    return state_root_path(out, root, "/") && text_append(out, PATH_MAX, id);
}

int state_own_directory(const char *path)
{
    struct stat st;
    cleanup_fd int dir = open_fd(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    if (dir < 0 || fstat(dir, &st) != 0 || st.st_uid != geteuid() || (st.st_mode & 077) != 0)
        return -1;
    return steal_fd(&dir);
}

int state_file_read_at(struct buffer *b, int directory, const char *name, size_t max)
{
    struct stat st;
    cleanup_fd int fd = openat(directory, name, O_RDONLY | O_NONBLOCK | O_NOFOLLOW | O_CLOEXEC);
    if (fd < 0 || fstat(fd, &st) != 0 || !S_ISREG(st.st_mode) || st.st_uid != geteuid())
        return -1;
    return buffer_read_sized(b, fd, st.st_size, max);
}

int state_file_read(struct buffer *b, const char *directory, const char *name, size_t max)
{
    cleanup_fd int dir = open_fd(directory, O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    return dir < 0 ? -1 : state_file_read_at(b, dir, name, max);
}
