#include "record.h"

#include <fcntl.h>
#include <string.h>

#include "build_id.h"
#include "bytes.h"
#include "common/fds.h"
#include "common/text.h"
#include "ops.h"

enum { AT_VERSION = 4, AT_BUILD = 8, AT_PID = 40, AT_START = 44, AT_LENGTH = 52, AT_SUM = 56 };

/* Everything but the checksum itself is under it: the header before it, then the plans. */
static uint32_t sum_of(const uint8_t *header, const uint8_t *plans, uint32_t len)
{
    return checksum(checksum(0, header, AT_SUM), plans, len);
}

void record_header(uint8_t *out, const char *build, const struct record *rec)
{
    memset(out, 0, RECORD_HEADER);
    memcpy(out, "JRRC", 4);
    put_u32(out + AT_VERSION, RECORD_VERSION);
    text_copy((char *)out + AT_BUILD, RECORD_BUILD, build);
    put_u32(out + AT_PID, rec->pid);
    put_u32(out + AT_START, (uint32_t)rec->start);
    put_u32(out + AT_START + 4, (uint32_t)(rec->start >> 32));
    put_u32(out + AT_LENGTH, rec->len);
    put_u32(out + AT_SUM, sum_of(out, rec->plans, rec->len));
}

int record_open(const uint8_t *bytes, size_t len, const char *build, struct record *out)
{
    if (len < RECORD_HEADER || len > RECORD_MAX || memcmp(bytes, "JRRC", 4) != 0)
        return -1;
    if (get_u32(bytes + AT_VERSION) != RECORD_VERSION || get_u32(bytes + AT_LENGTH) != len - RECORD_HEADER)
        return -1;
    if (strncmp((const char *)bytes + AT_BUILD, build, RECORD_BUILD) != 0)
        return -1;
    out->pid = get_u32(bytes + AT_PID);
    out->start = get_u32(bytes + AT_START) | (uint64_t)get_u32(bytes + AT_START + 4) << 32;
    out->plans = bytes + RECORD_HEADER;
    out->len = (uint32_t)len - RECORD_HEADER;
    return sum_of(bytes, out->plans, out->len) == get_u32(bytes + AT_SUM) ? 0 : -1;
}

const uint8_t *record_plan(const struct record *rec, enum record_command command, uint32_t *len)
{
    uint32_t at = 0;
    while (rec->len - at >= 8) {
        uint32_t which = get_u32(rec->plans + at);
        *len = get_u32(rec->plans + at + 4);
        at += 8;
        if (*len > rec->len - at)
            return NULL;
        if (which == command)
            return rec->plans + at;
        at += *len;
    }
    return NULL;
}

int op_record(struct run *r, const struct plan_step *s)
{
    const char *path = s->f[0].s;
    uint8_t header[RECORD_HEADER];
    struct plan_slots slots = run_slots(r);
    struct record rec = {.pid = slots.pid, .start = slots.start_time, .plans = s->f[1].b, .len = s->f[1].len};
    record_header(header, JRUNC_BUILD_ID, &rec);
    cleanup_fd int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0600);
    if (fd < 0)
        return fail_call(&r->failure, "open", path);
    if (write_all(fd, header, sizeof header) != 0 || write_all(fd, rec.plans, rec.len) != 0)
        return fail_call(&r->failure, "write", path);
    return 0;
}
