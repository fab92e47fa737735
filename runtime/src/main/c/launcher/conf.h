/* How to start java: a file of the installation, made with it (docs/packaging.md). */
#pragma once

#include <limits.h>

#include "buffer.h"
#include "common/fail.h"

enum { CONF_ARGS = 256 };

struct conf {
    char lib[PATH_MAX]; /* of the installation */
    struct buffer text;
    char *argv[CONF_ARGS]; /* argv[0] = absolute path of java; NULL at the end */
    int argc;
};

/* Reads NAME in the installation's lib directory and puts that directory in the place of each @LIB@; JRUNC_JAVA names
   another java. 0, or -1 with f filled. */
int conf_read(struct conf *c, const char *name, struct failure *f);
void conf_free(struct conf *c);
