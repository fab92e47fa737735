/* The pid of a container, its start time and that of its making are others in each container, and mean nothing to the
   engine in an exec: it is told of numbers that stand for them. */
#pragma once

#include "kept.h"

/* Tells those of the container; nothing when its state is not as we write it. */
void kept_tell_state(struct kept_request *k, const struct global_args *g);
/* For a key, puts the same numbers for all containers into their state, from `at` on; false when it is another by now.
 */
bool kept_mark_state(const struct kept_request *k, struct buffer *text, size_t at);
/* Puts the numbers into what was read of a file, from `at` on, when it is the container's state. */
void kept_put_state(const struct kept_request *k, const char *path, struct buffer *answer, size_t at);
