/* Words that are new in each launch of the same kind: the container's id and what engines derive from it. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "buffer.h"

enum { NAMES_MAX = 24, NAME_LONGEST = 64 };

/* What stands in the kept conversation, at most NAME_LONGEST bytes, and what is meant now. */
struct name {
    const char *then;
    const char *now;
    char *const *more;           /* where it is one of a list of strings: what follows it, up to NULL; NULL: nothing */
    char word[NAME_LONGEST + 1]; /* of one that was found: both, when nothing else is known */
};

struct names {
    int count;
    bool failed;   /* there were more, or what is one is uncertain */
    bool no_uuids; /* systemd.slice(5) takes apart what has a dash */
    struct name of[NAMES_MAX];
};

/* Adds one; the words must stay where they are. */
void names_add(struct names *names, const char *then, const char *now);
/* Digits that nobody can know, so that no configuration holds them: 64, or a slash and 63. */
bool names_stand_in(char out[NAME_LONGEST + 1], bool path);
/* Adds those that nobody makes up twice: runs of 64 hexadecimal digits, UUIDs, runs of twelve digits that one of 64
   begins with (the short form of an id), and a path's last eight, as Kubernetes calls a container's termination log.
   None is a number, of which the engine knows more than its text. Fails where an escape of JSON makes it uncertain.
   The list must stay where it is. */
void names_find(struct names *names, const uint8_t *bytes, size_t len);

enum names_way {
    NAMES_NOW,    /* then → now */
    NAMES_NUMBERS /* now → the number in the list, for what is to be the same whatever they are */
};

/* One direction of a list, ready to be looked for. */
struct names_look {
    int count;
    size_t shortest;   /* SIZE_MAX: there is none */
    uint8_t skip[256]; /* by the byte that a shortest name would end with: how far away the next one can begin */
    const char *from[NAMES_MAX];
    const char *to[NAMES_MAX];
    char *const *more[NAMES_MAX];
    char numbers[NAMES_MAX][3];
    size_t from_len[NAMES_MAX];
};

void names_look(struct names_look *look, const struct names *names, enum names_way way);
/* Appends the bytes with every name replaced, the longest where several begin. */
void names_replace(struct buffer *out, const uint8_t *bytes, size_t len, const struct names_look *look);
/* What a word is replaced with that is such a name and nothing else; NULL: none. */
const char *names_meaning(const struct names_look *look, const char *word);
/* What follows a string of a list that is such a name; NULL: nothing. */
char *const *names_more(const struct names_look *look, const char *string);
/* Both at once. */
void names_put(struct buffer *out, const uint8_t *bytes, size_t len, const struct names *names, enum names_way way);
