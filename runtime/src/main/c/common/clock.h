/* Time that only goes forward (CLOCK_MONOTONIC), and waiting for some of it to pass. */
#pragma once

#include <stddef.h>
#include <stdint.h>
#include <time.h>

static inline uint64_t monotonic_ns(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint64_t)now.tv_sec * 1000000000U + (uint64_t)now.tv_nsec;
}

static inline int64_t monotonic_ms(void)
{
    return (int64_t)(monotonic_ns() / 1000000U);
}

static inline void sleep_ms(long ms)
{
    struct timespec t = {ms / 1000, ms % 1000 * 1000000};
    nanosleep(&t, NULL);
}
