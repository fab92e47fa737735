/* The listener of a filter that notifies, handed to its agent (config-linux.md#seccomp). */

#include "buffer.h"
#include "common/fds.h"
#include "common/message.h"
#include "common/sys.h"
#include "control.h"
#include "ops.h"
#include "socket.h"

static int send_state(struct run *r, const struct plan_step *s, int socket, int listener)
{
    cleanup_buffer struct buffer text = {0};
    if (run_expand(r, &s->f[1], &text) != 0)
        return -1;
    return socket_send(socket, text.data, text.len, listener) == 0 ? 0 : fail_call(&r->failure, "sendmsg", s->f[0].s);
}

/* The init stage waits behind its filter, which may notify of any call of its but write(2). */
int op_seccomp_agent(struct run *r, const struct plan_step *s)
{
    cleanup_fd int socket = socket_connect(r, s->f[0].s);
    if (socket < 0)
        return -1;
    int number = control_await_listener(r);
    if (number < 0)
        return -1;
    cleanup_fd int listener = sys_pidfd_getfd(r->container.pidfd, number);
    if (listener < 0)
        return fail_call(&r->failure, "pidfd_getfd", "seccomp listener");
    if (send_state(r, s, socket, listener) != 0)
        return -1;
    if (message_send(r->container.control, MESSAGE_GO, EVENT_LISTENER, NULL, 0, -1) != 0)
        return fail_call(&r->failure, "sendmsg", "control socket");
    return 0;
}
