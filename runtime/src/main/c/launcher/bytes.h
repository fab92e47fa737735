/* What files of ours are made of: little-endian numbers, and a checksum over them. */
#pragma once

#include <stddef.h>
#include <stdint.h>

uint32_t get_u32(const uint8_t *p);
void put_u32(uint8_t *p, uint32_t value);
/* Tells a damaged file, not one that somebody made. Goes on with that of what stands before, begun with 0. */
uint32_t checksum(uint32_t before, const uint8_t *bytes, size_t len);
