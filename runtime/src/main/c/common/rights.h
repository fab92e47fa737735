/* A descriptor beside a message (SCM_RIGHTS, unix(7)). */
#pragma once

#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

union rights {
    struct cmsghdr header;
    char room[CMSG_SPACE(sizeof(int))];
};

/* What is sent takes fd along. */
static inline void rights_put(struct msghdr *msg, union rights *rights, int fd)
{
    *rights = (union rights){0};
    msg->msg_control = rights;
    msg->msg_controllen = sizeof rights->room;
    struct cmsghdr *h = CMSG_FIRSTHDR(msg);
    h->cmsg_level = SOL_SOCKET;
    h->cmsg_type = SCM_RIGHTS;
    h->cmsg_len = CMSG_LEN(sizeof fd);
    memcpy(CMSG_DATA(h), &fd, sizeof fd);
}

/* Room for one; what came with the message, -1: none. The padding has room for a second, which nobody wants. */
static inline void rights_room(struct msghdr *msg, union rights *rights)
{
    msg->msg_control = rights;
    msg->msg_controllen = sizeof rights->room;
}

static inline int rights_take(struct msghdr *msg)
{
    int fds[2] = {-1, -1};
    const struct cmsghdr *h = CMSG_FIRSTHDR(msg);
    if (!h || h->cmsg_level != SOL_SOCKET || h->cmsg_type != SCM_RIGHTS)
        return -1;
    size_t size = h->cmsg_len - CMSG_LEN(0);
    memcpy(fds, CMSG_DATA(h), size < sizeof fds ? size : sizeof fds);
    if (fds[1] >= 0)
        close(fds[1]);
    return fds[0];
}
