#include "view.h"

#include <fcntl.h>
#include <sched.h>
#include <sys/mount.h>
#include <unistd.h>

#include "common/fds.h"

static void forget(struct view *v)
{
    close_fd(&v->namespace);
    close_fd(&v->root);
    close_fd(&v->cwd);
}

int view_end(struct view *v, struct run *r)
{
    int result = 0;
    if (v->namespace >= 0 && (setns(v->namespace, CLONE_NEWNS) != 0 || fchdir(v->root) != 0 || chroot(".") != 0 ||
                                     fchdir(v->cwd) != 0)) /* setns leaves both at the top of the namespace */
        result = fail_call(&r->failure, "setns", "mount namespace");
    forget(v);
    return result;
}

int view_begin(struct view *v, struct run *r, const char *source, const char *target)
{
    *v = (struct view){-1, -1, -1};
    if (!*target)
        return 0;
    v->root = open_fd("/", O_PATH | O_DIRECTORY | O_CLOEXEC);
    v->cwd = open_fd(".", O_PATH | O_DIRECTORY | O_CLOEXEC);
    v->namespace = open_fd("/proc/self/ns/mnt", O_RDONLY | O_CLOEXEC);
    const char *call = NULL;
    if (v->root < 0 || v->cwd < 0 || v->namespace < 0)
        call = "open";
    else if (unshare(CLONE_NEWNS) != 0)
        call = "unshare CLONE_NEWNS";
    if (call) {
        fail_call(&r->failure, call, NULL);
        forget(v);
        return -1;
    }
    if (mount(NULL, "/", NULL, MS_SLAVE | MS_REC, NULL) != 0)
        return fail_call(&r->failure, "mount MS_SLAVE", "/");
    return mount(source, target, NULL, MS_BIND | MS_REC, NULL) == 0 ? 0 : fail_call(&r->failure, "bind mount", target);
}
