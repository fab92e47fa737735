/* Attributes of mounts, as Linux 5.12 and 5.13 change them: MOUNT_ATTR_NOSYMFOLLOW is EINVAL there. */
#include <errno.h>
#include <sys/statvfs.h>

#include "check.h"
#include "common/sys.h"

static int setattr_of_5_12(int dir, const char *path, unsigned flags, struct sys_mount_attr *attr)
{
    if ((attr->attr_set | attr->attr_clr) & MOUNT_ATTR_NOSYMFOLLOW) {
        errno = EINVAL;
        return -1;
    }
    return sys_mount_setattr(dir, path, flags, attr);
}

#define sys_mount_setattr setattr_of_5_12
#include "init/attach.c"

static unsigned long flags_of(int mount)
{
    struct statvfs fs;
    return fstatvfs(mount, &fs) == 0 ? fs.f_flag & (ST_RDONLY | ST_NOSUID | ST_NODEV | ST_NOEXEC) : ~0UL;
}

int main(void)
{
    cleanup_fd int mount = clone_mount(AT_FDCWD, "/", false, true);
    if (mount < 0) {
        printf("skipped: open_tree: %s\n", strerror(errno));
        return 77;
    }
    CHECK(set_attributes(mount, MOUNT_ATTR_RDONLY | MOUNT_ATTR_NOSUID, 0) == 0);
    CHECK(flags_of(mount) == (ST_RDONLY | ST_NOSUID));
    CHECK(set_attributes(mount, MOUNT_ATTR_NODEV, MOUNT_ATTR_RDONLY) == 0);
    CHECK(flags_of(mount) == ST_NODEV);
    CHECK(set_attributes(mount, MOUNT_ATTR_NOSYMFOLLOW, 0) == -1 && errno == EINVAL);
    return finish_tests("attach_test");
}
