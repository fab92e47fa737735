#include "bytes.h"

uint32_t get_u32(const uint8_t *p)
{
    return (uint32_t)p[0] | (uint32_t)p[1] << 8 | (uint32_t)p[2] << 16 | (uint32_t)p[3] << 24;
}

void put_u32(uint8_t *p, uint32_t value)
{
    for (int i = 0; i < 4; i++)
        p[i] = (uint8_t)(value >> (8 * i));
}

static uint64_t get_u64(const uint8_t *p)
{
    return get_u32(p) | (uint64_t)get_u32(p + 4) << 32;
}

static uint64_t mix(uint64_t sum, uint64_t word)
{
    return ((sum << 29 | sum >> 35) ^ word) * 0x9e3779b97f4a7c15; /* any odd number: every step can be undone */
}

/* In lanes, for a multiplication takes as long as four of them side by side. */
uint32_t checksum(uint32_t before, const uint8_t *bytes, size_t len)
{
    enum { LANES = 4, WORD = sizeof(uint64_t) };
    uint64_t lanes[LANES] = {before, 1, 2, 3};
    uint64_t sum = len;
    size_t at = 0;
    for (; len - at >= LANES * WORD; at += LANES * WORD)
        for (size_t k = 0; k < LANES; k++)
            lanes[k] = mix(lanes[k], get_u64(bytes + at + k * WORD));
    for (int k = 0; k < LANES; k++)
        sum = mix(sum, lanes[k]);
    for (; at < len; at++)
        sum = mix(sum, bytes[at]);
    return (uint32_t)(sum >> 32);
}
