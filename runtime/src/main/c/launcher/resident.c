#include "resident.h"

#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/un.h>
#include <unistd.h>

#include "common/fds.h"
#include "common/proc.h"
#include "common/text.h"
#include "state_root.h"

/* A warm engine answers within a millisecond. One that is stopped or overrun costs a command this much, once for each
   frame, and then a JVM of its own. */
enum { PATIENCE_MS = 250, PATIENCE_US = PATIENCE_MS * 1000 };

/* With many launchers at once it is the others' turn first: as long as it computes we wait, for a JVM of our own would
   take more from the rest. */
enum { SHORT_MS = 20, LONGEST_MS = 10000 };

static bool is_ours(int fd)
{
    struct ucred peer;
    socklen_t size = sizeof peer;
    return getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &peer, &size) == 0 && peer.uid == geteuid();
}

bool resident_await(int fd)
{
    struct pollfd p = {.fd = fd, .events = POLLIN};
    struct ucred peer;
    socklen_t size = sizeof peer;
    struct proc_stat before;
    struct proc_stat now;
    if (poll(&p, 1, SHORT_MS) > 0)
        return true;
    if (getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &peer, &size) != 0 || proc_stat_read(peer.pid, &before) != 0)
        return false;
    for (int i = 0; i < LONGEST_MS / PATIENCE_MS; i++) {
        if (poll(&p, 1, PATIENCE_MS) > 0)
            return true;
        if (proc_stat_read(peer.pid, &now) != 0 || now.start != before.start || now.ticks == before.ticks)
            return false;
        before = now;
    }
    return false;
}

int resident_connect(const struct global_args *g)
{
    char path[PATH_MAX];
    char number[TEXT_U64];
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    struct timeval patience = {.tv_usec = PATIENCE_US};
    const char *mode = caller_env("JRUNC_RESIDENT");
    if ((mode && strcmp(mode, "off") == 0) || !state_root_path(path, g->root, RESIDENT_DIRECTORY))
        return -1;
    /* Somebody else's engine would decide what we do with our rights. */
    cleanup_fd int dir = state_own_directory(path);
    if (dir < 0)
        return -1;
    /* Not blocking: with a full queue connect would wait. */
    cleanup_fd int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    text_join(address.sun_path, sizeof address.sun_path, "/proc/self/fd/", text_u64(number, (uint64_t)dir), "/socket",
            NULL);
    if (fd < 0 || connect(fd, (struct sockaddr *)&address, sizeof address) != 0 || !is_ours(fd))
        return -1;
    if (fcntl(fd, F_SETFL, 0) != 0 || setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience) != 0 ||
            setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience) != 0)
        return -1;
    return steal_fd(&fd);
}
