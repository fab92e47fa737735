#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/xattr.h>
#include <unistd.h>

#include "attach.h"
#include "common/fds.h"
#include "common/sys.h"
#include "common/text.h"
#include "copyup.h"
#include "ops.h"
#include "resolve.h"

enum { OPTION_MAX = 256, LOG_MAX = 512 }; /* fsconfig(2) takes values up to 255 bytes */

struct request {
    const char *type;
    const char *source;
    const char *target;
    const struct plan_field *options;
    uint64_t attributes;
    uint32_t flags;
};

/* The kernel's own words about a filesystem, "e tmpfs: Unknown parameter 'sizee'" a read, without the letter. */
static void add_log(struct failure *f, int fs)
{
    char line[LOG_MAX];
    char words[LOG_MAX] = "";
    ssize_t n;
    while ((n = read(fs, line, sizeof line - 1)) > 0) {
        line[n] = '\0';
        line[strcspn(line, "\n")] = '\0';
        if (line[0] != 'e' && words[0])
            continue;
        if (words[0])
            text_append(words, sizeof words, "; ");
        text_append(words, sizeof words, n > 2 ? line + 2 : line);
    }
    if (words[0])
        fail_adds(f, words);
}

static int fail_fs(struct failure *f, int fs, const struct request *r)
{
    int error = errno;
    char call[FAILURE_CALL];
    text_join(call, sizeof call, "mount ", r->type, " on", NULL);
    fail_error(f, error, call, r->target);
    if (fs >= 0)
        add_log(f, fs);
    else if (error == ENODEV)
        fail_adds(f, strcmp(r->type, "bind") == 0 || strcmp(r->type, "none") == 0
                             ? "that is no filesystem; a bind mount takes the option bind or rbind, "
                               "in a string of its own"
                             : "this kernel does not know the filesystem");
    return -1;
}

static int set_option(int fs, const char *option)
{
    char key[OPTION_MAX];
    const char *equals = strchr(option, '=');
    if (!equals)
        return sys_fsconfig(fs, FSCONFIG_SET_FLAG, option, NULL, 0);
    size_t len = (size_t)(equals - option);
    if (len >= sizeof key) {
        errno = EINVAL;
        return -1;
    }
    memcpy(key, option, len);
    key[len] = '\0';
    return sys_fsconfig(fs, FSCONFIG_SET_STRING, key, equals + 1, 0);
}

static int set_options(int fs, const struct plan_field *list)
{
    struct plan_strings options = plan_strings(list);
    const char *option;
    while ((option = plan_strings_next(&options)))
        if (set_option(fs, option) < 0)
            return -1;
    return 0;
}

/* The new filesystem as a detached mount; -1 with f filled. mode: octal text, "": not asked for. */
static int make_filesystem(const struct request *r, const char *mode, struct failure *f)
{
    cleanup_fd int fs = sys_fsopen(r->type, FSOPEN_CLOEXEC);
    if (fs < 0)
        return fail_fs(f, -1, r);
    if (*r->source && sys_fsconfig(fs, FSCONFIG_SET_STRING, "source", r->source, 0) < 0)
        return fail_fs(f, fs, r);
    if (*mode && sys_fsconfig(fs, FSCONFIG_SET_STRING, "mode", mode, 0) < 0)
        return fail_fs(f, fs, r);
    if (set_options(fs, r->options) < 0 || sys_fsconfig(fs, FSCONFIG_CMD_CREATE, NULL, NULL, 0) < 0)
        return fail_fs(f, fs, r);
    /* What is copied up must be written before the mount is read-only. */
    uint64_t later = r->flags & MOUNT_COPY_UP ? MOUNT_ATTR_RDONLY : 0;
    int mount = sys_fsmount(fs, FSMOUNT_CLOEXEC, (unsigned)(r->attributes & ~later));
    return mount < 0 ? fail_fs(f, fs, r) : mount;
}

/* A directory for the mount. procfs and sysfs go on one that no link leads to (CVE-2019-19921, CVE-2023-27561). */
static int open_target(struct stage *stage, const struct request *r, struct place *target, struct failure *f)
{
    bool plain = r->flags & MOUNT_ORDINARY_DIRECTORY;
    if (root_make(stage, r->target, RESOLVE_DIRECTORY, plain ? RESOLVE_PLAIN : 0, target) == 0)
        return 0;
    if (plain && (errno == ELOOP || errno == ENOTDIR))
        return fail_words(f, errno, "filesystem \"", r->type, "\" must be mounted on ordinary directory: ", r->target,
                " is a link or no directory", NULL);
    return fail_make(f, "mkdir", r->target);
}

static bool has_long_words(const struct request *r)
{
    struct plan_strings options = plan_strings(r->options);
    const char *option;
    if (strlen(r->source) >= OPTION_MAX)
        return true;
    while ((option = plan_strings_next(&options)))
        if (strlen(option) >= OPTION_MAX)
            return true;
    return false;
}

/* The flags that mount(2) has for MOUNT_ATTR_*: relatime, which is none of these, is its default. */
static unsigned long mount_flags(uint64_t attributes)
{
    static const struct {
        uint64_t attribute;
        unsigned long flag;
    } table[] = {{MOUNT_ATTR_RDONLY, MS_RDONLY}, {MOUNT_ATTR_NOSUID, MS_NOSUID}, {MOUNT_ATTR_NODEV, MS_NODEV},
            {MOUNT_ATTR_NOEXEC, MS_NOEXEC}, {MOUNT_ATTR_NOATIME, MS_NOATIME}, {MOUNT_ATTR_STRICTATIME, MS_STRICTATIME},
            {MOUNT_ATTR_NODIRATIME, MS_NODIRATIME}, {MOUNT_ATTR_NOSYMFOLLOW, 256 /* MS_NOSYMFOLLOW, since 5.10 */}};
    unsigned long flags = 0;
    for (size_t i = 0; i < sizeof table / sizeof *table; i++)
        if (attributes & table[i].attribute)
            flags |= table[i].flag;
    return flags;
}

static int check_place(const struct request *r, int target, struct failure *f)
{
    if (check_target(target, r->target, f) < 0)
        return -1;
    return strcmp(r->type, "proc") == 0 ? 0 : refuse_on_proc(r->target, f);
}

/* mount(2), whose options may be a page together: overlayfs with many layers. The target is named through procfs, and
   never again: its path may lead elsewhere by then. */
static int mount_by_path(struct stage *stage, const struct request *r, const char *mode, int target, struct failure *f)
{
    char data[4096] = "";
    char path[RESOLVE_FD_PATH];
    if (r->flags & MOUNT_COPY_UP)
        return fail_words(f, EINVAL, "mount ", r->type, " on ", r->target,
                ": tmpcopyup takes a source and options of less than 256 bytes (EINVAL)", NULL);
    if (*mode)
        text_join(data, sizeof data, "mode=", mode, NULL);
    if (check_place(r, target, f) < 0)
        return -1;
    struct plan_strings options = plan_strings(r->options);
    const char *option;
    cleanup_fd int cwd = open_fd(".", O_PATH | O_DIRECTORY | O_CLOEXEC);
    while ((option = plan_strings_next(&options)))
        if ((data[0] && !text_append(data, sizeof data, ",")) || !text_append(data, sizeof data, option))
            return fail_words(f, E2BIG, "mount ", r->type, " on ", r->target,
                    ": the options are longer than a page (E2BIG)", NULL);
    if (cwd < 0 || fchdir(stage_proc(stage)) < 0)
        return fail_call(f, "fchdir", "/proc");
    close_fd(&stage->parent); /* its path may lead through the target */
    int done = mount(r->source, proc_fd_path(path, target), r->type, mount_flags(r->attributes), data);
    if (done < 0)
        fail_fs(f, -1, r);
    if (fchdir(cwd) < 0 && done == 0)
        return fail_call(f, "fchdir", ".");
    return done < 0 ? -1 : 0;
}

static bool may_bind(const struct request *r, int error)
{
    return (r->flags & MOUNT_OR_BIND_SYS && error == EPERM) ||
           (r->flags & MOUNT_OR_BIND_SOURCE && (error == EPERM || error == EBUSY));
}

/* Where a filesystem may not be mounted anew, that of the host is shown, never with more rights than asked for
   (CVE-2023-25809: a writable cgroup tree), and in no peer group of the host's. */
static int bind_instead(const struct request *r, struct failure *f)
{
    const char *source = r->flags & MOUNT_OR_BIND_SYS ? "/sys" : r->source;
    cleanup_fd int mount = clone_mount(AT_FDCWD, source, true, true);
    if (mount < 0)
        return fail_call(f, "open_tree", source);
    if (change_propagation(mount, MS_PRIVATE | MS_REC) < 0 ||
            change_attributes(mount, r->attributes & ~(uint64_t)MOUNT_ATTR__ATIME, 0, true) < 0)
        return fail_call(f, "mount_setattr", source);
    return steal_fd(&mount);
}

static void covered_mode(const struct request *r, const struct place *target, char out[TEXT_U64])
{
    out[0] = '\0';
    if (r->flags & MOUNT_INHERIT_MODE && !target->made)
        text_octal(out, target->mode & 07777);
}

int init_mount(struct stage *stage, const struct plan_step *step, struct failure *f)
{
    const struct request r = {step->f[0].s, step->f[1].s, step->f[2].s, &step->f[3], step->f[4].l, step->f[5].u};
    char mode[TEXT_U64];
    cleanup_place struct place target = NO_PLACE;
    if (open_target(stage, &r, &target, f) < 0)
        return -1;
    covered_mode(&r, &target, mode);
    if (has_long_words(&r))
        return mount_by_path(stage, &r, mode, target.fd, f);
    cleanup_fd int mount = make_filesystem(&r, mode, f);
    if (mount < 0 && may_bind(&r, f->error))
        mount = bind_instead(&r, f);
    if (mount < 0)
        return -1;
    if (r.flags & MOUNT_COPY_UP) {
        if (check_place(&r, target.fd, f) < 0 || copy_up(stage, target.fd, mount, f) < 0)
            return -1;
        if (change_attributes(mount, r.attributes & MOUNT_ATTR_RDONLY, 0, false) < 0)
            return fail_call(f, "mount_setattr", r.target);
    }
    return attach_mount(stage, mount, &target, r.target, f);
}

static int reconfigure(int target, const char *path, const struct plan_field *options, struct failure *f)
{
    cleanup_fd int fs = sys_fspick(target, "", FSPICK_EMPTY_PATH | FSPICK_CLOEXEC);
    if (fs < 0)
        return fail_call(f, "fspick", path);
    if (set_options(fs, options) < 0 || sys_fsconfig(fs, FSCONFIG_CMD_RECONFIGURE, NULL, NULL, 0) < 0) {
        fail_call(f, "remount", path);
        add_log(f, fs);
        return -1;
    }
    return 0;
}

int init_remount(struct stage *stage, const struct plan_step *step, struct failure *f)
{
    const char *path = step->f[0].s;
    uint32_t flags = step->f[1].u;
    cleanup_place struct place target = NO_PLACE;
    if (place_take(&target, root_open(stage, path, O_PATH, 0)) < 0)
        return fail_call(f, "open", path);
    if (!target.mount_root) {
        fail_error(f, EINVAL, "remount", path);
        return fail_adds(f, "it is no mount point");
    }
    if (flags & REMOUNT_RECONFIGURE && reconfigure(target.fd, path, &step->f[6], f) < 0)
        return -1;
    uint64_t set = step->f[2].l;
    uint64_t clear = step->f[3].l;
    int own = flags & REMOUNT_EXACT ? set_attributes(target.fd, set, clear)
                                    : change_attributes(target.fd, set, clear, false);
    if (own < 0)
        return fail_attributes(f, target.fd, clear, path);
    if (change_attributes(target.fd, step->f[4].l, step->f[5].l, true) < 0)
        return fail_attributes(f, target.fd, step->f[5].l, path);
    return 0;
}

int init_propagation(struct stage *stage, const struct plan_step *step, struct failure *f)
{
    const char *path = step->f[0].s;
    cleanup_fd int target = root_open(stage, path, O_PATH, 0);
    if (target < 0)
        return fail_call(f, "open", path);
    return change_propagation(target, step->f[1].u) < 0 ? fail_call(f, "mount_setattr", path) : 0;
}

/* Of a filesystem that has been there, with a label, before anybody mounted it: mqueue. */
int init_file_label(struct stage *stage, const struct plan_step *step, struct failure *f)
{
    const char *path = step->f[0].s;
    const char *label = step->f[1].s;
    cleanup_fd int fd = root_open(stage, path, O_RDONLY, 0);
    if (fd < 0)
        return fail_call(f, "open", path);
    if (fsetxattr(fd, "security.selinux", label, strlen(label) + 1, 0) < 0 && errno != EOPNOTSUPP)
        return fail_call(f, "setxattr security.selinux", path);
    return 0;
}
