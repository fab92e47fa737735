#include <net/if.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include "common/fds.h"
#include "ops.h"

int init_loopback(struct stage *stage, const struct plan_step *step, struct failure *f)
{
    (void)stage;
    (void)step;
    /* The family does not matter for these two calls; a kernel without IPv4 has this one. */
    cleanup_fd int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    struct ifreq request = {.ifr_name = "lo"};
    if (fd < 0)
        return fail_call(f, "socket", NULL);
    if (ioctl(fd, SIOCGIFFLAGS, &request) < 0)
        return fail_call(f, "ioctl SIOCGIFFLAGS", "lo");
    request.ifr_flags |= IFF_UP;
    if (ioctl(fd, SIOCSIFFLAGS, &request) < 0)
        return fail_call(f, "ioctl SIOCSIFFLAGS", "lo");
    return 0;
}

int init_hostname(struct stage *stage, const struct plan_step *step, struct failure *f)
{
    (void)stage;
    const struct plan_field *name = &step->f[0];
    return sethostname(name->s, name->len) < 0 ? fail_call(f, "sethostname", name->s) : 0;
}

int init_domainname(struct stage *stage, const struct plan_step *step, struct failure *f)
{
    (void)stage;
    const struct plan_field *name = &step->f[0];
    return setdomainname(name->s, name->len) < 0 ? fail_call(f, "setdomainname", name->s) : 0;
}
