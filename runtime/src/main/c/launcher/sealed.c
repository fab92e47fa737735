#include "sealed.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/fds.h"
#include "common/sys.h"
#include "common/text.h"

/* With the flag that says what it is for, which kernels before 6.3 do not know. */
static int new_memfd(const char *name, unsigned flag)
{
    int fd = sys_memfd_create(name, MFD_CLOEXEC | MFD_ALLOW_SEALING | flag);
    return fd < 0 && errno == EINVAL ? sys_memfd_create(name, MFD_CLOEXEC | MFD_ALLOW_SEALING) : fd;
}

static int seal(int fd)
{
    return fcntl(fd, F_ADD_SEALS, F_SEAL_SEAL | F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE);
}

int sealed_bytes(const char *name, const void *bytes, size_t len, struct failure *f)
{
    cleanup_fd int fd = new_memfd(name, MFD_NOEXEC_SEAL);
    if (fd < 0)
        return fail_call(f, "memfd_create", name);
    if (write_all(fd, bytes, len) != 0 || lseek(fd, 0, SEEK_SET) != 0)
        return fail_call(f, "write", name);
    if (seal(fd) != 0)
        return fail_call(f, "fcntl F_ADD_SEALS", name);
    return steal_fd(&fd);
}

/* vm.memfd_noexec=2 allows no memfd that can be executed. A read-only mount that is nowhere in the tree protects the
   file as well: once the descriptor that made it is closed, nobody can change it, copy it or find it
   (mount_setattr(2)). */
static int read_only(int file)
{
    struct sys_mount_attr attr = {.attr_set = MOUNT_ATTR_RDONLY};
    char path[sizeof "/proc/self/fd/" + TEXT_U64];
    char number[TEXT_U64];
    cleanup_fd int mount = sys_open_tree(file, "", AT_EMPTY_PATH | OPEN_TREE_CLONE | OPEN_TREE_CLOEXEC);
    if (mount < 0 || sys_mount_setattr(mount, "", AT_EMPTY_PATH, &attr) != 0)
        return -1;
    text_join(path, sizeof path, "/proc/self/fd/", text_u64(number, (uint64_t)mount), NULL);
    return open(path, O_RDONLY | O_CLOEXEC);
}

int sealed_self(struct failure *f)
{
    static const char exe[] = "/proc/self/exe";
    struct stat st;
    cleanup_fd int self = open(exe, O_RDONLY | O_CLOEXEC);
    if (self < 0 || fstat(self, &st) != 0)
        return fail_call(f, "open", exe);
    cleanup_fd int fd = new_memfd("jrunc", MFD_EXEC);
    if (fd < 0) {
        fail_call(f, "memfd_create", "jrunc");
        if (f->error != EACCES)
            return -1;
        int mount = read_only(self);
        return mount >= 0 ? mount : fail_adds(f, "sysctl vm.memfd_noexec is 2, and only root can do without");
    }
    for (off_t left = st.st_size; left > 0;) {
        ssize_t n = sendfile(fd, self, NULL, (size_t)left);
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            return fail_call(f, "sendfile", exe);
        left -= n;
    }
    if (fchmod(fd, 0555) != 0 || seal(fd) != 0)
        return fail_call(f, "fcntl F_ADD_SEALS", "jrunc");
    return steal_fd(&fd);
}
