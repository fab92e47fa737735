/* What the engine is told of a container's process, in the text of its state. */
#include "launcher/kept_state.h"

#include <string.h>

#include "check.h"

#define PATH "/run/jrunc/c1/state.json"

/* What it is told of this text, which is answered behind another byte. */
static bool says(const char *path, const char *pid, const char *text, const char *expected)
{
    char id[] = "c1";
    char *argv[] = {id, id, id, NULL};
    struct kept_request k = {.argv = argv, .args = {.exec = true, .id = 2}};
    cleanup_buffer struct buffer answer = {0};
    text_copy(k.state.pid, sizeof k.state.pid, pid);
    text_copy(k.state.start, sizeof k.state.start, "99");
    text_copy(k.state.pid_told, sizeof k.state.pid_told, "1000000001");
    text_copy(k.state.start_told, sizeof k.state.start_told, "1000000000000000002");
    buffer_char(&answer, '#');
    buffer_text(&answer, text);
    kept_put_state(&k, path, &answer, 1);
    return answer.len == 1 + strlen(expected) && memcmp(answer.data + 1, expected, strlen(expected)) == 0;
}

static void staysAsItIs(const char *path, const char *pid, const char *text)
{
    CHECK(says(path, pid, text, text));
}

static void numbersStandForTheProcess(void)
{
    CHECK(says(PATH, "7", "{\"id\":\"c1\",\"pid\":7,\"startTime\":99,\"created\":\"2026\",\"bundle\":\"/b\"}",
            "{\"id\":\"c1\",\"pid\":1000000001,\"startTime\":1000000000000000002,\"created\":\"1970-01-01T00:00:00Z\","
            "\"bundle\":\"/b\"}"));
    /* A string may look like it. */
    CHECK(says(PATH, "7", "{\"v\":\",\\\"pid\\\":7\",\"pid\":7,\"startTime\":99,\"created\":\"\"}",
            "{\"v\":\",\\\"pid\\\":7\",\"pid\":1000000001,\"startTime\":1000000000000000002,\"created\":\"1970-01-"
            "01T00:00:"
            "00Z\"}"));
}

static void othersStayAsTheyAre(void)
{
    static const char good[] = "{\"id\":\"c1\",\"pid\":7,\"startTime\":99,\"created\":\"2026\"}";
    staysAsItIs("/run/jrunc/c2/state.json", "7", good);
    staysAsItIs("/run/jrunc/c1/config.json", "7", good);
    staysAsItIs("/run/jrunc/xc1/state.json", "7", good);
    staysAsItIs("c1/state.json", "7", good);
    staysAsItIs(PATH, "8", good); /* written anew */
    staysAsItIs(PATH, "", good);
}

static void aTextOfAnotherFormStaysAsItIs(void)
{
    staysAsItIs(PATH, "7", "");
    staysAsItIs(PATH, "7", ",\"pid\":");
    staysAsItIs(PATH, "7", ",\"pid\":7");
    staysAsItIs(PATH, "7", ",\"pid\":7,\"startTime\":");
    staysAsItIs(PATH, "7", ",\"pid\":7,\"startTime\":99");
    staysAsItIs(PATH, "7", ",\"pid\":7,\"startTime\":99,\"created\":\"");
    staysAsItIs(PATH, "7", ",\"pid\":7,\"startTime\":99,\"created\":\"2026");
    staysAsItIs(PATH, "7", ",\"pid\":7,\"startTime\":9,\"created\":\"2026\"");
    staysAsItIs(PATH, "7", ",\"pid\": 7,\"startTime\":99,\"created\":\"2026\"");
    staysAsItIs(PATH, "0", ",\"pid\":0,\"startTime\":99,\"created\":\"2026\"");
    staysAsItIs(PATH, "7", ",\"pid\":7,\"startTime\":99999999999999999999999,\"created\":\"2026\"");
}

int main(void)
{
    numbersStandForTheProcess();
    othersStayAsTheyAre();
    aTextOfAnotherFormStaysAsItIs();
    return finish_tests("kept_state");
}
