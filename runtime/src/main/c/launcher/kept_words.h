/* The program of an exec and its arguments mean nothing to the engine: it is told of one word, a stand-in for all of
   them, so that what was kept of one program serves for all others. */
#pragma once

#include "kept.h"

/* Tells those of the command line. */
void kept_tell_words(struct kept_request *k, const struct caller *c);
/* Tells those of the process file, whose text this is; for the key a mark is put in their place there. */
void kept_tell_file(struct kept_request *k, struct buffer *text);
/* Puts the mark there once more; false when the text is another one by now. */
bool kept_mark_words(const struct kept_request *k, struct buffer *text);
/* Puts the stand-in into what was read of a file, from `at` on, when it is the process file. */
void kept_put_words(const struct kept_request *k, const char *path, struct buffer *answer, size_t at);
/* Whether the plan refuses a process file that had the stand-in: the place it names is not that in the file itself. */
bool kept_words_refused(const struct kept_request *k, const struct buffer *plan);
