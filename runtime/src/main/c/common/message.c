#include "message.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

#include "rights.h"
#include "text.h"

int message_send(int socket, uint32_t kind, uint32_t value, const void *bytes, size_t len, int passed)
{
    uint32_t header[2] = {kind, value};
    struct iovec parts[2] = {{header, sizeof header}, {(void *)(uintptr_t)bytes, len}};
    struct msghdr msg = {.msg_iov = parts, .msg_iovlen = len ? 2 : 1};
    union rights rights;
    if (passed >= 0)
        rights_put(&msg, &rights, passed);
    ssize_t n;
    do
        n = sendmsg(socket, &msg, MSG_NOSIGNAL);
    while (n < 0 && errno == EINTR);
    return n < 0 ? -1 : 0;
}

int message_receive(int socket, struct message *m, size_t *len, int *passed)
{
    struct iovec part = {m, sizeof *m - 1};
    union rights rights;
    struct msghdr msg = {.msg_iov = &part, .msg_iovlen = 1};
    ssize_t n;
    rights_room(&msg, &rights);
    do
        n = recvmsg(socket, &msg, MSG_CMSG_CLOEXEC);
    while (n < 0 && errno == EINTR);
    if (n < 0)
        return -1;
    *passed = rights_take(&msg);
    if (n == 0)
        return 0;
    if (n < MESSAGE_HEADER || (msg.msg_flags & (MSG_TRUNC | MSG_CTRUNC))) {
        if (*passed >= 0)
            close(*passed);
        errno = EPROTO;
        return -1;
    }
    *len = (size_t)n - MESSAGE_HEADER;
    m->bytes[*len] = '\0';
    return 1;
}

static size_t put_text(uint8_t *out, const char *text)
{
    size_t n = strlen(text) + 1;
    memcpy(out, text, n);
    return n;
}

size_t message_pack_failure(struct message *m, const struct failure *f)
{
    m->kind = MESSAGE_FAILURE;
    m->value = 0;
    memcpy(m->bytes, &f->offset, 4);
    memcpy(m->bytes + 4, &f->error, 4);
    memcpy(m->bytes + 8, &f->flags, 4);
    size_t n = 12;
    n += put_text(m->bytes + n, f->call);
    n += put_text(m->bytes + n, f->path);
    n += put_text(m->bytes + n, f->words);
    return MESSAGE_HEADER + n;
}

/* Takes one NUL-terminated text from *p, which may not pass end. */
static int take_text(const uint8_t **p, const uint8_t *end, char *out, size_t size)
{
    const uint8_t *nul = memchr(*p, '\0', (size_t)(end - *p));
    if (!nul)
        return -1;
    text_copy(out, size, (const char *)*p);
    *p = nul + 1;
    return 0;
}

int message_unpack_failure(const struct message *m, size_t len, struct failure *f)
{
    if (m->kind != MESSAGE_FAILURE || len < 12 || len > sizeof m->bytes)
        return -1;
    memcpy(&f->offset, m->bytes, 4);
    memcpy(&f->error, m->bytes + 4, 4);
    memcpy(&f->flags, m->bytes + 8, 4);
    const uint8_t *p = m->bytes + 12;
    const uint8_t *end = m->bytes + len;
    if (take_text(&p, end, f->call, sizeof f->call) || take_text(&p, end, f->path, sizeof f->path))
        return -1;
    return take_text(&p, end, f->words, sizeof f->words);
}
