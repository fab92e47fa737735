#include "socket.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/uio.h>
#include <sys/un.h>

#include "common/fds.h"
#include "common/rights.h"
#include "common/text.h"

enum { PATIENCE_SECONDS = 10 };

void socket_patience(int socket)
{
    struct timeval patience = {.tv_sec = PATIENCE_SECONDS};
    (void)setsockopt(socket, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
}

/* Through a descriptor of the socket file, so that its path may be longer than sun_path. */
int socket_open(const char *path)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    char number[TEXT_U64];
    cleanup_fd int file = open_fd(path, O_PATH | O_CLOEXEC);
    if (file < 0)
        return -1;
    cleanup_fd int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (fd < 0)
        return -1;
    text_join(address.sun_path, sizeof address.sun_path, "/proc/self/fd/", text_u64(number, (uint64_t)file), NULL);
    socket_patience(fd);
    int result;
    do
        result = connect(fd, (struct sockaddr *)&address, sizeof address);
    while (result != 0 && errno == EINTR);
    return result == 0 ? steal_fd(&fd) : -1;
}

int socket_connect(struct run *r, const char *path)
{
    int fd = socket_open(path);
    if (fd < 0 && errno == EAGAIN)
        return fail_words(&r->failure, EAGAIN, "connect ", path, ": nobody has accepted the connection for 10 s", NULL);
    return fd >= 0 ? fd : fail_call(&r->failure, "connect", path);
}

int socket_send(int socket, const void *bytes, size_t len, int passed)
{
    struct iovec part = {(void *)(uintptr_t)bytes, len};
    struct msghdr msg = {.msg_iov = &part, .msg_iovlen = 1};
    union rights rights;
    rights_put(&msg, &rights, passed);
    while (part.iov_len > 0) {
        ssize_t n = sendmsg(socket, &msg, MSG_NOSIGNAL);
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return -1;
        part.iov_base = (char *)part.iov_base + n;
        part.iov_len -= (size_t)n;
        msg.msg_control = NULL;
        msg.msg_controllen = 0;
    }
    return 0;
}
