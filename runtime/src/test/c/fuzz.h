/* Rounds of a fuzzer, random numbers, and damage. Round i of seed s has the seed s + i to itself, so what failed is
   repeated with NAME_fuzz 1 SEED. Arguments: RUNS SEED [SECONDS]; with SECONDS as many rounds as fit. */
#pragma once

#include <sanitizer/common_interface_defs.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

struct fuzz {
    const char *name;
    uint64_t runs;
    uint64_t first;
    uint64_t seed; /* of this round */
    time_t end;    /* 0: count rounds */
    uint64_t done;
};

static struct fuzz fuzz;
static uint64_t fuzz_state;

/* splitmix64 */
static inline uint64_t number(void)
{
    uint64_t z = fuzz_state += 0x9e3779b97f4a7c15;
    z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9;
    z = (z ^ z >> 27) * 0x94d049bb133111eb;
    return z ^ z >> 31;
}

static inline size_t below(size_t n)
{
    return n ? (size_t)(number() % n) : 0;
}

static inline void fuzz_tell(void)
{
    printf("%s: seed %llu breaks it; make fuzz FUZZ_SEED=%llu begins with it\n", fuzz.name,
            (unsigned long long)fuzz.seed, (unsigned long long)fuzz.seed);
    fflush(stdout);
}

static inline time_t fuzz_now(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return now.tv_sec;
}

/* runs: of a test run, a second or two. */
static inline void fuzz_begin(const char *name, uint64_t runs, int argc, char **argv)
{
    fuzz = (struct fuzz){.name = name, .runs = runs, .first = 1};
    if (argc > 1)
        fuzz.runs = strtoull(argv[1], NULL, 10);
    if (argc > 2)
        fuzz.first = strtoull(argv[2], NULL, 10);
    if (argc > 3)
        fuzz.end = fuzz_now() + (time_t)strtoull(argv[3], NULL, 10);
    __sanitizer_set_death_callback(fuzz_tell);
}

/* The next round; false at the end. */
static inline bool fuzz_next(void)
{
    if (fuzz.done > 0 && (fuzz.end ? fuzz_now() >= fuzz.end : fuzz.done >= fuzz.runs)) {
        printf("%s: %llu rounds from seed %llu\n", fuzz.name, (unsigned long long)fuzz.done,
                (unsigned long long)fuzz.first);
        return false;
    }
    fuzz.seed = fuzz.first + fuzz.done++;
    fuzz_state = fuzz.seed;
    return true;
}

/* Changes some bytes in place, or cuts the rest off. */
static inline void fuzz_damage(uint8_t *bytes, size_t *len)
{
    static const uint8_t edges[] = {0, 1, 2, 4, 0x7f, 0x80, 0xff};
    for (size_t n = 1 + below(4); n > 0 && *len > 0; n--) {
        size_t at = below(*len);
        switch (below(6)) {
        case 0:
            bytes[at] = (uint8_t)number();
            break;
        case 1:
            bytes[at] = edges[below(sizeof edges)];
            break;
        case 2:
            bytes[at] ^= (uint8_t)(1U << below(8));
            break;
        case 3:
            *len = below(4) ? *len : at;
            break;
        case 4: /* an edge of 32 bits */
            if (at + 4 <= *len)
                memcpy(bytes + at, (const uint32_t[]){0, 1, 0x7fffffff, 0x80000000, 0xffffffff} + below(5), 4);
            break;
        default: { /* some bytes over others */
            size_t from = below(*len);
            size_t count = below(*len - (at > from ? at : from));
            memmove(bytes + at, bytes + from, count);
        }
        }
    }
}

/* A damaged copy whose end is where the sanitizer watches; the caller frees it. */
static inline uint8_t *fuzz_copy(const uint8_t *good, size_t *len)
{
    uint8_t *scratch = malloc(*len ? *len : 1);
    if (!scratch)
        abort();
    memcpy(scratch, good, *len);
    fuzz_damage(scratch, len);
    uint8_t *exact = malloc(*len ? *len : 1);
    if (!exact)
        abort();
    memcpy(exact, scratch, *len);
    free(scratch);
    return exact;
}
