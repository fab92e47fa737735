/* Links and addresses of one network namespace: rtnetlink(7). */
#pragma once

#include <stdint.h>

enum { NETLINK_ADDRESSES = 64, NETLINK_LINKS = 1024 };

struct net_address {
    uint8_t family;
    uint8_t prefix;
    uint8_t len; /* of each address below */
    uint32_t flags;
    uint8_t local[16];
    uint8_t peer[16];
    uint8_t broadcast[4];
    int has_broadcast;
};

/* Each returns -1 with errno on failure. */
int netlink_open(void);
/* The permanent addresses of global scope; their number. */
int netlink_addresses(int socket, int index, struct net_address *out);
int netlink_add_address(int socket, int index, const struct net_address *address);
/* The index of every link; their number. */
int netlink_links(int socket, int *out);
int netlink_set_up(int socket, int index, int up);
/* To the network namespace with this descriptor, under a name that may hold %d. */
int netlink_move(int socket, int index, int name_space, const char *name);
