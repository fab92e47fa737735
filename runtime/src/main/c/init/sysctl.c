/* What is written through the host's procfs, never through what the container has mounted on /proc
   (CVE-2019-16884, CVE-2025-52881). */
#include <errno.h>
#include <limits.h>
#include <string.h>
#include <sys/prctl.h>

#include "common/fds.h"
#include "common/sys.h"
#include "common/text.h"
#include "ops.h"

static int open_proc(struct stage *stage, const char *path)
{
    int proc = stage_proc(stage);
    if (proc < 0) {
        errno = ENODEV;
        return -1;
    }
    return sys_openat2(proc, path, O_WRONLY | O_CLOEXEC, 0, RESOLVE_BENEATH | RESOLVE_NO_XDEV | RESOLVE_NO_MAGICLINKS);
}

static int write_proc(struct stage *stage, const char *path, const char *value)
{
    cleanup_fd int fd = open_proc(stage, path);
    return fd < 0 ? -1 : write_all(fd, value, strlen(value));
}

int init_sysctl(struct stage *stage, const struct plan_step *step, struct failure *f)
{
    static const char proc[] = "/proc/";
    char path[PATH_MAX];
    const char *name = step->f[0].s;
    const char *value = step->f[1].s;
    name += strspn(name, "/");
    if (!text_join(path, sizeof path, proc, "sys/", name, NULL) || strstr(path, "..")) {
        errno = EINVAL;
        return fail_call(f, "sysctl", name);
    }
    cleanup_fd int fd = sys_openat2(stage_proc(stage), path + sizeof proc - 1, O_WRONLY | O_CLOEXEC, 0,
            RESOLVE_BENEATH | RESOLVE_NO_XDEV | RESOLVE_NO_SYMLINKS);
    if (fd < 0)
        return fail_call(f, "open", path);
    return write_all(fd, value, strlen(value)) < 0 ? fail_call(f, "write", path) : 0;
}

/* The file of a process that is not dumpable belongs to root: as long as nobody in a joined pid namespace sees this
   process it may be dumpable for a moment. */
int init_oom_score(struct stage *stage, const struct plan_step *step, struct failure *f)
{
    static const char path[] = "self/oom_score_adj";
    const char *value = step->f[0].s;
    int r = write_proc(stage, path, value);
    if (r < 0 && errno == EACCES && !stage->joined) {
        prctl(PR_SET_DUMPABLE, 1, 0, 0, 0);
        r = write_proc(stage, path, value);
        int error = errno;
        prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
        errno = error;
    }
    return r < 0 ? fail_call(f, "write", "/proc/self/oom_score_adj") : 0;
}

int init_label(struct stage *stage, const struct plan_step *step, struct failure *f)
{
    const char *value = step->f[1].s;
    char text[1024];
    switch (step->f[0].u) {
    case LABEL_APPARMOR:
        if (!text_join(text, sizeof text, "exec ", value, NULL))
            break;
        if (write_proc(stage, "self/attr/apparmor/exec", text) == 0)
            return 0;
        if (errno == ENOENT && write_proc(stage, "self/attr/exec", text) == 0) /* before Linux 5.8 */
            return 0;
        return fail_call(f, "write", "/proc/self/attr/apparmor/exec");
    case LABEL_SELINUX:
        return write_proc(stage, "self/attr/exec", value) < 0 ? fail_call(f, "write", "/proc/self/attr/exec") : 0;
    case LABEL_SELINUX_KEYS: /* execve(2) forgets it */
        return write_proc(stage, "self/attr/keycreate", value) < 0 ? fail_call(f, "write", "/proc/self/attr/keycreate")
                                                                   : 0;
    }
    return fail_error(f, EINVAL, "label", value);
}
