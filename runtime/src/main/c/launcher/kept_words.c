#include "kept_words.h"

#include <stdlib.h>
#include <string.h>

static const char mark[] = "\001"; /* in no text of JSON */

/* The list ends with NULL, and has one word at least. */
static void tell(struct kept_request *k, char *const *list)
{
    k->told.failed = k->told.failed || !names_stand_in(k->program, false);
    names_add(&k->told, k->program, list[0]);
    if (!k->told.failed)
        k->told.of[k->told.count - 1].more = list + 1;
}

/* The engine looks at what begins with a dash, and at nothing. */
void kept_tell_words(struct kept_request *k, const struct caller *c)
{
    int first = k->args.id + 1;
    if (k->args.process || first >= c->argc || strchr("-", c->argv[first][0]))
        return;
    tell(k, c->argv + first);
    k->argv[first] = k->program;
    k->argv[first + 1] = NULL;
}

/* Puts a list of one word in the place of theirs. */
static void replace(struct buffer *text, size_t at, const struct words *words, const char *word)
{
    char list[NAME_LONGEST + sizeof "[\"\"]"];
    text_join(list, sizeof list, "[\"", word, "\"]", NULL);
    buffer_replace(text, at + words->begin, at + words->end, list, strlen(list));
}

/* The words as the list that ends with NULL. */
static char **list_of(const struct words *words)
{
    char **list = calloc((size_t)words->count + 1, sizeof *list);
    char *word = (char *)words->meant.data;
    for (int i = 0; list && i < words->count; i++, word += strlen(word) + 1)
        list[i] = word;
    return list;
}

void kept_tell_file(struct kept_request *k, struct buffer *text)
{
    if (!words_read(&k->words, text->data, text->len) || !(k->list = list_of(&k->words))) {
        words_free(&k->words);
        return;
    }
    tell(k, k->list);
    replace(text, 0, &k->words, mark);
}

/* Puts a word in the place of theirs into the text that begins at `at`; false when it has just been written anew. */
static bool replace_same(const struct kept_request *k, struct buffer *text, size_t at, const char *word)
{
    cleanup_words struct words words = {0};
    if (!words_read(&words, text->data + at, text->len - at) || words.meant.len != k->words.meant.len ||
            memcmp(words.meant.data, k->words.meant.data, words.meant.len) != 0)
        return false;
    replace(text, at, &words, word);
    return true;
}

bool kept_mark_words(const struct kept_request *k, struct buffer *text)
{
    return k->words.count == 0 || replace_same(k, text, 0, mark);
}

void kept_put_words(const struct kept_request *k, const char *path, struct buffer *answer, size_t at)
{
    if (k && k->words.count > 0 && strcmp(path, k->args.process) == 0)
        (void)replace_same(k, answer, at, k->program);
}

bool kept_words_refused(const struct kept_request *k, const struct buffer *plan)
{
    struct plan_reader reader;
    struct plan_step step;
    if (!k || k->words.count == 0 || !plan_begin(&reader, plan->data, plan->len))
        return false;
    while (plan_next(&reader, &step) == 1)
        if (step.op == OP_FAIL)
            return true;
    return false;
}
