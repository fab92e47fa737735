/* Conversations that are kept, and the file of one.

   A file kept.N, N from a checksum of the key, or the next number, in ROOT/ID (exec) or a directory of its own (create,
   run; of exec for any container of a kind exec.N): "JRKC"  u32 version  u32 checksum of all the rest b key  v paths  v
   names  u32 turns, for each: b questions (a plan), b answers  b final plan  */
#pragma once

#include <stdbool.h>

#include "buffer.h"
#include "common/plan.h"
#include "names.h"

enum { KEPT_MAX = 256 << 10 };

/* What was said in this command, up to the final plan. */
struct conversation {
    struct buffer turns;
    uint32_t count;
    const struct buffer *final;
};

struct bytes {
    const uint8_t *p;
    size_t len;
};

/* One file, taken apart. */
struct kept {
    struct bytes key;
    struct bytes turns;
    struct bytes final;
    uint32_t count;
    struct names names; /* each the same now as then */
};

#define cleanup_conversation __attribute__((cleanup(conversation_forget)))

/* Frees it, or begins it anew. */
void conversation_forget(struct conversation *talk);
/* Adds questions and answers. */
void conversation_turn(struct conversation *talk, const struct buffer *questions, const uint8_t *answers, size_t len);

/* False when the bytes are damaged or of another version. */
bool kept_open(const uint8_t *bytes, size_t len, struct kept *out);
/* The bytes of a file; false when it becomes too large. */
bool kept_put(struct buffer *out, const struct buffer *key, const struct names *names, const struct conversation *talk);
/* Moves the block at the beginning of b to out; false when there is none. */
bool bytes_take(struct bytes *b, struct bytes *out);
