/* The whole way: namespaces, root, credentials, start. */
#include "container.h"

static void startsInItsNamespaces(void)
{
    struct container c = begin();
    plan_add(&c.ops, OP_KEYRING, "_ses.test");
    plan_add(&c.ops, OP_HOSTNAME, "inside");
    plan_add(&c.ops, OP_DOMAINNAME, "example.org");
    plan_add(&c.ops, OP_LOOPBACK);
    add_usual_mounts(&c);
    plan_add(&c.ops, OP_SYNC, (unsigned)EVENT_MOUNTS_DONE);
    finish(&c, "echo pid=$$ host=$(hostname) from=$FROM; ifconfig lo; ls -l /proc/self/fd; "
               "grep _ses.test /proc/keys; cat /proc/sys/kernel/domainname; cat /proc/self/mountinfo; "
               "cat /proc/self/status; exit 7");
    HAS(c.out, "pid=1 host=inside from=config");
    HAS(c.out, "UP LOOPBACK");
    HAS(c.out, "keyring   _ses.test");
    HAS(c.out, "example.org");
    HAS(c.out, "- proc proc rw");
    LACKS(c.out, "ext4");
    LACKS(c.out, " 3 ->");
    HAS(c.out, "SigIgn:\t0000000000000000");
    HAS(c.out, "Groups:\t5");
    CHECK(WIFEXITED(c.status) && WEXITSTATUS(c.status) == 7);
    CHECK(c.events == (1U << EVENT_MOUNTS_DONE | 1U << EVENT_READY));
}

int main(int argc, char **argv)
{
    be_stage(argc, argv);
    make_world();
    make_root();
    startsInItsNamespaces();
    return finish_tests("init_start_test");
}
