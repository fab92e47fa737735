#include "mount_root.h"

#include <fcntl.h>
#include <stdint.h>
#include <unistd.h>

#include "common/sys.h"
#include "resolve.h"

/* What is read of struct statx; musl has none of it. */
struct statx_part {
    uint32_t mask, block_size;
    uint64_t attributes;
    uint8_t inode[0x90 - 16];
    uint64_t mount;
    uint8_t rest[256 - 0x98];
};

static bool stat_mount(int fd, struct statx_part *st)
{
    static const unsigned mount_id = 0x1000;   /* STATX_MNT_ID, since 5.8 */
    static const uint64_t mount_root = 0x2000; /* STATX_ATTR_MOUNT_ROOT, since 5.8 */
    return syscall(SYS_statx, fd, "", AT_EMPTY_PATH, mount_id, st) == 0 && (st->attributes & mount_root);
}

bool is_mount_root(int fd)
{
    struct statx_part st;
    return stat_mount(fd, &st);
}

bool is_root(struct stage *stage, int fd)
{
    struct statx_part root, st;
    return stat_mount(stage_root(stage), &root) && stat_mount(fd, &st) && st.mount == root.mount;
}
