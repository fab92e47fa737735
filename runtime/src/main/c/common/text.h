/* Text without stdio: safe between clone and exec. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { TEXT_U64 = 21 };

/* Writes the decimal digits of value and a NUL into out (TEXT_U64 bytes); returns out. */
char *text_u64(char *out, uint64_t value);
/* Writes the octal digits of value, padded with zeros to four; returns out (TEXT_U64 bytes; value below 2^32). */
char *text_octal(char *out, uint32_t value);
/* Reads a decimal number that is the whole text and at most max; no sign, no blanks. */
bool text_to_u64(const char *s, uint64_t max, uint64_t *out);

/* Copies src into out (size bytes, always NUL-terminated), cut at the end when too long; true when it fitted. */
bool text_copy(char *out, size_t size, const char *src);
/* Appends behind what out holds, in the same way. */
bool text_append(char *out, size_t size, const char *src);
/* Joins the strings up to the closing NULL into out; true when all fitted. */
bool text_join(char *out, size_t size, ...) __attribute__((sentinel));
/* Like text_copy but keeps the end of src, behind "...", when it is too long: the end of a path says more. */
void text_copy_tail(char *out, size_t size, const char *src);

/* "ENOENT"; "E?" for an unknown number. */
const char *errno_name(int error);
/* "no such file or directory", the same words for every C library: callers match on them. */
const char *errno_words(int error);
