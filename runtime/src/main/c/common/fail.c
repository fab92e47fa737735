#include "fail.h"

#include <errno.h>
#include <stdarg.h>

#include "text.h"

void fail_nothing(struct failure *f)
{
    f->error = 0;
    f->offset = 0;
    f->flags = 0;
    f->call[0] = '\0';
    f->path[0] = '\0';
    f->words[0] = '\0';
}

int fail_error(struct failure *f, int error, const char *call, const char *path)
{
    f->error = error;
    f->flags = 0;
    text_copy(f->call, sizeof f->call, call);
    text_copy_tail(f->path, sizeof f->path, path ? path : "");
    f->words[0] = '\0';
    return -1;
}

int fail_call(struct failure *f, const char *call, const char *path)
{
    return fail_error(f, errno, call, path);
}

int fail_words(struct failure *f, int error, ...)
{
    va_list parts;
    fail_error(f, error, "", "");
    va_start(parts, error);
    for (const char *part = va_arg(parts, const char *); part; part = va_arg(parts, const char *))
        text_append(f->words, sizeof f->words, part);
    va_end(parts);
    return -1;
}

int fail_adds(struct failure *f, const char *words)
{
    f->flags |= FAILURE_ADDS;
    text_copy(f->words, sizeof f->words, words);
    return -1;
}

int fail_namespaces(struct failure *f, int error, const char *call, const char *path)
{
    fail_error(f, error, call, path);
    return error == ENOSPC ? fail_adds(f, "no more namespaces may be made: sysctl user.max_*_namespaces") : -1;
}

void fail_detail(const struct failure *f, char *out, uint32_t size)
{
    if (f->words[0] && !(f->flags & FAILURE_ADDS)) {
        text_copy(out, size, f->words);
        return;
    }
    text_join(out, size, f->call, f->path[0] ? " " : "", f->path, ": ", errno_words(f->error), " (",
            errno_name(f->error), ")", f->words[0] ? ": " : "", f->words, NULL);
}
