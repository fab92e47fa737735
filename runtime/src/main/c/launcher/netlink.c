#include "netlink.h"

#include <errno.h>
#include <linux/rtnetlink.h>
#include <net/if.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum { ANSWER = 32768 };

struct request {
    struct nlmsghdr head;
    union {
        struct ifinfomsg link;
        struct ifaddrmsg address;
    } body;
    char attributes[256];
};

typedef int (*on_message)(const struct nlmsghdr *message, void *to);

int netlink_open(void)
{
    return socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_ROUTE);
}

static void begin(struct request *r, uint16_t type, uint16_t flags, size_t body)
{
    *r = (struct request){.head = {.nlmsg_type = type, .nlmsg_flags = (uint16_t)(NLM_F_REQUEST | flags)}};
    r->head.nlmsg_len = (uint32_t)NLMSG_LENGTH(body);
}

static void add(struct request *r, uint16_t type, const void *bytes, size_t len)
{
    size_t at = NLMSG_ALIGN(r->head.nlmsg_len);
    struct rtattr a = {.rta_type = type, .rta_len = (uint16_t)RTA_LENGTH(len)};
    if (at + RTA_SPACE(len) > sizeof *r)
        return; /* what is sent has a fixed size; a name is checked before */
    memcpy((char *)r + at, &a, sizeof a);
    memcpy((char *)r + at + RTA_LENGTH(0), bytes, len);
    r->head.nlmsg_len = (uint32_t)(at + RTA_LENGTH(len));
}

/* 1 at the end of the answer, 0 when there is more, -1 with errno. */
static int take(const struct nlmsghdr *m, on_message each, void *to)
{
    struct nlmsgerr error;
    if (m->nlmsg_type == NLMSG_DONE)
        return 1;
    if (m->nlmsg_type == NLMSG_ERROR) {
        if (m->nlmsg_len < NLMSG_LENGTH(sizeof error)) {
            errno = EPROTO;
            return -1;
        }
        memcpy(&error, NLMSG_DATA(m), sizeof error);
        errno = -error.error;
        return error.error ? -1 : 1;
    }
    return each ? each(m, to) : 0;
}

/* Sends, and takes messages up to the acknowledgement or the end of the dump. */
static int talk(int socket, const struct request *r, on_message each, void *to)
{
    _Alignas(struct nlmsghdr) char answer[ANSWER];
    if (send(socket, r, r->head.nlmsg_len, 0) < 0)
        return -1;
    for (;;) {
        ssize_t n = recv(socket, answer, sizeof answer, 0);
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            return -1;
        unsigned left = (unsigned)n;
        for (struct nlmsghdr *m = (struct nlmsghdr *)(void *)answer; NLMSG_OK(m, left); m = NLMSG_NEXT(m, left)) {
            int result = take(m, each, to);
            if (result != 0)
                return result < 0 ? -1 : 0;
        }
    }
}

struct addresses {
    int index;
    int count;
    struct net_address *out;
};

static void take_attribute(struct net_address *a, const struct rtattr *attribute)
{
    const void *data = RTA_DATA(attribute);
    size_t len = RTA_PAYLOAD(attribute);
    if (attribute->rta_type == IFA_FLAGS && len == sizeof a->flags)
        memcpy(&a->flags, data, len);
    if (attribute->rta_type == IFA_BROADCAST && len == sizeof a->broadcast) {
        memcpy(a->broadcast, data, len);
        a->has_broadcast = 1;
    }
    if (len != 4 && len != 16)
        return;
    if (attribute->rta_type == IFA_ADDRESS) {
        memcpy(a->peer, data, len);
        if (!a->len) /* IPv6 sends IFA_LOCAL for a peer only */
            memcpy(a->local, data, len);
        a->len = (uint8_t)len;
    }
    if (attribute->rta_type == IFA_LOCAL) {
        memcpy(a->local, data, len);
        a->len = (uint8_t)len;
    }
}

static int take_address(const struct nlmsghdr *m, void *to)
{
    struct addresses *all = to;
    struct ifaddrmsg head;
    if (m->nlmsg_type != RTM_NEWADDR || m->nlmsg_len < NLMSG_LENGTH(sizeof head))
        return 0;
    memcpy(&head, NLMSG_DATA(m), sizeof head);
    if ((int)head.ifa_index != all->index || head.ifa_scope != RT_SCOPE_UNIVERSE)
        return 0;
    struct net_address a = {.family = head.ifa_family, .prefix = head.ifa_prefixlen, .flags = head.ifa_flags};
    unsigned left = (unsigned)(m->nlmsg_len - NLMSG_LENGTH(sizeof head));
    const struct rtattr *attribute = (const struct rtattr *)(const void *)((const char *)NLMSG_DATA(m) + sizeof head);
    for (; RTA_OK(attribute, left); attribute = RTA_NEXT(attribute, left))
        take_attribute(&a, attribute);
    if (!(a.flags & IFA_F_PERMANENT) || !a.len)
        return 0;
    if (all->count == NETLINK_ADDRESSES) {
        errno = E2BIG;
        return -1;
    }
    all->out[all->count++] = a;
    return 0;
}

int netlink_addresses(int socket, int index, struct net_address *out)
{
    struct request r;
    struct addresses all = {.index = index, .out = out};
    begin(&r, RTM_GETADDR, NLM_F_DUMP, sizeof r.body.address);
    return talk(socket, &r, take_address, &all) < 0 ? -1 : all.count;
}

int netlink_add_address(int socket, int index, const struct net_address *a)
{
    struct request r;
    uint32_t flags = IFA_F_PERMANENT | IFA_F_NODAD | (a->flags & (IFA_F_NOPREFIXROUTE | IFA_F_HOMEADDRESS));
    begin(&r, RTM_NEWADDR, NLM_F_ACK | NLM_F_CREATE | NLM_F_REPLACE, sizeof r.body.address);
    r.body.address =
            (struct ifaddrmsg){.ifa_family = a->family, .ifa_prefixlen = a->prefix, .ifa_index = (unsigned)index};
    add(&r, IFA_LOCAL, a->local, a->len);
    add(&r, IFA_ADDRESS, a->peer, a->len);
    if (a->has_broadcast)
        add(&r, IFA_BROADCAST, a->broadcast, sizeof a->broadcast);
    add(&r, IFA_FLAGS, &flags, sizeof flags);
    return talk(socket, &r, NULL, NULL);
}

struct links {
    int count;
    int *out;
};

static int take_link(const struct nlmsghdr *m, void *to)
{
    struct links *all = to;
    struct ifinfomsg head;
    if (m->nlmsg_type != RTM_NEWLINK || m->nlmsg_len < NLMSG_LENGTH(sizeof head))
        return 0;
    memcpy(&head, NLMSG_DATA(m), sizeof head);
    if (all->count == NETLINK_LINKS) {
        errno = E2BIG;
        return -1;
    }
    all->out[all->count++] = head.ifi_index;
    return 0;
}

int netlink_links(int socket, int *out)
{
    struct request r;
    struct links all = {.out = out};
    begin(&r, RTM_GETLINK, NLM_F_DUMP, sizeof r.body.link);
    return talk(socket, &r, take_link, &all) < 0 ? -1 : all.count;
}

int netlink_set_up(int socket, int index, int up)
{
    struct request r;
    begin(&r, RTM_NEWLINK, NLM_F_ACK, sizeof r.body.link);
    r.body.link = (struct ifinfomsg){.ifi_index = index, .ifi_change = IFF_UP, .ifi_flags = up ? IFF_UP : 0};
    return talk(socket, &r, NULL, NULL);
}

int netlink_move(int socket, int index, int name_space, const char *name)
{
    struct request r;
    begin(&r, RTM_NEWLINK, NLM_F_ACK, sizeof r.body.link);
    r.body.link = (struct ifinfomsg){.ifi_index = index};
    add(&r, IFLA_NET_NS_FD, &name_space, sizeof name_space);
    add(&r, IFLA_IFNAME, name, strlen(name) + 1);
    return talk(socket, &r, NULL, NULL);
}
