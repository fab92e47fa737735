#include "installation.h"

#include <stdbool.h>
#include <unistd.h>

#include "common/text.h"

static bool is_installation(char *lib, const char *prefix)
{
    char conf[PATH_MAX];
    return text_join(lib, PATH_MAX, prefix, "/lib/jrunc", NULL) && text_join(conf, PATH_MAX, lib, "/jvm.conf", NULL) &&
           access(conf, R_OK) == 0;
}

/* PREFIX/bin/jrunc → PREFIX/lib/jrunc: the installation can be moved as a whole. A copy that lies elsewhere, as a rule
   under the name runc, uses the installation of the system; one of another build is refused by its id. */
void installation_lib(char lib[PATH_MAX])
{
    char exe[PATH_MAX];
    ssize_t n = readlink("/proc/self/exe", exe, sizeof exe - 1);
    lib[0] = '\0';
    for (int up = 0; up < 2 && n > 0; up++)
        while (n > 0 && exe[--n] != '/')
            ;
    if (n < 0)
        return;
    exe[n] = '\0';
    if (is_installation(lib, exe) || is_installation(lib, "/usr/local") || is_installation(lib, "/usr"))
        return;
    if (!text_join(lib, PATH_MAX, exe, "/lib/jrunc", NULL))
        lib[0] = '\0';
}
