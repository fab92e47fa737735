/* D-Bus messages; the bytes of the first are worked out by hand from the D-Bus specification: the answer to Hello. */
#include "check.h"

#include "bus_builder.h"
#include "launcher/bus_message.h"

static struct bus_message m;

static void readsWhatOthersWrite(void)
{
    static const char reply[] = "l\2\1\1\12\0\0\0\1\0\0\0\75\0\0\0" /* a method return, serial 1, 10 bytes of body */
                                "\6\1s\0\5\0\0\0:1.42\0\0\0"
                                "\5\1u\0\1\0\0\0"
                                "\10\1g\0\1s\0\0"
                                "\7\1s\0\24\0\0\0org.freedesktop.DBus\0\0\0\0"
                                "\5\0\0\0:1.42\0";
    size_t at = 0;
    CHECK(bus_message_read((const uint8_t *)reply, sizeof reply - 1, &m) == 1);
    CHECK(m.type == BUS_METHOD_RETURN && m.serial == 1 && m.reply_serial == 1 && m.size == sizeof reply - 1);
    SAME(m.signature, "s");
    SAME(bus_body_string(&m, &at), ":1.42");
    CHECK(at == m.body_len);
}

static void readsSignals(void)
{
    struct plan_builder b = {0};
    struct plan_builder body = {0};
    size_t at = 0;
    uint32_t id = 0;
    plan_put_u32(&body, 7);
    bus_text(&body, "/job/7");
    bus_text(&body, "x.scope");
    bus_text(&body, "done");
    bus_add(&b, BUS_SIGNAL, 9, 0, "JobRemoved", NULL, "uoss", &body);
    CHECK(bus_message_read(b.bytes, b.len, &m) == 1);
    SAME(m.member, "JobRemoved");
    CHECK(bus_body_u32(&m, &at, &id) && id == 7);
    SAME(bus_body_string(&m, &at), "/job/7");
    SAME(bus_body_string(&m, &at), "x.scope");
    SAME(bus_body_string(&m, &at), "done");
    CHECK(bus_body_string(&m, &at) == NULL);
    for (size_t n = 0; n < b.len; n++)
        CHECK(bus_message_read(b.bytes, n, &m) == 0); /* there is more to come */
    plan_free(&b);
}

static bool refused(size_t at, uint8_t value)
{
    struct plan_builder b = {0};
    bus_add(&b, BUS_ERROR, 9, 3, NULL, "a.b.C", NULL, NULL);
    b.bytes[at] = value;
    int got = bus_message_read(b.bytes, b.len, &m);
    plan_free(&b);
    return got == -1;
}

static void refusesWhatIsNoMessage(void)
{
    CHECK(!refused(0, 'l'));
    CHECK(refused(0, 'B'));   /* another byte order */
    CHECK(refused(3, 2));     /* another protocol */
    CHECK(refused(7, 0x7f));  /* a body beyond every bound */
    CHECK(refused(15, 0x7f)); /* the same of the fields */
    CHECK(refused(12, 1));    /* fields that end inside one */
    CHECK(refused(18, 'a'));  /* an array as a field */
    CHECK(refused(17, 2));    /* two types */
    CHECK(refused(20, 0x40)); /* a string beyond its end */
    CHECK(refused(24, '\0')); /* a NUL inside */
}

int main(void)
{
    readsWhatOthersWrite();
    readsSignals();
    refusesWhatIsNoMessage();
    return finish_tests("bus_message_test");
}
