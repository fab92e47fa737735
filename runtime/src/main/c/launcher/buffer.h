/* A growing byte buffer, little-endian like the protocol. When memory runs out it remembers that and stays as it is.
   Where a system call counts it begins on an array of whoever makes it: malloc(3) asks the kernel for every few KiB. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

struct buffer {
    uint8_t *data;
    size_t len;
    size_t room;
    bool failed;
    bool lent; /* data is the array that it began on, and is not to be freed */
};

/* The array must outlive the buffer, which leaves it when it grows. */
#define BUFFER_ON(array)                                                                                               \
    {                                                                                                                  \
        .data = (array), .room = sizeof(array), .lent = true                                                           \
    }

#define cleanup_buffer __attribute__((cleanup(buffer_free)))

void buffer_free(struct buffer *b);
/* Room for n more bytes, which the caller fills before it adds n to len; NULL when there is no memory. */
uint8_t *buffer_reserve(struct buffer *b, size_t n);
void buffer_put(struct buffer *b, const void *bytes, size_t n);
void buffer_char(struct buffer *b, char c);
/* The characters of s, without its NUL. */
void buffer_text(struct buffer *b, const char *s);
void buffer_u32(struct buffer *b, uint32_t value);
void buffer_u64(struct buffer *b, uint64_t value);
/* The protocol's s, b and v. */
void buffer_string(struct buffer *b, const char *s);
void buffer_block(struct buffer *b, const void *bytes, size_t n);
void buffer_strings(struct buffer *b, char *const *strings);
/* Puts n bytes in the place of those from begin up to end. */
void buffer_replace(struct buffer *b, size_t begin, size_t end, const void *bytes, size_t n);
/* Writes value over the four bytes at offset. */
void buffer_patch(struct buffer *b, size_t offset, uint32_t value);
/* Everything that fd still has to say, at most max bytes (more: EFBIG); 0 or -1 with errno. */
int buffer_read(struct buffer *b, int fd, size_t max);
/* The same of a file of that size, for which room is made at once. */
int buffer_read_sized(struct buffer *b, int fd, off_t size, size_t max);
