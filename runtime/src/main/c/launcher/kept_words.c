#include "kept_words.h"

#include <string.h>

static void tell(struct kept_request *k, int i, const char *word)
{
    k->told.failed = k->told.failed || !names_stand_in(k->word_stand_ins[i], false);
    names_add(&k->told, k->word_stand_ins[i], word);
}

/* The engine looks at what begins with a dash, and at nothing. */
static bool is_program(const char *word)
{
    return *word && *word != '-';
}

void kept_tell_words(struct kept_request *k, const struct caller *c)
{
    int first = k->args.id + 1;
    int count = c->argc - first;
    if (k->args.process || count < 1 || count > WORDS_MAX || !is_program(c->argv[first]))
        return;
    for (int i = 0; i < count; i++) {
        tell(k, i, c->argv[first + i]);
        k->argv[first + i] = k->word_stand_ins[i];
    }
}

static void replace(struct buffer *text, size_t at, const struct words *words, const char *const *others)
{
    cleanup_buffer struct buffer replaced = {0};
    words_put(&replaced, text->data + at, text->len - at, words, others);
    text->failed = text->failed || replaced.failed;
    text->len = at;
    buffer_put(text, replaced.data, replaced.len);
}

void kept_tell_file(struct kept_request *k, struct buffer *text)
{
    const char *marks[WORDS_MAX];
    if (!words_read(&k->words, text->data, text->len)) {
        words_free(&k->words);
        return;
    }
    for (int i = 0; i < k->words.count; i++) {
        tell(k, i, (const char *)k->words.meant.data + k->words.of[i].meant);
        marks[i] = "\001"; /* in no text of JSON */
    }
    replace(text, 0, &k->words, marks);
}

void kept_put_words(const struct kept_request *k, const char *path, struct buffer *answer, size_t at)
{
    cleanup_words struct words words = {0};
    const char *stand_ins[WORDS_MAX];
    if (!k || k->words.count == 0 || strcmp(path, k->args.process) != 0 ||
            !words_read(&words, answer->data + at, answer->len - at))
        return;
    if (words.meant.len != k->words.meant.len || memcmp(words.meant.data, k->words.meant.data, words.meant.len) != 0)
        return; /* it has just been written anew */
    for (int i = 0; i < words.count; i++)
        stand_ins[i] = k->word_stand_ins[i];
    replace(answer, at, &words, stand_ins);
}
