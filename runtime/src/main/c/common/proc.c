#include "proc.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "fds.h"
#include "text.h"

static int read_stat(int dir, const char *path, struct proc_stat *out)
{
    char text[1024];
    if (read_small(dir, path, text, sizeof text) <= 0)
        return -1;
    const char *p = strrchr(text, ')'); /* the name before it may hold anything */
    errno = EPROTO;
    if (!p || p[1] != ' ')
        return -1;
    out->state = p[2];
    out->ticks = 0;
    for (int field = 2; field < 22; field++) {
        p = strchr(p + 1, ' ');
        if (!p)
            return -1;
        if (field + 1 == 9)
            out->flags = (uint32_t)strtoul(p + 1, NULL, 10);
        if (field + 1 == 14 || field + 1 == 15)
            out->ticks += strtoull(p + 1, NULL, 10);
        if (field + 1 == 20)
            out->threads = strtoull(p + 1, NULL, 10);
    }
    out->start = strtoull(p + 1, NULL, 10);
    return 0;
}

int proc_stat_read(pid_t pid, struct proc_stat *out)
{
    char path[32];
    char number[TEXT_U64];
    text_join(path, sizeof path, "/proc/", text_u64(number, (uint64_t)pid), "/stat", NULL);
    return read_stat(AT_FDCWD, path, out);
}

int proc_stat_read_at(int proc, pid_t pid, struct proc_stat *out)
{
    char path[32];
    char number[TEXT_U64];
    text_join(path, sizeof path, text_u64(number, (uint64_t)pid), "/stat", NULL);
    return read_stat(proc, path, out);
}

bool proc_is_ours(void)
{
    char number[TEXT_U64];
    char self[TEXT_U64];
    ssize_t n = readlink("/proc/self", self, sizeof self - 1);
    if (n < 0)
        return false;
    self[n] = '\0';
    return strcmp(self, text_u64(number, (uint64_t)getpid())) == 0;
}

bool proc_ended_as(pid_t pid, const char *name)
{
    char path[32];
    char number[TEXT_U64];
    char text[32];
    text_u64(number, (uint64_t)pid);
    text_join(path, sizeof path, "/proc/", number, "/exe", NULL);
    if (readlink(path, text, sizeof text) >= 0 || errno != ENOENT)
        return false;
    text_join(path, sizeof path, "/proc/", number, "/comm", NULL);
    ssize_t n = read_small(AT_FDCWD, path, text, sizeof text);
    return n > 0 && text[n - 1] == '\n' && (size_t)n == strlen(name) + 1 && memcmp(text, name, (size_t)n - 1) == 0;
}
