/* Every directory of a tree of cgroups, the deepest first. Whoever is in a container may have made it as deep as he
   likes: neither the stack nor the descriptors of this process are a limit. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>

#include "buffer.h"
#include "cgroup.h"
#include "common/fds.h"
#include "common/listing.h"

static int open_level(int parent, const char *name)
{
    return openat(parent, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
}

/* What is still to be visited: texts with a NUL each, an empty one between a directory and those inside it. */
static const char *last(const struct buffer *names)
{
    const char *texts = (const char *)names->data;
    const char *nul = memrchr(texts, '\0', names->len - 1);
    return nul ? nul + 1 : texts;
}

static void drop_last(struct buffer *names)
{
    names->len -= strlen(last(names)) + 1;
}

/* Adds what is inside dir, which has just been opened; 0 or -1 with errno. */
static int add_level(struct buffer *names, int dir)
{
    struct listing list;
    const struct sys_dirent *e;
    buffer_char(names, '\0');
    listing_begin(&list, dir);
    while ((e = listing_next(&list)))
        if (e->type == DT_DIR)
            buffer_put(names, e->name, strlen(e->name) + 1);
    if (names->failed)
        errno = ENOMEM;
    return errno ? -1 : 0;
}

int cgroup_walk(int parent, const char *name, cgroup_visit *each, void *argument)
{
    uint8_t few[1024];
    cleanup_buffer struct buffer names = BUFFER_ON(few);
    cleanup_fd int dir = open_level(parent, name);
    int error = 0;
    if (dir < 0)
        return errno == ENOENT ? 0 : -1;
    if (add_level(&names, dir) != 0)
        return -1;
    while (names.len > 1) { /* 1: no more than the end of the highest one */
        const char *next = last(&names);
        bool down = *next != '\0';
        cleanup_fd int other = open_level(dir, down ? next : "..");
        if (other < 0 && (!down || errno != ENOENT))
            return -1;
        if (other < 0) {
            drop_last(&names); /* somebody has removed it */
            continue;
        }
        if (!down) {
            drop_last(&names);
            if (each(other, last(&names), dir, argument) != 0)
                error = errno;
            drop_last(&names);
        }
        close_fd(&dir);
        dir = steal_fd(&other);
        if (down && add_level(&names, dir) != 0)
            return -1;
    }
    if (each(parent, name, dir, argument) != 0)
        error = errno;
    errno = error;
    return error ? -1 : 0;
}
