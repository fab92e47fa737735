#include "criu_answer.h"

#include <string.h>

/* Protobuf's wire format: a key (field number and wire type) before each value. */
enum { WIRE_VARINT = 0, WIRE_64 = 1, WIRE_BYTES = 2, WIRE_32 = 5 };

struct reader {
    const uint8_t *p;
    const uint8_t *end;
};

struct value {
    uint64_t field;
    uint64_t number;
    const uint8_t *bytes;
    size_t len;
};

static bool varint(struct reader *r, uint64_t *out)
{
    *out = 0;
    for (unsigned shift = 0; shift < 64 && r->p < r->end; shift += 7) {
        uint8_t byte = *r->p++;
        *out |= (uint64_t)(byte & 0x7f) << shift;
        if (!(byte & 0x80))
            return true;
    }
    return false;
}

static bool skip(struct reader *r, uint64_t n)
{
    if (n > (uint64_t)(r->end - r->p))
        return false;
    r->p += n;
    return true;
}

static bool next(struct reader *r, struct value *v)
{
    uint64_t key;
    *v = (struct value){0};
    if (!varint(r, &key))
        return false;
    v->field = key >> 3;
    switch (key & 7) {
    case WIRE_VARINT:
        return varint(r, &v->number);
    case WIRE_64:
        return skip(r, 8);
    case WIRE_32:
        return skip(r, 4);
    case WIRE_BYTES:
        if (!varint(r, &v->number))
            return false;
        v->bytes = r->p;
        v->len = (size_t)v->number;
        return skip(r, v->number);
    default: /* groups, which no message here has */
        return false;
    }
}

static void text(char *out, size_t size, const struct value *v)
{
    size_t n = v->len < size - 1 ? v->len : size - 1;
    if (v->bytes)
        memcpy(out, v->bytes, n);
    out[v->bytes ? n : 0] = '\0';
}

/* A message within the answer: the pid in that field of it and, unless its number is 0, the name of a script. */
static bool part(const struct value *whole, unsigned script, unsigned pid, struct criu_answer *out)
{
    struct reader r = {whole->bytes, whole->bytes + whole->len};
    struct value v;
    if (!whole->bytes)
        return false;
    while (r.p < r.end) {
        if (!next(&r, &v))
            return false;
        if (v.field == pid)
            out->pid = v.number;
        else if (script && v.field == script)
            text(out->script, sizeof out->script, &v);
    }
    return true;
}

bool criu_answer_read(const uint8_t *bytes, size_t len, struct criu_answer *out)
{
    struct reader r = {bytes, bytes + len};
    struct value v;
    *out = (struct criu_answer){0};
    while (r.p < r.end) {
        if (!next(&r, &v))
            return false;
        switch (v.field) {
        case 1:
            out->type = v.number;
            break;
        case 2:
            out->success = v.number != 0;
            break;
        case 4:
            if (!part(&v, 0, 1, out)) /* criu_restore_resp */
                return false;
            break;
        case 5:
            if (!part(&v, 1, 2, out)) /* criu_notify */
                return false;
            break;
        case 7:
            out->error = v.number;
            break;
        case 9:
            text(out->message, sizeof out->message, &v);
            break;
        default:
            break;
        }
    }
    return true;
}
