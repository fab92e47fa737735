#include "signals.h"

#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <strings.h>

#include "text.h"

enum { RTMIN = 34, RTMAX = 64 }; /* as the C libraries count them: two or three are their own */

struct entry {
    const char *name;
    int number;
    const char *words;
};

static const struct entry table[] = {
#define SIGNAL(name, number, words) {#name, number, words},
#include "signals.def"
#undef SIGNAL
};

const char *signal_words(int signal)
{
    for (size_t i = 0; i < sizeof table / sizeof *table; i++)
        if (table[i].number == signal)
            return table[i].words;
    return "real-time signal";
}

static int realtime_number(const char *name)
{
    uint64_t offset = 0;
    const char *rest = name + 5;
    if (strncasecmp(name, "RTMIN", 5) == 0) {
        if (*rest && (*rest != '+' || !text_to_u64(rest + 1, RTMAX - RTMIN, &offset)))
            return -1;
        return RTMIN + (int)offset;
    }
    if (strncasecmp(name, "RTMAX", 5) == 0) {
        if (*rest && (*rest != '-' || !text_to_u64(rest + 1, RTMAX - RTMIN, &offset)))
            return -1;
        return RTMAX - (int)offset;
    }
    return -1;
}

int signal_number(const char *text)
{
    uint64_t number;
    if (text_to_u64(text, RTMAX, &number))
        return (int)number;
    if (strncasecmp(text, "SIG", 3) == 0)
        text += 3;
    for (size_t i = 0; i < sizeof table / sizeof *table; i++)
        if (strcasecmp(table[i].name, text) == 0)
            return table[i].number;
    return realtime_number(text);
}
