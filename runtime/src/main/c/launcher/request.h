/* The REQUEST: everything about the call that the engine has to know. */
#pragma once

#include "buffer.h"
#include "caller.h"

enum frame_kind { FRAME_REQUEST = 1, FRAME_ANSWERS = 2, FRAME_ASK = 3, FRAME_FINAL = 4 };

enum { PROTOCOL_VERSION = 1 };

/* A frame is begun with its kind and ended by filling in its length. */
size_t frame_begin(struct buffer *b, enum frame_kind kind);
void frame_end(struct buffer *b, size_t begin);
/* The fields of a REQUEST from cwd to the bits, and from the kernel's release to the bounding set. */
void request_put_caller(struct buffer *b, const struct caller *c, uint32_t bits);
void request_put_host(struct buffer *b);
/* Appends the whole REQUEST frame. */
void request_put(struct buffer *b, const struct caller *c);
