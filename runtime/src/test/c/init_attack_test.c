/* Images and volumes that mean harm: links out of the root, special files where plain ones are expected. Every case
   has a canary outside the root that must stay as it is. */
#include "container.h"

#define CANARY WORLD "/canary"

static const uint64_t NONE = 0;

static void lay(const char *links)
{
    make_root();
    shell("rm -rf " CANARY " && mkdir -p " CANARY "/dir && echo alive > " CANARY "/file");
    char command[4096];
    snprintf(command, sizeof command, "cd " ROOT " && %s", links);
    shell(command);
}

static void canaryLives(int line)
{
    int before = failures;
    CHECK(system("[ \"$(cd " CANARY " && find . | sort | tr '\\n' ' ')\" = '. ./dir ./file ' ] && "
                 "[ \"$(cat " CANARY "/file)\" = alive ] && [ $(stat -c %a " CANARY "/file) = 644 ]") == 0);
    if (failures != before)
        printf("  (canary of line %d)\n", line);
}

static void absoluteAndDottedLinksStayInside(void)
{
    lay("ln -s " CANARY "/dir abs && ln -s ../../../../../.." CANARY "/dir dots && ln -s abs/../x hop");
    struct container c = begin();
    add_mount(&c, "tmpfs", "/abs/new", NULL, 0, 0);
    add_mount(&c, "tmpfs", "/dots/new2", NULL, 0, 0);
    add_mount(&c, "tmpfs", "/../../../up", NULL, 0, 0);
    add_mount(&c, "tmpfs", "/hop/end", NULL, 0, 0);
    finish(&c, "ls -d " CANARY "/dir/new* /up " CANARY "/x/end; cd /hop && pwd -P");
    HAS(c.out, CANARY "/dir/new\n");
    HAS(c.out, CANARY "/dir/new2\n");
    HAS(c.out, "/up\n");
    HAS(c.out, CANARY "/x/end\n");
    canaryLives(__LINE__);
}

static void danglingLinksLeadToTargetsInside(void)
{
    lay("ln -s /no/such/dir d && ln -s " CANARY
        "/file f && ln -s nowhere/file g && mkdir in && ln -s ../../out in/l && "
        "touch src");
    struct container c = begin();
    add_mount(&c, "tmpfs", "/d", NULL, 0, 0);
    plan_add(&c.ops, OP_BIND, "/etc/hostname", 0U, "/f", 0U, NONE, NONE, NONE, NONE);
    plan_add(&c.ops, OP_BIND, "/etc/hostname", 0U, "/g", 0U, NONE, NONE, NONE, NONE);
    add_mount(&c, "tmpfs", "/in/l/x", NULL, 0, 0);
    finish(&c, "stat -c '%F %n' /no/such/dir " CANARY "/file /nowhere/file /out/x");
    HAS(c.out, "directory /no/such/dir\nregular file " CANARY "/file\nregular file /nowhere/file\ndirectory /out/x\n");
    canaryLives(__LINE__);
}

static void linkLoopsEnd(void)
{
    lay("ln -s b a && ln -s a b && mkdir deep && ln -s deep/../c c");
    struct container c = begin();
    add_mount(&c, "tmpfs", "/a/x", NULL, 0, 0);
    finish(&c, "true");
    CHECK(c.failed && c.failure.error == ELOOP);
    c = begin();
    add_mount(&c, "tmpfs", "/c/x", NULL, 0, 0);
    finish(&c, "true");
    CHECK(c.failed && c.failure.error == ELOOP);
    /* A link that grows with each turn. */
    lay("ln -s new/grow/grow grow");
    c = begin();
    add_mount(&c, "tmpfs", "/grow", NULL, 0, 0);
    finish(&c, "true");
    CHECK(c.failed || WIFEXITED(c.status));
}

static void procMustBeARealDirectory(void)
{
    static const char *const ways[] = {
            "rmdir proc && ln -s " CANARY "/dir proc",
            "rmdir proc && ln -s /etc proc",
            "rmdir proc && ln -s gone proc",
            "rmdir proc && touch proc",
    };
    for (size_t i = 0; i < sizeof ways / sizeof *ways; i++) {
        lay(ways[i]);
        struct container c = begin();
        add_mount(&c, "proc", "/proc", NULL, 0, 2);
        finish(&c, "true");
        HAS(c.detail, "filesystem \"proc\" must be mounted on ordinary directory");
        canaryLives(__LINE__);
    }
    lay("rmdir sys && ln -s etc sys");
    struct container c = begin();
    add_mount(&c, "sysfs", "/sys", NULL, 0, 2);
    finish(&c, "true");
    HAS(c.detail, "filesystem \"sysfs\" must be mounted on ordinary directory");
}

/* CVE-2019-16884: a volume whose place in the image is a link to /proc; and to where something is made later. */
static void volumesCoverWhatTheyAreFor(void)
{
    static const char *const ways[] = {"ln -s /proc vol", "ln -s /proc/self vol", "ln -s ../../proc/sys vol"};
    for (size_t i = 0; i < sizeof ways / sizeof *ways; i++) {
        lay(ways[i]);
        struct container c = begin();
        add_mount(&c, "proc", "/proc", NULL, 0, 2);
        plan_add(&c.ops, OP_BIND, CANARY "/dir", 0U, "/vol", 1U, NONE, NONE, NONE, NONE);
        finish(&c, "true");
        HAS(c.detail, "mount on /vol: a link leads into procfs (EPERM)");
    }
    static const char *const above[][2] = {{"ln -s /dev vol", "/dev"}, {"ln -s ../dev/. vol", "/dev"},
            {"ln -s .. vol", "the root"}, {"mkdir -p a && ln -s / a/b && ln -s a/b vol", "the root"}};
    for (size_t i = 0; i < sizeof above / sizeof *above; i++) {
        char words[64];
        lay(above[i][0]);
        struct container c = begin();
        add_mount(&c, "tmpfs", "/dev", NULL, 0, 0);
        plan_add(&c.ops, OP_BIND, CANARY "/dir", 0U, "/vol", 1U, NONE, NONE, NONE, NONE);
        plan_add(&c.ops, OP_DEVICE, "/dev/null", S_IFCHR, 1U, 3U, 0666U, 0U, 0U, 0U);
        finish(&c, "true");
        snprintf(words, sizeof words, "mount on /vol: a link leads to %s (EPERM)", above[i][1]);
        HAS(c.detail, words);
        canaryLives(__LINE__);
    }
    char longer[300] = "source-of-a-tmpfs-with-an-option-that-is-too-long-for-fsconfig=";
    memset(longer + strlen(longer), 'x', sizeof longer - 1 - strlen(longer));
    longer[sizeof longer - 1] = '\0';
    lay("ln -s /proc/sys vol");
    struct container by_path = begin();
    add_mount(&by_path, "proc", "/proc", NULL, 0, 2);
    add_mount(&by_path, "tmpfs", "/vol", LIST(longer), 0, 0);
    finish(&by_path, "true");
    HAS(by_path.detail, "mount on /vol: a link leads into procfs (EPERM)");
    by_path = begin();
    add_mount(&by_path, "tmpfs", "/proc", LIST(longer), 0, 0);
    finish(&by_path, "true");
    HAS(by_path.detail, "mount on /proc: only procfs may be there (EPERM)");
    lay("true");
    struct container c = begin();
    add_mount(&c, "proc", "/proc", NULL, 0, 2);
    plan_add(&c.ops, OP_BIND, CANARY "/file", 0U, "/proc/cpuinfo", 1U, NONE, NONE, NONE, NONE);
    finish(&c, "cat /proc/cpuinfo");
    HAS(c.out, "alive\n");
}

static void devThatIsALinkHarmsNobody(void)
{
    lay("rmdir dev && ln -s " CANARY " dev");
    struct container c = begin();
    plan_add(&c.ops, OP_DEVICE, "/dev/null", S_IFCHR, 1U, 3U, 0666U, 0U, 0U, 0U);
    plan_add(&c.ops, OP_DEVICE, "/dev/zero", S_IFCHR, 1U, 5U, 0666U, 0U, 0U, 1U);
    plan_add(&c.ops, OP_SYMLINK, "pts/ptmx", "/dev/ptmx");
    finish(&c, "ls -l " CANARY);
    HAS(c.out, "null");
    HAS(c.out, "ptmx -> pts/ptmx");
    canaryLives(__LINE__);
    lay("rmdir dev && ln -s ../../../.." CANARY " dev");
    c = begin();
    add_usual_mounts(&c);
    finish(&c, "true");
    canaryLives(__LINE__);
}

static void nodeThatIsALinkIsNotFollowed(void)
{
    lay("ln -s " CANARY "/file dev/null && ln -s ../../.." CANARY "/file dev/zero");
    struct container c = begin();
    plan_add(&c.ops, OP_DEVICE, "/dev/null", S_IFCHR, 1U, 3U, 0666U, 7U, 7U, 0U);
    finish(&c, "true");
    CHECK(c.failed && c.failure.error == EEXIST);
    c = begin();
    plan_add(&c.ops, OP_DEVICE, "/dev/zero", S_IFCHR, 1U, 5U, 0666U, 7U, 7U, 1U);
    finish(&c, "true");
    CHECK(c.failed);
    canaryLives(__LINE__);
}

/* CVE-2025-31133: what masks is never a file of the container. */
static void masksAreNotTheContainersNull(void)
{
    lay("mkdir secrets && echo secret > secrets/f && ln -s /secrets/f alias");
    struct container c = begin();
    add_mount(&c, "tmpfs", "/dev", LIST("mode=755"), 0, 0);
    plan_add(&c.ops, OP_SYMLINK, "/etc/passwd", "/dev/null");
    plan_add(&c.ops, OP_PIVOT, 0U);
    plan_add(&c.ops, OP_MASK, "/alias");
    plan_add(&c.ops, OP_CWD, "/", 0U);
    add_exec(&c, LIST("sh", "-c", "cat /secrets/f; stat -c '%F %t %T' /secrets/f"));
    run_container(&c);
    HAS(c.out, "character special file 1 3");
    LACKS(c.out, "secret");
    LACKS(c.out, "root:");
}

/* CVE-2025-52565. */
static void consoleThatIsALinkIsRefused(void)
{
    lay("ln -s " CANARY "/file dev/console && mkdir -p dev/pts");
    struct container c = begin();
    add_mount(&c, "devpts", "/dev/pts", LIST("newinstance", "ptmxmode=0666"), 0, 0);
    plan_add(&c.ops, OP_CONSOLE_OPEN, 0U, 0U, 1U);
    finish(&c, "true");
    HAS(c.detail, "mount /dev/console: too many levels of symbolic links (ELOOP): it is a symbolic link");
    canaryLives(__LINE__);
    lay("mkdir -p dev/pts && mknod dev/pts/ptmx c 1 5");
    c = begin();
    plan_add(&c.ops, OP_CONSOLE_OPEN, 0U, 0U, 1U);
    finish(&c, "true");
    HAS(c.detail, "it is not the ptmx of a devpts");
}

/* CVE-2024-21626: no descriptor of the host, no working directory out there. */
static void workingDirectoryStaysInside(void)
{
    static const char *const ways[] = {"/proc/self/fd/3", "/proc/self/fd/7/../..", "/proc/1/cwd", "/proc/self/root"};
    for (size_t i = 0; i < sizeof ways / sizeof *ways; i++) {
        lay("true");
        struct container c = begin();
        add_usual_mounts(&c);
        plan_add(&c.ops, OP_PIVOT, 0U);
        plan_add(&c.ops, OP_CWD, ways[i], 1U);
        add_exec(&c, LIST("ls", "/"));
        run_container(&c);
        CHECK(c.failed && c.failure.error == ELOOP);
        canaryLives(__LINE__);
    }
}

/* CVE-2016-3697, CVE-2026-47262. */
static void passwdMayBeAnything(void)
{
    static const struct {
        const char *lay;
        const char *home;
    } ways[] = {
            {"true", "HOME=/home/user\n"},
            {"echo '1000:x:0:0::/root:/bin/sh' > etc/passwd", "HOME=/\n"},
            {"rm etc/passwd && mkfifo etc/passwd", "HOME=/\n"},
            {"rm etc/passwd && ln -s " CANARY "/file etc/passwd", "HOME=/\n"},
            {"rm etc/passwd && mknod etc/passwd c 1 5", "HOME=/\n"},
            {"rm etc/passwd && mkdir etc/passwd", "HOME=/\n"},
            {"rm etc/passwd", "HOME=/\n"},
            {"printf 'bad\\n:::\\nx:x:4294968296:0::/wrap:\\nx:x:1000:0::/ok:' > etc/passwd", "HOME=/ok\n"},
            {"echo 'u:x:1000:0:::' > etc/passwd", "HOME=/\n"},
            {"truncate -s 2M etc/passwd && echo 'u:x:1000:0::/big:' >> etc/passwd", "HOME=/\n"},
            {"mv etc/passwd etc/real && ln -s /etc/real etc/passwd", "HOME=/home/user\n"},
    };
    for (size_t i = 0; i < sizeof ways / sizeof *ways; i++) {
        lay(ways[i].lay);
        struct container c = begin();
        plan_add(&c.ops, OP_PIVOT, 0U);
        plan_add(&c.ops, OP_CWD, "/", 0U);
        plan_add(&c.ops, OP_HOME, 1000U);
        add_exec(&c, LIST("env"));
        run_container(&c);
        HAS(c.out, ways[i].home);
    }
}

/* CVE-2025-52881: procfs of the container is no door to that of the host. */
static void sysctlsGoThroughTheHostsProcfs(void)
{
    lay("mkdir -p proc/sys/kernel && echo trap > proc/sys/kernel/msgmax");
    struct container c = begin();
    plan_add(&c.ops, OP_PIVOT, 0U);
    plan_add(&c.ops, OP_SYSCTL, "kernel/msgmax", "4242");
    plan_add(&c.ops, OP_SYSCTL, "net/ipv4/ip_forward", "1");
    plan_add(&c.ops, OP_CWD, "/", 0U);
    add_exec(&c, LIST("sh", "-c",
                         "cat /proc/sys/kernel/msgmax; rm -r /proc/*; mount -t proc proc /proc; "
                         "cat /proc/sys/kernel/msgmax /proc/sys/net/ipv4/ip_forward"));
    shell("ln -s busybox " ROOT "/bin/rm");
    run_container(&c);
    HAS(c.out, "trap\n4242\n1\n");
    shell("[ $(cat /proc/sys/kernel/msgmax) != 4242 ]");
    static const char *const bad[] = {"../self/oom_score_adj", "kernel/../../self/attr/exec", "/../1/oom_score_adj"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        lay("true");
        c = begin();
        plan_add(&c.ops, OP_SYSCTL, bad[i], "1");
        finish(&c, "true");
        CHECK(c.failed);
    }
}

/* A directory that somebody swaps for a link all the time (CVE-2021-30465): whatever happens, the canary lives. */
static void swappedTargetsNeverLeadOut(void)
{
    lay("mkdir -p vol/t spare && ln -s ../../../../../" CANARY "/dir vol/l");
    pid_t swapper = fork();
    if (swapper == 0) {
        for (;;)
            syscall(SYS_renameat2, AT_FDCWD, ROOT "/vol/t", AT_FDCWD, ROOT "/vol/l", 2 /* RENAME_EXCHANGE */);
    }
    for (int i = 0; i < 60; i++) {
        struct container c = begin();
        add_mount(&c, "tmpfs", "/vol/t/a/b", NULL, 0, 0);
        plan_add(&c.ops, OP_DEVICE, "/vol/t/node", S_IFCHR, 1U, 3U, 0666U, 0U, 0U, 0U);
        plan_add(&c.ops, OP_SYMLINK, "x", "/vol/t/link");
        finish(&c, "true");
    }
    kill(swapper, SIGKILL);
    waitpid(swapper, NULL, 0);
    canaryLives(__LINE__);
}

int main(int argc, char **argv)
{
    be_stage(argc, argv);
    make_world();
    absoluteAndDottedLinksStayInside();
    danglingLinksLeadToTargetsInside();
    linkLoopsEnd();
    procMustBeARealDirectory();
    volumesCoverWhatTheyAreFor();
    devThatIsALinkHarmsNobody();
    nodeThatIsALinkIsNotFollowed();
    masksAreNotTheContainersNull();
    consoleThatIsALinkIsRefused();
    workingDirectoryStaysInside();
    passwdMayBeAnything();
    sysctlsGoThroughTheHostsProcfs();
    swappedTargetsNeverLeadOut();
    return finish_tests("init_attack_test");
}
