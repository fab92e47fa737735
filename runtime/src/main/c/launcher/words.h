/* The program of an exec and its arguments, in the text of a process file. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "buffer.h"

struct words {
    size_t begin; /* of their list, at its bracket */
    size_t end;   /* behind it */
    int count;
    struct buffer meant; /* what they mean, each with a NUL */
};

#define cleanup_words __attribute__((cleanup(words_free)))

void words_free(struct words *words);
/* Finds the strings of "args". False when there is no such list, when it has no strings, when the first is empty or one
   is not plain ASCII, and where two readers of JSON might find different ones. */
bool words_read(struct words *out, const uint8_t *json, size_t len);
