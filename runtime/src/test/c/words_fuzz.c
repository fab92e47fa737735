/* Damages a process file and looks for its program. */
#include "fuzz.h"
#include "launcher/words.h"

static const char process[] =
        "{\"env\":[\"A=b\"],\"args\":[\"sh\",\"-c\",\"a \\u0026\\u0026 \\\"b\\\"\"],\"user\":{\"uid\":0}}";

/* Another list in the place of the one that was found is found there. */
static void take_apart(const uint8_t *bytes, size_t len)
{
    struct words words;
    struct words again = {0};
    struct buffer out = {0};
    if (words_read(&words, bytes, len)) {
        buffer_put(&out, bytes, words.begin);
        buffer_text(&out, "[\"word\"]");
        buffer_put(&out, bytes + words.end, len - words.end);
        if (!words_read(&again, out.data, out.len) || again.count != 1 || strcmp((char *)again.meant.data, "word") != 0)
            abort();
    }
    words_free(&words);
    words_free(&again);
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
