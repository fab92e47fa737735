#include "buffer.h"

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "bytes.h"

/* There are files of the kernel's that give what fits, and nothing more the next time. Behind it there is the end as a
   rule, but some of them give whole lines only. */
enum { PIECE = 4096, LITTLE = 256 };

void buffer_free(struct buffer *b)
{
    if (!b->lent)
        free(b->data);
    *b = (struct buffer){0};
}

uint8_t *buffer_reserve(struct buffer *b, size_t n)
{
    if (n <= b->room - b->len)
        return b->data + b->len;
    size_t room = b->room ? b->room * 2 : 4096;
    while (room - b->len < n)
        room *= 2;
    uint8_t *data = realloc(b->lent ? NULL : b->data, room);
    if (!data) {
        b->failed = true;
        return NULL;
    }
    if (b->lent)
        memcpy(data, b->data, b->len);
    b->lent = false;
    b->data = data;
    b->room = room;
    return b->data + b->len;
}

void buffer_put(struct buffer *b, const void *bytes, size_t n)
{
    if (n == 0 || !buffer_reserve(b, n))
        return;
    memcpy(b->data + b->len, bytes, n);
    b->len += n;
}

void buffer_char(struct buffer *b, char c)
{
    uint8_t *p = buffer_reserve(b, 1);
    if (!p)
        return;
    *p = (uint8_t)c;
    b->len++;
}

void buffer_text(struct buffer *b, const char *s)
{
    buffer_put(b, s, strlen(s));
}

void buffer_u32(struct buffer *b, uint32_t value)
{
    uint8_t *p = buffer_reserve(b, 4); /* memcpy(3) takes longer than the number */
    if (!p)
        return;
    put_u32(p, value);
    b->len += 4;
}

void buffer_u64(struct buffer *b, uint64_t value)
{
    buffer_u32(b, (uint32_t)value);
    buffer_u32(b, (uint32_t)(value >> 32));
}

void buffer_string(struct buffer *b, const char *s)
{
    buffer_block(b, s, strlen(s) + 1);
}

void buffer_block(struct buffer *b, const void *bytes, size_t n)
{
    buffer_u32(b, (uint32_t)n);
    buffer_put(b, bytes, n);
}

void buffer_strings(struct buffer *b, char *const *strings)
{
    uint32_t count = 0;
    while (strings[count])
        count++;
    buffer_u32(b, count);
    for (uint32_t i = 0; i < count; i++)
        buffer_string(b, strings[i]);
}

void buffer_replace(struct buffer *b, size_t begin, size_t end, const void *bytes, size_t n)
{
    if (n > end - begin && !buffer_reserve(b, n - (end - begin)))
        return;
    memmove(b->data + begin + n, b->data + end, b->len - end);
    memcpy(b->data + begin, bytes, n);
    b->len += n - (end - begin);
}

void buffer_patch(struct buffer *b, size_t offset, uint32_t value)
{
    if (b->len >= 4 && offset <= b->len - 4)
        put_u32(b->data + offset, value);
}

static bool is_regular(int fd)
{
    struct stat st;
    return fstat(fd, &st) == 0 && S_ISREG(st.st_mode);
}

/* Reads on and on; `first` is the room that there has to be before it begins. */
static int read_all(struct buffer *b, int fd, size_t first, size_t max)
{
    size_t start = b->len;
    uint8_t *p = buffer_reserve(b, first);
    for (;;) {
        if (!p) {
            errno = ENOMEM;
            return -1;
        }
        ssize_t n = read(fd, p, b->room - b->len);
        if (n < 0 && errno == EINTR)
            continue;
        /* A stdin that somebody has made non-blocking. Of regular files only some of the kernel's have nothing to say
           yet, as /proc/kmsg. */
        if (n < 0 && errno == EAGAIN && !is_regular(fd)) {
            struct pollfd empty = {.fd = fd, .events = POLLIN};
            poll(&empty, 1, -1);
            continue;
        }
        if (n <= 0)
            return (int)n;
        b->len += (size_t)n;
        if (b->len - start > max) {
            errno = EFBIG;
            return -1;
        }
        p = buffer_reserve(b, LITTLE);
    }
}

int buffer_read(struct buffer *b, int fd, size_t max)
{
    return read_all(b, fd, PIECE, max);
}

int buffer_read_sized(struct buffer *b, int fd, off_t size, size_t max)
{
    bool told = size > 0 && (uint64_t)size <= max; /* /proc does not tell */
    return read_all(b, fd, told ? (size_t)size + LITTLE : PIECE, max);
}
