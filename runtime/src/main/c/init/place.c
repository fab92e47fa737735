#include "place.h"

#include <fcntl.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include "common/sys.h"
#include "resolve.h"

/* struct statx; musl has none of it. */
struct statx_part {
    uint32_t mask, block_size;
    uint64_t attributes;
    uint32_t links, uid, gid;
    uint16_t mode, spare;
    uint64_t inode, size, blocks, attributes_known;
    uint64_t times[8];
    uint32_t special_major, special_minor, major, minor;
    uint64_t mount;
    uint8_t rest[256 - 0x98];
};
_Static_assert(sizeof(struct statx_part) == 256, "as large as the kernel's");

void place_close(struct place *place)
{
    close_fd(&place->fd);
}

int place_look(struct place *place, int fd)
{
    static const unsigned wanted = 0x1103;     /* STATX_TYPE, STATX_MODE, STATX_INO, STATX_MNT_ID, since 5.8 */
    static const uint64_t mount_root = 0x2000; /* STATX_ATTR_MOUNT_ROOT, since 5.8 */
    struct statx_part st;
    if (syscall(SYS_statx, fd, "", AT_EMPTY_PATH, wanted, &st) < 0)
        return -1;
    *place = (struct place){.fd = fd,
            .mode = st.mode,
            .device = makedev(st.major, st.minor),
            .inode = st.inode,
            .mount = st.mount,
            .mount_root = st.attributes & mount_root};
    return 0;
}

int place_take(struct place *place, int fd)
{
    cleanup_fd int taken = fd;
    if (fd < 0 || place_look(place, fd) < 0)
        return -1;
    taken = -1;
    return 0;
}

bool same_file(const struct place *a, const struct place *b)
{
    return a->device == b->device && a->inode == b->inode;
}

bool is_root(struct stage *stage, const struct place *place)
{
    struct place root;
    return place->mount_root && place_look(&root, stage_root(stage)) == 0 && root.mount_root &&
           place->mount == root.mount;
}
