/* Damages D-Bus messages and reads what comes out under the sanitizers. */
#include "bus_builder.h"
#include "fuzz.h"
#include "launcher/bus_message.h"

static volatile uint64_t sink;

static void build(struct plan_builder *b)
{
    struct plan_builder body = {0};
    plan_put_u32(&body, 7);
    bus_text(&body, "/job/7");
    bus_text(&body, "x.scope");
    bus_add(b, BUS_SIGNAL, 9, 0, "JobRemoved", NULL, "uos", &body);
    bus_add(b, BUS_ERROR, 10, 3, NULL, "org.freedesktop.DBus.Error.Failed", "s", NULL);
}

static void one_run(const struct plan_builder *good)
{
    struct bus_message m;
    size_t len = good->len;
    uint8_t *bytes = fuzz_copy(good->bytes, &len);
    size_t at = 0;
    while (bus_message_read(bytes + at, len - at, &m) == 1) {
        size_t in = 0;
        uint32_t value;
        sink += strlen(m.member) + strlen(m.error) + strlen(m.signature);
        if (bus_body_u32(&m, &in, &value))
            sink += value;
        for (const char *text = bus_body_string(&m, &in); text; text = bus_body_string(&m, &in))
            sink += strlen(text);
        at += m.size;
    }
    free(bytes);
}

int main(int argc, char **argv)
{
    struct plan_builder good = {0};
    fuzz_begin("bus_fuzz", 20000, argc, argv);
    build(&good);
    while (fuzz_next())
        one_run(&good);
    plan_free(&good);
    return 0;
}
