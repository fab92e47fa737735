/* Buffers: that leave the array they began on when they outgrow it, and read files of any kind. */
#include "check.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include "common/fds.h"
#include "common/sys.h"
#include "launcher/buffer.h"
#include "launcher/bytes.h"

/* A file of the letters from a to z, over and over. */
static int letters(size_t size)
{
    int fd = sys_memfd_create("letters", MFD_CLOEXEC);
    for (size_t i = 0; i < size; i++)
        (void)!write(fd, "abcdefghijklmnopqrstuvwxyz" + i % 26, 1);
    lseek(fd, 0, SEEK_SET);
    return fd;
}

static bool are_letters(const struct buffer *b, size_t at, size_t size)
{
    bool same = b->len == at + size;
    for (size_t i = 0; same && i < size; i++)
        same = b->data[at + i] == 'a' + i % 26;
    return same;
}

static void beginsOnAnArrayAndLeavesIt(void)
{
    uint8_t room[8];
    cleanup_buffer struct buffer b = BUFFER_ON(room);
    buffer_text(&b, "12345678");
    CHECK(b.data == room && b.len == 8);
    buffer_text(&b, "9");
    CHECK(b.data != room && b.len == 9 && memcmp(b.data, "123456789", 9) == 0);
    buffer_free(&b);
    CHECK(!b.data && b.room == 0);
    buffer_text(&b, "again");
    CHECK(b.len == 5);
}

static void readsWhatIsThere(void)
{
    static const size_t sizes[] = {0, 1, 200, 4095, 4096, 4097, 20000};
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        for (off_t told = -1; told <= 1; told++) {
            uint8_t room[5000];
            cleanup_buffer struct buffer b = BUFFER_ON(room);
            cleanup_fd int fd = letters(sizes[i]);
            buffer_text(&b, "before");
            CHECK(buffer_read_sized(&b, fd, (off_t)sizes[i] * told, 20000) == 0);
            CHECK(are_letters(&b, 6, sizes[i]) && memcmp(b.data, "before", 6) == 0);
        }
    }
}

static void readsNoMoreThanIsAllowed(void)
{
    cleanup_buffer struct buffer b = {0};
    cleanup_fd int fd = letters(101);
    CHECK(buffer_read_sized(&b, fd, 101, 100) == -1 && errno == EFBIG);
}

/* Such a file answers the first read alone. */
static void readsFilesOfTheKernel(void)
{
    uint8_t room[1];
    cleanup_buffer struct buffer b = BUFFER_ON(room);
    cleanup_fd int fd = open_fd("/proc/sys/kernel/ostype", O_RDONLY | O_CLOEXEC);
    CHECK(buffer_read_sized(&b, fd, 0, 100) == 0 && b.len == 6 && memcmp(b.data, "Linux\n", 6) == 0);
}

static void aChecksumTellsEveryChange(void)
{
    uint8_t text[75]; /* two rounds of all lanes, and some bytes */
    for (size_t i = 0; i < sizeof text; i++)
        text[i] = (uint8_t)(i * 7);
    uint32_t sum = checksum(0, text, sizeof text);
    for (size_t i = 0; i < 8 * sizeof text; i++) {
        text[i / 8] ^= (uint8_t)(1 << i % 8);
        CHECK(checksum(0, text, sizeof text) != sum);
        text[i / 8] ^= (uint8_t)(1 << i % 8);
    }
    CHECK(checksum(0, text, sizeof text) == sum);
    for (size_t n = 0; n < sizeof text; n++) /* cut short */
        CHECK(checksum(0, text, n) != sum);
    for (size_t at = 32; at < 64; at += 8) { /* a word in the place of another */
        uint8_t moved[sizeof text];
        memcpy(moved, text, sizeof text);
        memcpy(moved, text + at, 8);
        memcpy(moved + at, text, 8);
        CHECK(checksum(0, moved, sizeof moved) != sum);
    }
    CHECK(checksum(1, text, sizeof text) != sum); /* what stood before */
}

int main(void)
{
    beginsOnAnArrayAndLeavesIt();
    readsWhatIsThere();
    readsNoMoreThanIsAllowed();
    readsFilesOfTheKernel();
    aChecksumTellsEveryChange();
    return finish_tests("buffer");
}
