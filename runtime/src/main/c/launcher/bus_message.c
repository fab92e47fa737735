#include "bus_message.h"

#include <string.h>

#include "bytes.h"

enum { FIXED = 16, FIELD_MEMBER = 3, FIELD_ERROR = 4, FIELD_REPLY = 5, FIELD_SIGNATURE = 8 };

struct cursor {
    const uint8_t *start; /* alignment counts from here */
    size_t at;
    size_t len;
};

static bool align(struct cursor *c, size_t to)
{
    size_t at = (c->at + to - 1) & ~(to - 1);
    if (at > c->len)
        return false;
    c->at = at;
    return true;
}

static bool take_byte(struct cursor *c, uint8_t *out)
{
    if (c->at == c->len)
        return false;
    *out = c->start[c->at++];
    return true;
}

static bool take_u32(struct cursor *c, uint32_t *out)
{
    if (!align(c, 4) || c->len - c->at < 4)
        return false;
    *out = get_u32(c->start + c->at);
    c->at += 4;
    return true;
}

/* n bytes and a NUL, no other NUL inside. */
static const char *take_text(struct cursor *c, uint32_t n)
{
    if (n >= c->len - c->at || memchr(c->start + c->at, '\0', (size_t)n + 1) != c->start + c->at + n)
        return NULL;
    const char *text = (const char *)c->start + c->at;
    c->at += (size_t)n + 1;
    return text;
}

static const char *take_string(struct cursor *c)
{
    uint32_t n;
    return take_u32(c, &n) ? take_text(c, n) : NULL;
}

static const char *take_signature(struct cursor *c)
{
    uint8_t n;
    return take_byte(c, &n) ? take_text(c, n) : NULL;
}

/* One header field: a byte and a variant. Those of the specification are texts and numbers. */
static bool take_field(struct cursor *c, struct bus_message *out)
{
    uint8_t code;
    uint32_t number = 0;
    const char *text = "";
    if (!align(c, 8) || !take_byte(c, &code))
        return false;
    const char *type = take_signature(c);
    if (!type || type[0] == '\0' || type[1] != '\0')
        return false;
    switch (type[0]) {
    case 's':
    case 'o':
        text = take_string(c);
        break;
    case 'g':
        text = take_signature(c);
        break;
    case 'u':
        if (!take_u32(c, &number))
            return false;
        break;
    default:
        return false;
    }
    if (!text)
        return false;
    if (code == FIELD_MEMBER && type[0] == 's')
        out->member = text;
    else if (code == FIELD_ERROR && type[0] == 's')
        out->error = text;
    else if (code == FIELD_REPLY && type[0] == 'u')
        out->reply_serial = number;
    else if (code == FIELD_SIGNATURE && type[0] == 'g')
        out->signature = text;
    return true;
}

int bus_message_read(const uint8_t *bytes, size_t len, struct bus_message *out)
{
    uint32_t fields;
    *out = (struct bus_message){.member = "", .error = "", .signature = ""};
    if (len < FIXED)
        return 0;
    struct cursor c = {bytes, 4, FIXED};
    if (bytes[0] != 'l' || bytes[3] != 1 || !take_u32(&c, &out->body_len) || !take_u32(&c, &out->serial) ||
            !take_u32(&c, &fields))
        return -1; /* the peer is on this machine and so speaks its byte order */
    if (fields > BUS_MESSAGE_MAX || out->body_len > BUS_MESSAGE_MAX)
        return -1;
    size_t header = (FIXED + (size_t)fields + 7) & ~(size_t)7;
    out->size = header + out->body_len;
    if (out->size > BUS_MESSAGE_MAX)
        return -1;
    if (len < out->size)
        return 0;
    c = (struct cursor){bytes, FIXED, FIXED + (size_t)fields};
    while (c.at < c.len)
        if (!take_field(&c, out))
            return -1;
    out->type = bytes[1];
    out->body = bytes + header;
    return 1;
}

const char *bus_body_string(const struct bus_message *m, size_t *at)
{
    struct cursor c = {m->body, *at, m->body_len};
    const char *text = take_string(&c);
    *at = c.at;
    return text;
}

bool bus_body_u32(const struct bus_message *m, size_t *at, uint32_t *out)
{
    struct cursor c = {m->body, *at, m->body_len};
    bool taken = take_u32(&c, out);
    *at = c.at;
    return taken;
}
