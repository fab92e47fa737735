/* Descriptors: who owns one closes it, once. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

/* Closes *fd when it is one and makes it -1; never retried: Linux has freed the number even when close says EINTR. */
void close_fd(int *fd);

#define cleanup_fd __attribute__((cleanup(close_fd)))

static inline int steal_fd(int *fd)
{
    int n = *fd;
    *fd = -1;
    return n;
}

/* open(2) in one system call: musl's sets FD_CLOEXEC with another one, as kernels of old had to be told. */
int open_fd(const char *path, int flags);
/* The whole buffer; 0 or -1 with errno. */
int write_all(int fd, const void *bytes, size_t len);
/* The same for a descriptor of the caller's, which he, or who shares it with us, may have made non-blocking: one that
   is full is waited for, patience milliseconds at a time (-1: for ever). */
int write_patiently(int fd, const void *bytes, size_t len, int patience);
/* Up to len bytes, fewer only at end of file; the number or -1 with errno. */
ssize_t read_full(int fd, void *bytes, size_t len);
/* The text of a small file of the kernel's, which gives all that fits to one read, below dir (or AT_FDCWD),
   NUL-terminated; its length or -1 with errno. */
ssize_t read_small(int dir, const char *path, char *out, size_t size);
