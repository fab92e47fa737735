#include "kept_file.h"

#include <string.h>

#include "bytes.h"

enum { KEPT_VERSION = 4, AT_VERSION = 4, AT_SUM = 8, KEPT_HEADER = 12 };

void conversation_forget(struct conversation *talk)
{
    buffer_free(&talk->turns);
    talk->count = 0;
}

void conversation_turn(struct conversation *talk, const struct buffer *questions, const uint8_t *answers, size_t len)
{
    if (talk->turns.failed || talk->turns.len + questions->len + len > KEPT_MAX) {
        talk->turns.failed = true; /* too long to be kept */
        return;
    }
    talk->count++;
    buffer_block(&talk->turns, questions->data, questions->len);
    buffer_block(&talk->turns, answers, len);
}

static bool take_u32(struct bytes *b, uint32_t *out)
{
    if (b->len < 4)
        return false;
    *out = get_u32(b->p);
    b->p += 4;
    b->len -= 4;
    return true;
}

bool bytes_take(struct bytes *b, struct bytes *out)
{
    uint32_t n;
    if (!take_u32(b, &n) || n > b->len)
        return false;
    *out = (struct bytes){b->p, n};
    b->p += n;
    b->len -= n;
    return true;
}

static bool take_names(struct bytes *b, struct names *names)
{
    uint32_t count;
    *names = (struct names){0};
    if (!take_u32(b, &count) || count > NAMES_MAX)
        return false;
    for (uint32_t i = 0; i < count; i++) {
        struct bytes name;
        if (!bytes_take(b, &name) || name.len < 2 || name.len > NAME_LONGEST + 1 || name.p[name.len - 1] != '\0' ||
                strlen((const char *)name.p) != name.len - 1)
            return false;
        names_add(names, (const char *)name.p, (const char *)name.p);
    }
    return true;
}

bool kept_open(const uint8_t *bytes, size_t len, struct kept *out)
{
    if (len < KEPT_HEADER || memcmp(bytes, "JRKC", 4) != 0 || get_u32(bytes + AT_VERSION) != KEPT_VERSION ||
            get_u32(bytes + AT_SUM) != checksum(0, bytes + KEPT_HEADER, len - KEPT_HEADER))
        return false;
    struct bytes rest = {bytes + KEPT_HEADER, len - KEPT_HEADER};
    if (!bytes_take(&rest, &out->key) || !take_names(&rest, &out->names) || !take_u32(&rest, &out->count))
        return false;
    out->turns = rest;
    struct bytes skipped;
    for (uint32_t i = 0; i < out->count; i++)
        if (!bytes_take(&rest, &skipped) || !bytes_take(&rest, &skipped))
            return false;
    return bytes_take(&rest, &out->final);
}

bool kept_put(struct buffer *out, const struct buffer *key, const struct names *names, const struct conversation *talk)
{
    uint8_t *header = buffer_reserve(out, KEPT_HEADER);
    if (!header)
        return false;
    memcpy(header, "JRKC", 4);
    put_u32(header + AT_VERSION, KEPT_VERSION);
    out->len = KEPT_HEADER;
    buffer_block(out, key->data, key->len);
    buffer_u32(out, (uint32_t)names->count);
    for (int i = 0; i < names->count; i++)
        buffer_string(out, names->of[i].then);
    buffer_u32(out, talk->count);
    buffer_put(out, talk->turns.data, talk->turns.len);
    buffer_block(out, talk->final->data, talk->final->len);
    if (out->failed || out->len > KEPT_MAX)
        return false;
    buffer_patch(out, AT_SUM, checksum(0, out->data + KEPT_HEADER, out->len - KEPT_HEADER));
    return true;
}
