/* Damages a process file and looks for its program. */
#include "fuzz.h"
#include "launcher/words.h"

static const char process[] =
        "{\"env\":[\"A=b\"],\"args\":[\"sh\",\"-c\",\"a \\u0026\\u0026 \\\"b\\\"\"],\"user\":{\"uid\":0}}";

static void take_apart(const uint8_t *bytes, size_t len)
{
    static const char *const others[WORDS_MAX] = {
            "0", "1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "11", "12", "13", "14", "15"};
    struct words words;
    struct words again;
    struct buffer out = {0};
    if (words_read(&words, bytes, len)) {
        words_put(&out, bytes, len, &words, others);
        /* What was put there is found there. */
        if (!words_read(&again, out.data, out.len) || again.count != words.count)
            abort();
        for (int i = 0; i < again.count; i++)
            if (strcmp((const char *)again.meant.data + again.of[i].meant, others[i]) != 0)
                abort();
        words_free(&again);
    }
    words_free(&words);
    buffer_free(&out);
}

int main(int argc, char **argv)
{
    fuzz_begin("words_fuzz", 100000, argc, argv);
    while (fuzz_next()) {
        size_t len = sizeof process - 1;
        uint8_t *bytes = fuzz_copy((const uint8_t *)process, &len);
        take_apart(bytes, len);
        free(bytes);
    }
    return 0;
}
