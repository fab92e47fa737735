/* The names in a directory. Unlike readdir(3) without malloc(3), which for a list takes as long as the list itself. */
#pragma once

#include "sys.h"

enum { LISTING_BYTES = 2048 };

struct listing {
    int dir;
    size_t at;
    size_t len;
    _Alignas(struct sys_dirent) char bytes[LISTING_BYTES];
};

/* From where dir stands, which stays the caller's. */
void listing_begin(struct listing *l, int dir);
/* The next entry but "." and "..", valid until the next call; NULL at the end, with errno 0, and where it cannot be
   read. */
const struct sys_dirent *listing_next(struct listing *l);
