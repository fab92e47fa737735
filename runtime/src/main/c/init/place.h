/* What a descriptor is open on, and the mount that shows it: neither changes while it is open. */
#pragma once

#include "common/fds.h"
#include "stage.h"

struct place {
    int fd;
    mode_t mode;
    dev_t device;
    ino_t inode;
    uint64_t mount;
    bool mount_root; /* the top of what that mount shows */
    bool made;       /* by root_make, for it was missing */
};

#define NO_PLACE ((struct place){.fd = -1})
#define cleanup_place __attribute__((cleanup(place_close)))

void place_close(struct place *place);
/* Looks at what fd is open on; it stays the caller's to close. 0, or -1 with errno. */
int place_look(struct place *place, int fd);
/* The same; fd, which may be -1 with errno, is the place's now. */
int place_take(struct place *place, int fd);

/* The same inode, whatever mounts show it. */
bool same_file(const struct place *a, const struct place *b);
/* It is the root of the container. */
bool is_root(struct stage *stage, const struct place *place);
