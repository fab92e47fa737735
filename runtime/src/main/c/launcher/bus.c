#include "bus.h"

#include <errno.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>

#include "common/clock.h"
#include "common/fds.h"
#include "socket.h"

enum { BLOCK = 4096, AUTH_LINE = 512 };

static int too_late(struct failure *f)
{
    return fail_words(f, ETIMEDOUT, "no answer within 30 seconds", NULL);
}

static int left_ms(const struct bus *b)
{
    int64_t ms = b->deadline - monotonic_ms();
    return ms > 0 ? (int)ms : 0;
}

static int wait_for(struct bus *b, short events, struct failure *f)
{
    struct pollfd p = {.fd = b->fd, .events = events};
    for (;;) {
        int n = poll(&p, 1, left_ms(b));
        if (n > 0)
            return 0;
        if (n == 0)
            return too_late(f);
        if (errno != EINTR)
            return fail_call(f, "poll", "the bus");
    }
}

int bus_send(struct bus *b, const uint8_t *bytes, size_t len, struct failure *f)
{
    while (len > 0) {
        ssize_t n = send(b->fd, bytes, len, MSG_NOSIGNAL | MSG_DONTWAIT);
        if (n < 0 && errno == EAGAIN) {
            if (wait_for(b, POLLOUT, f) != 0)
                return -1;
            continue;
        }
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return fail_call(f, "send", "the bus");
        bytes += n;
        len -= (size_t)n;
    }
    return 0;
}

/* Adds what has come. */
static int receive(struct bus *b, struct failure *f)
{
    if (wait_for(b, POLLIN, f) != 0)
        return -1;
    uint8_t *room = buffer_reserve(&b->in, BLOCK);
    if (!room)
        return fail_error(f, ENOMEM, "malloc", NULL);
    ssize_t n = recv(b->fd, room, BLOCK, MSG_DONTWAIT);
    if (n > 0) {
        b->in.len += (size_t)n;
        return 0;
    }
    if (n < 0 && (errno == EINTR || errno == EAGAIN))
        return 0;
    return fail_error(f, n == 0 ? ECONNRESET : errno, "recv", "the bus");
}

static void forget(struct bus *b, size_t n)
{
    memmove(b->in.data, b->in.data + n, b->in.len - n);
    b->in.len -= n;
}

/* "Authentication Protocol": our id comes from the socket (SO_PEERCRED). None is named, as it may be another one in the
   user namespace of the peer. */
static int authenticate(struct bus *b, struct failure *f)
{
    static const char begin[] = "\0AUTH EXTERNAL\r\nDATA\r\n";
    char line[AUTH_LINE];
    if (bus_send(b, (const uint8_t *)begin, sizeof begin - 1, f) != 0)
        return -1;
    for (;;) {
        const uint8_t *end = b->in.len ? memchr(b->in.data, '\n', b->in.len) : NULL;
        if (!end) {
            if (b->in.len >= sizeof line)
                return fail_words(f, EPROTO, "the bus does not speak D-Bus", NULL);
            if (receive(b, f) != 0)
                return -1;
            continue;
        }
        size_t n = (size_t)(end - b->in.data);
        size_t kept = n < sizeof line ? n : sizeof line - 1;
        memcpy(line, b->in.data, kept);
        line[kept > 0 && line[kept - 1] == '\r' ? kept - 1 : kept] = '\0';
        forget(b, n + 1);
        if (strncmp(line, "OK ", 3) == 0)
            return bus_send(b, (const uint8_t *)"BEGIN\r\n", 7, f);
        if (strncmp(line, "DATA", 4) != 0)
            return fail_words(f, EACCES, "the bus refuses this user: ", line, NULL);
    }
}

int bus_open(struct bus *b, const char *bus, const char *direct, const struct plan_field *greeting, struct failure *f)
{
    *b = BUS_NONE;
    b->deadline = monotonic_ms() + BUS_SECONDS * 1000;
    errno = ENOENT;
    if (*bus)
        b->fd = socket_open(bus);
    int error = errno;
    if (b->fd < 0 && *direct && (error == ENOENT || error == ECONNREFUSED)) {
        b->fd = socket_open(direct);
        b->direct = true;
        if (!*bus)
            error = errno;
    }
    if (b->fd < 0)
        return fail_error(f, error, "connect", *bus ? bus : direct);
    if (authenticate(b, f) != 0)
        return -1;
    return b->direct ? 0 : bus_send(b, greeting->b, greeting->len, f);
}

int bus_redirect(struct bus *b, const char *direct, const struct bus_message *m, struct failure *f)
{
    bool nobody = strcmp(m->error, "org.freedesktop.DBus.Error.NameHasNoOwner") == 0 ||
                  strcmp(m->error, "org.freedesktop.DBus.Error.ServiceUnknown") == 0;
    if (!nobody || b->direct || !*direct)
        return 0;
    int fd = socket_open(direct);
    if (fd < 0)
        return 0;
    bus_close(b);
    b->fd = fd;
    b->direct = true;
    b->taken = 0;
    return authenticate(b, f) == 0 ? 1 : -1;
}

int bus_next(struct bus *b, struct bus_message *m, struct failure *f)
{
    forget(b, b->taken);
    b->taken = 0;
    for (;;) {
        int got = bus_message_read(b->in.data, b->in.len, m);
        if (got < 0)
            return fail_words(f, EPROTO, "the bus sent something that is no D-Bus message", NULL);
        if (got > 0) {
            b->taken = m->size;
            return 0;
        }
        if (receive(b, f) != 0)
            return -1;
    }
}

void bus_close(struct bus *b)
{
    close_fd(&b->fd);
    buffer_free(&b->in);
}

uint32_t bus_count(const uint8_t *bytes, size_t len, uint32_t *first)
{
    struct bus_message m;
    uint32_t count = 0;
    *first = 0;
    while (len > 0) {
        if (bus_message_read(bytes, len, &m) != 1)
            return 0;
        if (count++ == 0)
            *first = m.serial;
        bytes += m.size;
        len -= m.size;
    }
    return count;
}

const char *bus_error_text(const struct bus_message *m)
{
    size_t at = 0;
    const char *text = m->signature[0] == 's' ? bus_body_string(m, &at) : NULL;
    return text ? text : "";
}

/* The answers in the order of the calls: u32 0 and the body, or u32 1 and the error's name, NUL, text, NUL. */
int fact_bus(struct buffer *out, const struct plan_step *s)
{
    struct failure f;
    struct bus_message m;
    uint32_t first;
    uint32_t count = bus_count(s->f[3].b, s->f[3].len, &first);
    cleanup_bus struct bus bus = BUS_NONE;
    if (bus_open(&bus, s->f[0].s, s->f[1].s, &s->f[2], &f) != 0 || bus_send(&bus, s->f[3].b, s->f[3].len, &f) != 0)
        goto failed;
    size_t begin = out->len;
    for (uint32_t answered = 0; answered < count;) {
        if (bus_next(&bus, &m, &f) != 0)
            goto failed;
        bool refused = m.type == BUS_ERROR;
        int moved = refused ? bus_redirect(&bus, s->f[1].s, &m, &f) : 0;
        if (moved < 0 || (moved > 0 && bus_send(&bus, s->f[3].b, s->f[3].len, &f) != 0))
            goto failed;
        if (moved > 0) {
            out->len = begin;
            answered = 0;
            continue;
        }
        if ((!refused && m.type != BUS_METHOD_RETURN) || (m.reply_serial != first + answered && !refused))
            continue;
        buffer_u32(out, refused);
        if (refused) { /* of the greeting as well: nothing comes after that */
            const char *text = bus_error_text(&m);
            buffer_u32(out, (uint32_t)(strlen(m.error) + strlen(text) + 2));
            buffer_put(out, m.error, strlen(m.error) + 1);
            buffer_put(out, text, strlen(text) + 1);
            if (m.reply_serial < first)
                return 0;
        } else {
            buffer_block(out, m.body, m.body_len);
        }
        answered++;
    }
    return 0;
failed:
    errno = f.error ? f.error : EIO;
    return -1;
}
