/* Schemata of a resctrl group: the kernel says in a file of its own what it did not like. */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "common/fds.h"
#include "common/text.h"
#include "ops.h"

enum { LINE = 4096 }; /* of a schemata file; the kernel takes no more in one write */

static int refused(struct run *r, const char *call, const char *path, const char *status)
{
    char words[256];
    int error = errno;
    ssize_t n = read_small(AT_FDCWD, status, words, sizeof words);
    fail_error(&r->failure, error, call, path);
    while (n > 0 && words[n - 1] == '\n')
        words[--n] = '\0';
    if (n > 0 && strcmp(words, "ok") != 0)
        fail_adds(&r->failure, words);
    return -1;
}

int op_resctrl(struct run *r, const struct plan_step *s)
{
    const char *path = s->f[0].s;
    const char *status = s->f[1].s;
    char text[LINE];
    cleanup_fd int fd = open_fd(path, O_WRONLY | O_CLOEXEC | O_NOCTTY);
    if (fd < 0)
        return refused(r, "open", path, status);
    struct plan_strings lines = plan_strings(&s->f[2]);
    for (const char *line = plan_strings_next(&lines); line; line = plan_strings_next(&lines)) {
        size_t n = strlen(line);
        if (n + 2 > sizeof text)
            return fail_error(&r->failure, E2BIG, "write", path);
        text_join(text, sizeof text, line, "\n", NULL); /* without its end the kernel refuses a line */
        if (write(fd, text, n + 1) < 0)
            return refused(r, "write", path, status);
    }
    return 0;
}
