/* Directories of any size, and ones that are gone. */
#include "check.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/fds.h"
#include "common/listing.h"
#include "common/text.h"

enum { MANY = 500 };

static char root[] = "/tmp/listing.XXXXXX";

static int open_root(void)
{
    return open_fd(root, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
}

static void name_of(char out[TEXT_U64 + 1], unsigned i)
{
    char number[TEXT_U64];
    text_join(out, TEXT_U64 + 1, i % 2 ? "f" : "d", text_u64(number, i), NULL);
}

static void findsEachNameOnce(void)
{
    unsigned char seen[MANY] = {0};
    struct listing list;
    const struct sys_dirent *e;
    cleanup_fd int dir = open_root();
    for (unsigned i = 0; i < MANY; i++) {
        char name[TEXT_U64 + 1];
        name_of(name, i);
        int result = i % 2 ? mknodat(dir, name, S_IFREG | 0600, 0) : mkdirat(dir, name, 0700);
        CHECK(result == 0);
    }
    listing_begin(&list, dir);
    while ((e = listing_next(&list))) {
        unsigned long i = strtoul(e->name + 1, NULL, 10);
        CHECK(i < MANY && e->name[0] == (i % 2 ? 'f' : 'd') && e->type == (i % 2 ? 8 /* DT_REG */ : 4 /* DT_DIR */));
        if (i < MANY)
            seen[i]++;
    }
    CHECK(errno == 0);
    for (unsigned i = 0; i < MANY; i++)
        CHECK(seen[i] == 1);
}

static void goesOnWhileNamesAreRemoved(void)
{
    struct listing list;
    const struct sys_dirent *e;
    cleanup_fd int dir = open_root();
    listing_begin(&list, dir);
    while ((e = listing_next(&list)))
        CHECK(unlinkat(dir, e->name, e->name[0] == 'd' ? AT_REMOVEDIR : 0) == 0);
    CHECK(rmdir(root) == 0);
}

static void endsWhereThereIsNoDirectory(void)
{
    struct listing list;
    CHECK(mkdir(root, 0700) == 0);
    cleanup_fd int gone = open_root();
    CHECK(rmdir(root) == 0);
    listing_begin(&list, gone);
    CHECK(!listing_next(&list) && errno == 0);
    listing_begin(&list, -1);
    CHECK(!listing_next(&list) && errno == EBADF);
}

int main(void)
{
    CHECK(mkdtemp(root) != NULL);
    findsEachNameOnce();
    goesOnWhileNamesAreRemoved();
    endsWhereThereIsNoDirectory();
    return finish_tests("listing");
}
