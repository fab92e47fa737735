#include "state_root.h"

#include <limits.h>
#include <unistd.h>

#include "caller.h"
#include "common/text.h"

bool state_root_path(char *out, const char *root, const char *tail)
{
    if (root)
        return *root && text_join(out, PATH_MAX, root, tail, NULL);
    const char *runtime_dir = caller_env("XDG_RUNTIME_DIR");
    if (geteuid() == 0 && !(runtime_dir && caller_is_nested()))
        return text_join(out, PATH_MAX, "/run/jrunc", tail, NULL);
    return runtime_dir && text_join(out, PATH_MAX, runtime_dir, "/jrunc", tail, NULL);
}
