/* The files of kept conversations in one directory. */
#pragma once

#include <stdbool.h>

#include "buffer.h"
#include "kept_file.h"

/* A directory, and how many conversations of a kind it holds at most. */
struct kept_store {
    int directory;
    uint32_t files;
    const char *prefix; /* of their files' names */
};

#define cleanup_store __attribute__((cleanup(kept_store_close)))

void kept_store_close(struct kept_store *store);
/* What is kept under this key; it points into bytes. */
bool kept_find(const struct kept_store *store, const struct buffer *key, struct buffer *bytes, struct kept *kept);
/* Puts a file where it belongs, unless somebody removes the directory just now; whatever goes wrong, the next command
   asks the engine. */
void kept_write(const struct kept_store *store, const struct buffer *key, const struct buffer *file);
