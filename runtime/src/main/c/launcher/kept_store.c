#include "kept_store.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "bytes.h"
#include "common/fds.h"
#include "common/text.h"
#include "state_root.h"

enum {
    KEPT_WAYS = 2, /* each may be in either of two files; of three for the same two the oldest goes */
    KEPT_NAME = sizeof "kept.99"
};

enum way { WAY_FREE, WAY_TAKEN, WAY_OURS };

static void file_name(char out[KEPT_NAME], const struct kept_store *store, const struct buffer *key, unsigned way)
{
    char number[TEXT_U64];
    uint32_t first = checksum(0, key->data, key->len) % store->files;
    text_join(out, KEPT_NAME, store->prefix, text_u64(number, (first + way) % store->files), NULL);
}

void kept_store_close(struct kept_store *store)
{
    close_fd(&store->directory);
}

/* Reads what is kept there; `kept` points into bytes. */
static enum way look(const struct kept_store *store, const char *name, const struct buffer *key, struct buffer *bytes,
        struct kept *kept)
{
    bytes->len = 0;
    if (state_file_read_at(bytes, store->directory, name, KEPT_MAX) != 0 || !kept_open(bytes->data, bytes->len, kept))
        return WAY_FREE;
    return kept->key.len == key->len && memcmp(kept->key.p, key->data, key->len) == 0 ? WAY_OURS : WAY_TAKEN;
}

bool kept_find(const struct kept_store *store, const struct buffer *key, struct buffer *bytes, struct kept *kept)
{
    char name[KEPT_NAME];
    enum way found = WAY_FREE;
    for (unsigned way = 0; way < KEPT_WAYS && found != WAY_OURS; way++) {
        file_name(name, store, key, way);
        found = look(store, name, key, bytes, kept);
    }
    return found == WAY_OURS;
}

static struct timespec written_at(const struct kept_store *store, const char *name)
{
    struct stat st;
    bool known = fstatat(store->directory, name, &st, AT_SYMLINK_NOFOLLOW) == 0;
    return known ? st.st_mtim : (struct timespec){0};
}

/* Where it belongs: in the place of itself, else where nothing is, else of what is older. */
static void choose_name(char out[KEPT_NAME], const struct kept_store *store, const struct buffer *key)
{
    cleanup_buffer struct buffer bytes = {0};
    struct kept kept;
    struct timespec oldest = {0};
    enum way best = WAY_TAKEN;
    for (unsigned way = 0; way < KEPT_WAYS && best != WAY_OURS; way++) {
        char name[KEPT_NAME];
        file_name(name, store, key, way);
        enum way found = look(store, name, key, &bytes, &kept);
        struct timespec at = written_at(store, name);
        bool older = at.tv_sec < oldest.tv_sec || (at.tv_sec == oldest.tv_sec && at.tv_nsec < oldest.tv_nsec);
        if (way == 0 || found == WAY_OURS || (found == WAY_FREE && best == WAY_TAKEN) || (found == best && older)) {
            best = found;
            oldest = at;
            memcpy(out, name, sizeof name);
        }
    }
}

void kept_write(const struct kept_store *store, const struct buffer *key, const struct buffer *file)
{
    char name[KEPT_NAME];
    char temporary[KEPT_NAME + sizeof ".new"];
    if (flock(store->directory, LOCK_EX | LOCK_NB) != 0)
        return;
    choose_name(name, store, key);
    text_join(temporary, sizeof temporary, name, ".new", NULL);
    unlinkat(store->directory, temporary, 0); /* of a writer that was killed, or what somebody else has put there */
    cleanup_fd int fd = openat(store->directory, temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (fd < 0)
        return;
    if (write_all(fd, file->data, file->len) != 0 || renameat(store->directory, temporary, store->directory, name) != 0)
        unlinkat(store->directory, temporary, 0);
}
