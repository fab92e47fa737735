#include "listing.h"

#include <errno.h>
#include <stdbool.h>
#include <string.h>

void listing_begin(struct listing *l, int dir)
{
    l->dir = dir;
    l->at = l->len = 0;
}

/* A directory that has been removed is at its end. */
static bool fill(struct listing *l)
{
    long n = syscall(SYS_getdents64, l->dir, l->bytes, sizeof l->bytes);
    if (n == 0 || (n < 0 && errno == ENOENT))
        errno = 0;
    l->at = 0;
    l->len = n > 0 ? (size_t)n : 0;
    return n > 0;
}

const struct sys_dirent *listing_next(struct listing *l)
{
    while (l->at < l->len || fill(l)) {
        const struct sys_dirent *e = (const struct sys_dirent *)(const void *)(l->bytes + l->at);
        l->at += e->size;
        if (strcmp(e->name, ".") != 0 && strcmp(e->name, "..") != 0)
            return e;
    }
    return NULL;
}
