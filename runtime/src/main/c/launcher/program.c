#include "program.h"

#include <errno.h>
#include <limits.h>
#include <string.h>

#include "caller.h"

int program_start(const struct spawn *s, pid_t *pid, struct failure *f)
{
    char path[PATH_MAX];
    struct spawn found = *s;
    const char *name = s->argv[0];
    const char *places = caller_env("PATH");
    int error = ENOENT;
    if (strchr(name, '/')) {
        found.path = name;
        return spawn(&found, pid, f);
    }
    found.path = path;
    for (const char *at = places ? places : "/usr/bin:/bin"; *at;) {
        size_t n = strcspn(at, ":");
        if (n > 0 && n + strlen(name) + 2 <= sizeof path) {
            memcpy(path, at, n);
            path[n] = '/';
            memcpy(path + n + 1, name, strlen(name) + 1);
            if (spawn(&found, pid, f) == 0)
                return 0;
            if (f->error != ENOENT && f->error != ENOTDIR)
                error = f->error;
        }
        at += n + (at[n] == ':');
    }
    return fail_error(f, error, "execve", name);
}
