/* CRIU's answers; the bytes are worked out by hand from protobuf's encoding and the numbers of rpc.proto. */
#include "check.h"

#include "launcher/criu_answer.h"

static struct criu_answer a;

static bool read_bytes(const char *bytes, size_t len)
{
    return criu_answer_read((const uint8_t *)bytes, len, &a);
}

#define READ(literal) read_bytes(literal, sizeof(literal) - 1)

static void readsNotifications(void)
{
    /* type NOTIFY, success, notify { script "post-restore", pid 300 } */
    CHECK(READ("\x08\x06\x10\x01\x2a\x11\x0a\x0cpost-restore\x10\xac\x02"));
    CHECK(a.type == CRIU_NOTIFY && a.success && a.pid == 300);
    SAME(a.script, "post-restore");
}

static void readsResults(void)
{
    /* type RESTORE, success, restore { pid 7 } */
    CHECK(READ("\x08\x02\x10\x01\x22\x02\x08\x07"));
    CHECK(a.type == 2 && a.success && a.pid == 7);
    /* type DUMP, no success, cr_errno 1, cr_errmsg "no" */
    CHECK(READ("\x08\x01\x10\x00\x38\x01\x4a\x02no"));
    CHECK(a.type == 1 && !a.success && a.error == 1);
    SAME(a.message, "no");
}

static void passesOverWhatItDoesNotKnow(void)
{
    /* field 10, a message; field 20, 32 bits; field 21, 64 bits; then cr_errno */
    CHECK(READ("\x52\x02\x08\x03\xa5\x01"
               "abcd"
               "\xa9\x01"
               "abcdefgh"
               "\x38\x05"));
    CHECK(a.error == 5);
}

static void refusesWhatIsNoMessage(void)
{
    CHECK(!READ("\x08"));                                         /* a key without a value */
    CHECK(!READ("\x2a\x05\x0a"));                                 /* longer than what is left */
    CHECK(!READ("\x2a\x02\x0a\x09"));                             /* the same one level down */
    CHECK(!READ("\x28\x01"));                                     /* notify as a number */
    CHECK(!READ("\x0b"));                                         /* a group */
    CHECK(!READ("\x08\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff")); /* a number without end */
}

static void cutsLongTexts(void)
{
    char bytes[200] = "\x2a\x64\x0a\x62"; /* notify { script of 98 bytes } */
    memset(bytes + 4, 'x', 98);
    CHECK(read_bytes(bytes, 102));
    CHECK(strlen(a.script) == sizeof a.script - 1);
}

int main(void)
{
    readsNotifications();
    readsResults();
    passesOverWhatItDoesNotKnow();
    refusesWhatIsNoMessage();
    cutsLongTexts();
    return finish_tests("criu_answer_test");
}
