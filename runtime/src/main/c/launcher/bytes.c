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

/* Sixteen nibbles at a time, each by a table of its own: that of a nibble k places before the end of a word is that of
   the last one moved on by k nibbles. */
uint32_t crc32(uint32_t before, const uint8_t *bytes, size_t len)
{
    enum { NIBBLES = 16 };
    uint32_t table[NIBBLES][16] = {
            {0x00000000, 0x1db71064, 0x3b6e20c8, 0x26d930ac, 0x76dc4190, 0x6b6b51f4, 0x4db26158, 0x5005713c, 0xedb88320,
                    0xf00f9344, 0xd6d6a3e8, 0xcb61b38c, 0x9b64c2b0, 0x86d3d2d4, 0xa00ae278, 0xbdbdf21c}};
    for (int k = 1; k < NIBBLES; k++)
        for (int i = 0; i < 16; i++)
            table[k][i] = table[k - 1][i] >> 4 ^ table[0][table[k - 1][i] & 15];
    uint32_t crc = ~before;
    size_t at = 0;
    for (; len - at >= sizeof(uint64_t); at += sizeof(uint64_t)) {
        uint64_t word = crc ^ get_u64(bytes + at);
        crc = 0;
#pragma GCC unroll 16 /* three times as fast */
        for (int k = 0; k < NIBBLES; k++)
            crc ^= table[NIBBLES - 1 - k][word >> (4 * k) & 15];
    }
    for (; at < len; at++) {
        crc ^= bytes[at];
        crc = crc >> 4 ^ table[0][crc & 15];
        crc = crc >> 4 ^ table[0][crc & 15];
    }
    return ~crc;
}
