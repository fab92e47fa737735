/* Where the state of containers is, when the engine is not asked. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "buffer.h"

/* Puts ROOT and tail into out (PATH_MAX bytes); root: that of the command line, NULL: the same default as the engine's.
   False when there is none, or it does not fit. */
bool state_root_path(char *out, const char *root, const char *tail);
/* The directory of a container, likewise. */
bool state_directory_path(char *out, const char *root, const char *id);
/* Opens a directory that nobody but its owner, who runs us, can put anything into; -1 when it is not so. */
int state_own_directory(const char *path);
/* Reads a file of ours there, at most max bytes; -1 when it cannot be trusted with what the container's owner may do:
   it must be a regular file of the user who runs us, in a directory that is no link to another one. */
int state_file_read(struct buffer *b, const char *directory, const char *name, size_t max);
/* The same in an open directory. */
int state_file_read_at(struct buffer *b, int directory, const char *name, size_t max);
