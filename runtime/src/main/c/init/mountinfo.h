/* /proc/self/mountinfo, as far as the init stage needs it: proc_pid_mountinfo(5). */
#pragma once

#include <stdbool.h>

#include "stage.h"

struct mountinfo {
    char *next;
};

struct mountinfo_entry {
    const char *path; /* of the mount point, octal escapes undone */
    const char *type;
    bool topmost; /* no mount is below it: an initramfs */
};

/* Reads it whole through the procfs at proc; 0 or -1 with errno. */
int mountinfo_read(struct mountinfo *list, int proc, struct arena *arena);
bool mountinfo_next(struct mountinfo *list, struct mountinfo_entry *entry);
/* path is below dir, or dir itself. */
bool path_is_below(const char *path, const char *dir);
/* The same, and no ".." in it leads out again. */
bool path_is_named_below(const char *path, const char *dir);
