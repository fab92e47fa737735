/* The replay record of a container: compiled plans for its later commands, and who it is.
 *
 *   "JRRC"  u32 version  32 bytes build id  u32 pid  u64 start time  u32 length  u32 checksum of all the rest
 *   then for each command: u32 command  u32 length  plan
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

enum record_command {
    RECORD_START = 1,
    RECORD_STATE = 2,
    RECORD_KILL = 3,
    RECORD_DELETE = 4,
    RECORD_DELETE_FORCE = 5,
    RECORD_PAUSE = 6,
    RECORD_RESUME = 7,
    RECORD_KILL_ALL = 8
};

enum { RECORD_VERSION = 2, RECORD_BUILD = 32, RECORD_HEADER = 60, RECORD_MAX = 4 << 20 };

struct record {
    uint32_t pid;
    uint64_t start;
    const uint8_t *plans;
    uint32_t len;
};

/* Takes a record apart; -1 when it is damaged, of another version or of another build. */
int record_open(const uint8_t *bytes, size_t len, const char *build, struct record *out);
/* The plan of a command, NULL when there is none. */
const uint8_t *record_plan(const struct record *rec, enum record_command command, uint32_t *len);
/* Fills a header of RECORD_HEADER bytes for these plans. */
void record_header(uint8_t *out, const char *build, const struct record *rec);
