#include "conf.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "caller.h"
#include "common/fds.h"
#include "common/text.h"
#include "installation.h"

enum { CONF_MAX = 65536 };

/* Appends src with each @LIB@ replaced and newlines made NUL. */
static void expand(struct buffer *out, const char *src, const char *lib)
{
    static const char mark[] = "@LIB@";
    for (const char *p = src; *p;) {
        if (strncmp(p, mark, sizeof mark - 1) == 0) {
            buffer_text(out, lib);
            p += sizeof mark - 1;
        } else {
            buffer_char(out, *p == '\n' ? '\0' : *p);
            p++;
        }
    }
    buffer_char(out, '\0');
}

static int read_conf(struct buffer *text, const char *path)
{
    cleanup_fd int fd = open_fd(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return -1;
    int result = buffer_read(text, fd, CONF_MAX);
    buffer_char(text, '\0');
    return text->failed ? -1 : result;
}

/* Points argv at the lines; an empty one is left out. */
static void split(struct conf *c)
{
    char *p = (char *)c->text.data;
    char *end = p + c->text.len;
    for (; p < end && c->argc < CONF_ARGS - 1; p += strlen(p) + 1)
        if (*p)
            c->argv[c->argc++] = p;
    c->argv[c->argc] = NULL;
}

/* The launcher's own file is missing, or something on the way to it. */
static int not_open(const struct conf *c, const char *path, struct failure *f)
{
    if (!c->lib[0])
        return fail_words(
                f, ENOENT, "/proc/self/exe does not say where jrunc is installed; mount a procfs on /proc", NULL);
    if (errno != ENOENT && errno != ENOTDIR && errno != EACCES)
        return fail_call(f, "open", path);
    return fail_words(f, errno, "this installation of jrunc is not complete: open ", path, ": ", errno_words(errno),
            " (", errno_name(errno), "); bin and lib/jrunc belong together, and ", c->lib, "/make-archive ", c->lib,
            " writes this file", NULL);
}

int conf_read(struct conf *c, const char *name, struct failure *f)
{
    char path[PATH_MAX];
    cleanup_buffer struct buffer raw = {0};
    c->text = (struct buffer){0};
    c->argc = 0;
    installation_lib(c->lib);
    text_join(path, sizeof path, c->lib, "/", name, NULL);
    if (read_conf(&raw, path) != 0)
        return not_open(c, path, f);
    expand(&c->text, (char *)raw.data, c->lib);
    if (c->text.failed)
        return fail_error(f, ENOMEM, "malloc", NULL);
    split(c);
    const char *java = caller_env("JRUNC_JAVA");
    if (java && c->argc > 0)
        c->argv[0] = (char *)(uintptr_t)java;
    if (c->argc == 0 || c->argv[0][0] != '/')
        return fail_words(f, EINVAL, "the first line of ", path, " is no absolute path of java", NULL);
    if (access(c->argv[0], X_OK) != 0)
        return fail_words(f, errno, "there is no Java at ", c->argv[0], ": ", errno_words(errno), " (",
                errno_name(errno), "); install a Java 17 or newer, then run ", c->lib, "/make-archive ", c->lib, NULL);
    return 0;
}

void conf_free(struct conf *c)
{
    buffer_free(&c->text);
}
