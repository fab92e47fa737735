/* The init stage, a static binary of its own (init/main.c), as a part of this one. */
#pragma once

#include <stdint.h>

extern const uint8_t stage_image[];
extern const uint8_t stage_image_end[];
