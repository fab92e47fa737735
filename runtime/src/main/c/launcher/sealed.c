#include "sealed.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/fds.h"
#include "common/sys.h"
#include "stage_image.h"

static const char stage_name[] = "jrunc";

/* With the flag that says what it is for, which kernels before 6.3 do not know. */
static int new_memfd(const char *name, unsigned flag)
{
    int fd = sys_memfd_create(name, MFD_CLOEXEC | MFD_ALLOW_SEALING | flag);
    return fd < 0 && errno == EINVAL ? sys_memfd_create(name, MFD_CLOEXEC | MFD_ALLOW_SEALING) : fd;
}

/* Takes fd over. */
static int fill(int fd, const char *name, const void *bytes, size_t len, struct failure *f)
{
    cleanup_fd int file = fd;
    if (write_all(file, bytes, len) != 0 || lseek(file, 0, SEEK_SET) != 0)
        return fail_call(f, "write", name);
    if (fcntl(file, F_ADD_SEALS, F_SEAL_SEAL | F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE) != 0)
        return fail_call(f, "fcntl F_ADD_SEALS", name);
    return steal_fd(&file);
}

int sealed_bytes(const char *name, const void *bytes, size_t len, struct failure *f)
{
    int fd = new_memfd(name, MFD_NOEXEC_SEAL);
    return fd < 0 ? fail_call(f, "memfd_create", name) : fill(fd, name, bytes, len, f);
}

/* vm.memfd_noexec=2 allows no memfd that can be executed. A tmpfs of its own that is nowhere in the tree protects the
   file as well: its mount is read-only before the descriptors that made it are closed, and nobody can find another
   (fsmount(2), mount_setattr(2)). */
static int in_tmpfs(const uint8_t *bytes, size_t len)
{
    struct sys_mount_attr attr = {.attr_set = MOUNT_ATTR_RDONLY};
    cleanup_fd int fs = sys_fsopen("tmpfs", FSOPEN_CLOEXEC);
    if (fs < 0 || sys_fsconfig(fs, FSCONFIG_CMD_CREATE, NULL, NULL, 0) != 0)
        return -1;
    cleanup_fd int mount = sys_fsmount(fs, FSMOUNT_CLOEXEC, MOUNT_ATTR_NOSUID | MOUNT_ATTR_NODEV);
    if (mount < 0)
        return -1;
    int file = openat(mount, stage_name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0555);
    bool filled = file >= 0 && write_all(file, bytes, len) == 0;
    close_fd(&file);
    if (!filled || sys_mount_setattr(mount, "", AT_EMPTY_PATH, &attr) != 0)
        return -1;
    return openat(mount, stage_name, O_RDONLY | O_CLOEXEC);
}

int sealed_stage(struct failure *f)
{
    size_t len = (size_t)(stage_image_end - stage_image);
    cleanup_fd int fd = new_memfd(stage_name, MFD_EXEC);
    if (fd >= 0 && fchmod(fd, 0555) != 0)
        return fail_call(f, "fchmod", stage_name);
    if (fd >= 0)
        return fill(steal_fd(&fd), stage_name, stage_image, len, f);
    fail_call(f, "memfd_create", stage_name);
    if (f->error != EACCES)
        return -1;
    fd = in_tmpfs(stage_image, len);
    return fd >= 0 ? steal_fd(&fd) : fail_adds(f, "sysctl vm.memfd_noexec is 2, and only root can do without");
}
