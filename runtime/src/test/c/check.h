/* What every test program needs to count what is true. */
#pragma once

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

static int checks;
static int failures;

#define CHECK(condition) check_that((condition), #condition, __FILE__, __LINE__)
#define SAME(text, expected) check_same((text), (expected), __FILE__, __LINE__)

static inline void check_that(bool ok, const char *what, const char *file, int line)
{
    checks++;
    if (ok)
        return;
    failures++;
    printf("%s:%d: not true: %s\n", file, line, what);
}

static inline void check_same(const char *text, const char *expected, const char *file, int line)
{
    checks++;
    if (strcmp(text, expected) == 0)
        return;
    failures++;
    printf("%s:%d: \"%s\" is not \"%s\"\n", file, line, text, expected);
}

static inline int finish_tests(const char *name)
{
    printf("%s: %d checks, %d failed\n", name, checks, failures);
    return failures ? 1 : 0;
}
