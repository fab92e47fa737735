/* A network device of the host goes to the container and keeps its addresses (config-linux.md#network-devices). */
#include <errno.h>
#include <fcntl.h>
#include <net/if.h>
#include <sched.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

#include "common/fds.h"
#include "common/text.h"
#include "netlink.h"
#include "ops.h"

struct device {
    const char *name;
    int index;
    short flags;
    int count;
    struct net_address addresses[NETLINK_ADDRESSES];
};

static int open_namespace(struct run *r)
{
    char path[64];
    char pid[TEXT_U64];
    text_join(path, sizeof path, "/proc/", text_u64(pid, (uint64_t)r->container.pid), "/ns/net", NULL);
    int fd = r->container.pid > 0 ? open_fd(path, O_RDONLY | O_CLOEXEC) : -1;
    return fd < 0 ? fail_call(&r->failure, "open", path) : fd;
}

/* A socket stays in the namespace that it was made in. */
static int open_inside(struct run *r, int inside)
{
    cleanup_fd int own = open_fd("/proc/self/ns/net", O_RDONLY | O_CLOEXEC);
    if (own < 0 || setns(inside, CLONE_NEWNET) != 0)
        return fail_call(&r->failure, "setns", "network namespace of the container");
    int fd = netlink_open();
    int error = errno;
    if (setns(own, CLONE_NEWNET) != 0) {
        close_fd(&fd);
        return fail_call(&r->failure, "setns", "/proc/self/ns/net");
    }
    return fd < 0 ? fail_error(&r->failure, error, "socket", "rtnetlink") : fd;
}

static int look_up(struct run *r, int socket_, struct device *d)
{
    struct ifreq request = {0};
    cleanup_fd int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    text_copy(request.ifr_name, sizeof request.ifr_name, d->name);
    if (fd < 0 || ioctl(fd, SIOCGIFINDEX, &request) != 0)
        return fail_call(&r->failure, "find network device", d->name);
    d->index = request.ifr_ifindex;
    if (ioctl(fd, SIOCGIFFLAGS, &request) != 0)
        return fail_call(&r->failure, "find network device", d->name);
    d->flags = request.ifr_flags;
    d->count = netlink_addresses(socket_, d->index, d->addresses);
    return d->count < 0 ? fail_call(&r->failure, "read addresses of", d->name) : 0;
}

static int bring_up(struct run *r, int socket, int index, const struct device *d)
{
    if (netlink_set_up(socket, index, 1) != 0)
        return fail_call(&r->failure, "set up network device", d->name);
    for (int i = 0; i < d->count; i++)
        if (netlink_add_address(socket, index, &d->addresses[i]) != 0)
            return fail_call(&r->failure, "add an address to network device", d->name);
    return 0;
}

/* The kernel would move the device first and then fail to name it. */
static int check_free(struct run *r, int inside, const char *name)
{
    struct ifreq request = {0};
    text_copy(request.ifr_name, sizeof request.ifr_name, name);
    return ioctl(inside, SIOCGIFINDEX, &request) == 0 ? fail_error(&r->failure, EEXIST, "name network device", name)
                                                      : 0;
}

/* Its index may be another one there, and its name the kernel's choice: what was not there before. */
static int find_new(int socket, const int *before, int count)
{
    int now[NETLINK_LINKS];
    int found = netlink_links(socket, now);
    for (int i = 0; i < found; i++) {
        int known = 0;
        for (int k = 0; k < count; k++)
            known |= before[k] == now[i];
        if (!known)
            return now[i];
    }
    if (found >= 0)
        errno = ENODEV;
    return -1;
}

int op_net_device(struct run *r, const struct plan_step *s)
{
    struct device d = {.name = s->f[0].s};
    int before[NETLINK_LINKS];
    cleanup_fd int name_space = open_namespace(r);
    if (name_space < 0)
        return -1;
    cleanup_fd int host = netlink_open();
    if (host < 0)
        return fail_call(&r->failure, "socket", "rtnetlink");
    cleanup_fd int inside = open_inside(r, name_space);
    if (inside < 0 || check_free(r, inside, s->f[1].s) != 0 || look_up(r, host, &d) != 0)
        return -1;
    int count = netlink_links(inside, before);
    if (count < 0)
        return fail_call(&r->failure, "list network devices of the container", NULL);
    if (netlink_set_up(host, d.index, 0) != 0)
        return fail_call(&r->failure, "set down network device", d.name);
    if (netlink_move(host, d.index, name_space, s->f[1].s) != 0) {
        fail_call(&r->failure, "move network device", d.name);
        struct failure failed = r->failure;
        if (d.flags & IFF_UP)
            bring_up(r, host, d.index, &d);
        r->failure = failed;
        return -1;
    }
    int index = find_new(inside, before, count);
    if (index < 0)
        return fail_call(&r->failure, "find network device", s->f[1].s);
    return bring_up(r, inside, index, &d);
}
