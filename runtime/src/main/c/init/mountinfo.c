#include "mountinfo.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>

#include "common/fds.h"

enum { MOUNTINFO_MAX = 16 << 20 };

int mountinfo_read(struct mountinfo *list, int proc, struct arena *arena)
{
    cleanup_fd int fd = openat(proc, "self/mountinfo", O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return -1;
    char *text = arena_take(arena, MOUNTINFO_MAX);
    if (!text)
        return -1;
    ssize_t n = read_full(fd, text, MOUNTINFO_MAX);
    if (n < 0)
        return -1;
    if (n == MOUNTINFO_MAX) {
        errno = EFBIG;
        return -1;
    }
    text[n] = '\0';
    list->next = text;
    return 0;
}

/* "\040" stands for a blank, and so on. */
static void unescape(char *s)
{
    char *out = s;
    while (*s) {
        if (s[0] == '\\' && s[1] && s[2] && s[3]) {
            *out++ = (char)((s[1] - '0') << 6 | (s[2] - '0') << 3 | (s[3] - '0'));
            s += 4;
        } else {
            *out++ = *s++;
        }
    }
    *out = '\0';
}

static char *take_word(char **line)
{
    char *word = *line;
    size_t len = strcspn(word, " ");
    *line = word + len;
    if (word[len]) {
        word[len] = '\0';
        (*line)++;
    }
    return word;
}

bool mountinfo_next(struct mountinfo *list, struct mountinfo_entry *entry)
{
    char *line = list->next;
    size_t len = strcspn(line, "\n");
    if (len == 0)
        return false;
    list->next = line + len + (line[len] == '\n');
    line[len] = '\0';
    const char *id = take_word(&line);
    const char *parent = take_word(&line);
    take_word(&line); /* device */
    take_word(&line); /* root within the filesystem */
    char *path = take_word(&line);
    while (*line && strcmp(take_word(&line), "-") != 0)
        ;
    unescape(path);
    entry->path = path;
    entry->topmost = strcmp(id, parent) == 0;
    entry->type = take_word(&line);
    return true;
}

bool path_is_below(const char *path, const char *dir)
{
    size_t len = strlen(dir);
    return strncmp(path, dir, len) == 0 && (path[len] == '/' || path[len] == '\0' || strcmp(dir, "/") == 0);
}

bool path_is_named_below(const char *path, const char *dir)
{
    return path_is_below(path, dir) && !strstr(path, "/..");
}
