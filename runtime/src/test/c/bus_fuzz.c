/* Mutates D-Bus messages, RUNS times from SEED, and reads what comes out under the sanitizers: bus_fuzz [RUNS [SEED]].
 */
#include "bus_builder.h"
#include "launcher/bus_message.h"

static uint64_t state;
static volatile uint64_t sink;

/* splitmix64 */
static uint64_t number(void)
{
    uint64_t z = state += 0x9e3779b97f4a7c15;
    z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9;
    z = (z ^ z >> 27) * 0x94d049bb133111eb;
    return z ^ z >> 31;
}

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
    size_t len = good->len - (number() % 4 ? 0 : number() % good->len);
    uint8_t *bytes = malloc(len ? len : 1); /* of exactly that size, so that a byte too far is seen */
    if (!bytes)
        abort();
    memcpy(bytes, good->bytes, len);
    for (uint64_t n = 1 + number() % 4; n > 0 && len > 0; n--)
        bytes[number() % len] = number() % 3 ? (uint8_t)number() : (uint8_t)(number() % 3 - 1);
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
    unsigned long runs = argc > 1 ? strtoul(argv[1], NULL, 10) : 100000;
    unsigned long seed = argc > 2 ? strtoul(argv[2], NULL, 10) : 1;
    struct plan_builder good = {0};
    printf("bus_fuzz %lu %lu\n", runs, seed);
    fflush(stdout);
    state = seed;
    build(&good);
    for (unsigned long i = 0; i < runs; i++)
        one_run(&good);
    plan_free(&good);
    return 0;
}
