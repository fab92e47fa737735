#include "fds.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <unistd.h>

void close_fd(int *fd)
{
    if (*fd >= 0) {
        int saved = errno;
        close(*fd);
        errno = saved;
    }
    *fd = -1;
}

int open_fd(const char *path, int flags)
{
    return openat(AT_FDCWD, path, flags);
}

int write_all(int fd, const void *bytes, size_t len)
{
    const uint8_t *p = bytes;
    while (len > 0) {
        ssize_t n = write(fd, p, len);
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return -1;
        p += n;
        len -= (size_t)n;
    }
    return 0;
}

int write_patiently(int fd, const void *bytes, size_t len, int patience)
{
    const uint8_t *p = bytes;
    struct pollfd full = {.fd = fd, .events = POLLOUT};
    while (len > 0) {
        ssize_t n = write(fd, p, len);
        if (n < 0 && errno == EAGAIN) {
            if (poll(&full, 1, patience) > 0 || errno == EINTR)
                continue;
            errno = EAGAIN;
            return -1;
        }
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return -1;
        p += n;
        len -= (size_t)n;
    }
    return 0;
}

ssize_t read_full(int fd, void *bytes, size_t len)
{
    uint8_t *p = bytes;
    size_t got = 0;
    while (got < len) {
        ssize_t n = read(fd, p + got, len - got);
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return -1;
        if (n == 0)
            break;
        got += (size_t)n;
    }
    return (ssize_t)got;
}

ssize_t read_small(int dir, const char *path, char *out, size_t size)
{
    cleanup_fd int fd = openat(dir, path, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return -1;
    ssize_t n;
    do
        n = read(fd, out, size - 1);
    while (n < 0 && errno == EINTR);
    out[n < 0 ? 0 : n] = '\0';
    return n;
}
