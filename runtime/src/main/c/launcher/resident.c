#include "resident.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <sys/un.h>
#include <unistd.h>

#include "common/fds.h"
#include "common/text.h"
#include "state_root.h"

/* A warm engine answers within a millisecond. One that is stopped or overrun costs a command this much, once for each
   frame, and then a JVM of its own. */
enum { PATIENCE_US = 250 * 1000 };

/* Only its owner can put a socket there: somebody else's engine would decide what we do with our rights. */
static int open_directory(const char *path)
{
    struct stat st;
    cleanup_fd int dir = open(path, O_PATH | O_DIRECTORY | O_CLOEXEC);
    if (dir < 0 || fstat(dir, &st) != 0 || st.st_uid != geteuid() || (st.st_mode & 077) != 0)
        return -1;
    return steal_fd(&dir);
}

static bool is_ours(int fd)
{
    struct ucred peer;
    socklen_t size = sizeof peer;
    return getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &peer, &size) == 0 && peer.uid == geteuid();
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
    cleanup_fd int dir = open_directory(path);
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
