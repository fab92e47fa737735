/* One failure: which call, on what, why. Filled where it happens, turned into words where somebody listens. */
#pragma once

#include <stdint.h>

enum {
    FAILURE_CALL = 32,
    FAILURE_PATH = 1024,
    FAILURE_WORDS = 10240, /* a hook's last 4 KiB of stdout and of stderr fit */
};

enum failure_flags {
    FAILURE_ADDS = 1, /* words come behind "CALL PATH: … (ERRNO)"; without it they stand in its place when not empty */
};

struct failure {
    int32_t error;   /* errno, 0 when there was none */
    uint32_t offset; /* of the operation in its list; set by the executor */
    uint32_t flags;
    char call[FAILURE_CALL];
    char path[FAILURE_PATH];
    char words[FAILURE_WORDS];
};

/* As long as nothing has failed. */
void fail_nothing(struct failure *f);

/* All return -1, so that a caller can return what they return. */

/* call failed on path (NULL: none) with errno. */
int fail_call(struct failure *f, const char *call, const char *path);
/* The same with the errno given. */
int fail_error(struct failure *f, int error, const char *call, const char *path);
/* The same for a call that makes namespaces, of which there may be too many: user_namespaces(7). */
int fail_namespaces(struct failure *f, int error, const char *call, const char *path);
/* Words that are the whole message, joined up to the closing NULL; error only picks hints (0: none). */
int fail_words(struct failure *f, int error, ...) __attribute__((sentinel));
/* Adds words behind those of the errno, to a failure that fail_call filled. */
int fail_adds(struct failure *f, const char *words);

/* "CALL PATH: words (ERRNO)" or the words of its own, into out. */
void fail_detail(const struct failure *f, char *out, uint32_t size);
