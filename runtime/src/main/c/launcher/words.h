/* The program of an exec and its arguments, where they stand in the text of a process file. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "buffer.h"

enum { WORDS_MAX = 16 };

struct words {
    int count;
    struct {
        size_t begin; /* behind the quotation mark */
        size_t end;
        size_t meant;
    } of[WORDS_MAX];
    struct buffer meant; /* what the strings mean, each with a NUL */
};

#define cleanup_words __attribute__((cleanup(words_free)))

void words_free(struct words *words);
/* Finds the strings of "args". False when there is no such list, when it has no strings, an empty one, one that is not
   plain ASCII or more than WORDS_MAX, and where two readers of JSON might find different ones. */
bool words_read(struct words *out, const uint8_t *json, size_t len);
/* Appends the text with other strings in their places, which need no escapes. */
void words_put(
        struct buffer *out, const uint8_t *json, size_t len, const struct words *words, const char *const *others);
