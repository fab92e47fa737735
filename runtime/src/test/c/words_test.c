/* The program of an exec in the text of its process file: where it is found, what it means, where it is not found. */
#include "check.h"

#include "launcher/words.h"

static struct words words;

/* How many there are; what they mean is in words. */
static int count(const char *json)
{
    words_free(&words);
    return words_read(&words, (const uint8_t *)json, strlen(json)) ? words.count : 0;
}

static const char *word(int i)
{
    const char *word = (const char *)words.meant.data;
    for (; i > 0; i--)
        word += strlen(word) + 1;
    return word;
}

static void findsTheListOfTheProcess(void)
{
    CHECK(count("{\"args\":[\"ls\"]}") == 1);
    SAME(word(0), "ls");
    CHECK(count(" { \"cwd\" : \"/\" , \"args\" :\t[ \"sh\" ,\r\n\"-c\",\"a \\\"b\\\"\" ] , \"env\":[\"args\"] } ") ==
            3);
    SAME(word(0), "sh");
    SAME(word(1), "-c");
    SAME(word(2), "a \"b\"");
    CHECK(count("{\"x\":{\"args\":[\"a\"]},\"y\":[{\"args\":[\"b\"]}],\"args\":[\"c\"]}") == 1);
    SAME(word(0), "c");
    CHECK(count("{\"env\":[\"A={[\\\"args\\\":[\"],\"args\":[\"d\"],\"z\":\"args\"}") == 1);
    SAME(word(0), "d");
}

/* As Go writes && and <, which it takes for a danger to web pages. */
static void escapesMeanWhatJsonSays(void)
{
    CHECK(count("{\"args\":[\"\\u0026\\u003C\\u003e\",\"\\\\\\/\\b\\f\\n\\r\\t\"]}") == 2);
    SAME(word(0), "&<>");
    SAME(word(1), "\\/\b\f\n\r\t");
}

static void whatIsUncertainIsNotFound(void)
{
    static const char *const texts[] = {"", "{}", "{\"args\":[]}", "{\"args\":\"ls\"}", "{\"args\":null}",
            "{\"args\":[\"a\",5]}", "{\"args\":[\"a\",[\"b\"]]}", "{\"args\":[\"\"]}",
            "{\"args\":[\"a\"],\"args\":[\"b\"]}", "{\"args\":[\"a\"],\"args\":[]}",
            "{\"args\":[\"a\"],\"\\u0061rgs\":[\"b\"]}", "{\"args\":[\"a\"", "{\"args\":[\"a", "{\"args\":[\"a\\",
            "{\"args\":[", "{\"args\":", "{\"args", "[\"args\",[\"a\"]]", "{\"x\":{\"args\":[\"a\"]}}",
            "{\"args\":[\"\303\251\"]}", "{\"args\":[\"\\u00e9\"]}", "{\"args\":[\"\\u0000\"]}",
            "{\"args\":[\"\\u00\"]}", "{\"args\":[\"\\u002g\"]}", "{\"args\":[\"\\x\"]}", "{\"args\":[\"a\tb\"]}",
            "{\"args\":[\"\177\"]}", "{\"args\":[\"a\"\"b\"]}", "{\"args\":[,\"a\"]}", "{\"args\":[\"a\",]}"};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        bool found = count(texts[i]) > 0;
        CHECK(!found);
        if (found)
            printf("  in %s\n", texts[i]);
    }
}

static void saysWhereTheListIs(void)
{
    static const char json[] = "{\"args\": [\"sh\", \"\", \"]\" ], \"cwd\": \"/\"}";
    CHECK(count(json) == 3);
    SAME(word(1), "");
    SAME(word(2), "]");
    CHECK(words.begin == 9 && strncmp(json + words.end, ", \"cwd", 6) == 0);
}

int main(void)
{
    findsTheListOfTheProcess();
    escapesMeanWhatJsonSays();
    whatIsUncertainIsNotFound();
    saysWhereTheListIs();
    words_free(&words);
    return finish_tests("words_test");
}
