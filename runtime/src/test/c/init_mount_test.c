/* Mounts, binds, devices, masks: what the container sees of them. */
#include "container.h"

static const uint64_t NONE = 0;

static void add_bind(struct container *c, const char *source, const char *target, unsigned flags, uint64_t set)
{
    plan_add(&c->ops, OP_BIND, source, 0U, target, flags, set, NONE, NONE, NONE);
}

static void tmpfsTakesTheModeItCovers(void)
{
    struct container c = begin();
    mkdir(ROOT "/sticky", 0);
    chmod(ROOT "/sticky", 07751);
    add_mount(&c, "tmpfs", "/sticky", NULL, 0, 4);
    add_mount(&c, "tmpfs", "/made/now", NULL, 0, 4);
    finish(&c, "stat -c '%a %n' /sticky /made /made/now");
    HAS(c.out, "7751 /sticky\n755 /made\n1777 /made/now\n");
}

static void theKernelsWordsAreKept(void)
{
    struct container c = begin();
    add_mount(&c, "tmpfs", "/tmp", LIST("sizee=1m"), 0, 0);
    finish(&c, "true");
    CHECK(strcmp(c.detail, "mount tmpfs on /tmp: invalid argument (EINVAL): tmpfs: Unknown parameter 'sizee'") == 0);
    CHECK(WIFEXITED(c.status) && WEXITSTATUS(c.status) == 125);
    c = begin();
    add_mount(&c, "nofs", "/tmp", NULL, 0, 0);
    finish(&c, "true");
    CHECK(strcmp(c.detail, "mount nofs on /tmp: no such device (ENODEV): this kernel does not know the filesystem") ==
            0);
}

static void failureNamesItsOperation(void)
{
    struct container c = begin();
    uint32_t offset = plan_add(&c.ops, OP_SYSCTL, "kernel/nothing", "1");
    finish(&c, "true");
    CHECK(c.failed && c.failure.offset == offset && c.failure.error == ENOENT);
    HAS(c.detail, "open /proc/sys/kernel/nothing: no such file");
}

static void copyUpKeepsEverything(void)
{
    struct container c = begin();
    shell("mkdir -p " ROOT "/up/sub/deep && cd " ROOT "/up && echo text > file && chown 5:6 file && chmod 4751 file && "
          "echo x > sub/deep/f && chown 7:8 sub && chmod 2770 sub && ln -s /nowhere link && chown -h 9:9 link && "
          "mkfifo fifo && touch -d @1000 sub/deep/f && umask 077");
    add_mount(&c, "tmpfs", "/up", NULL, MOUNT_ATTR_RDONLY, 1 | 4);
    finish(&c, "cd /up; stat -c '%a %u %g %F %n' file sub link fifo; cat file; stat -c %Y sub/deep/f; readlink link; "
               "touch new 2>&1; stat -f -c %T .");
    HAS(c.out, "4751 5 6 regular file file\n2770 7 8 directory sub\n777 9 9 symbolic link link\n");
    HAS(c.out, "text\n1000\n/nowhere\n");
    HAS(c.out, "Read-only");
    HAS(c.out, "tmpfs");
}

static void bindMakesItsTarget(void)
{
    struct container c = begin();
    shell("mkdir -p " WORLD "/data/sub && echo content > " WORLD "/data/file");
    add_bind(&c, WORLD "/data", "/a/b/data", 0, 0);
    add_bind(&c, WORLD "/data/file", "/c/d/file", 0, MOUNT_ATTR_RDONLY);
    finish(&c, "cat /a/b/data/file; stat -c '%a %n' /a /a/b; echo more >> /a/b/data/file && echo rw; "
               "echo more >> /c/d/file || echo ro; cat /c/d/file");
    HAS(c.out, "content\n755 /a\n755 /a/b\nrw\n");
    HAS(c.out, "ro\ncontent\nmore\n");
    struct stat st;
    CHECK(stat(ROOT "/c/d/file", &st) == 0 && (st.st_mode & 07777) == 0644 && st.st_size == 0);
}

/* What is missing is the last part, however the rest is written; a tmpfs on what was made keeps no mode. */
static void targetsAreMadeHoweverTheyAreWritten(void)
{
    static const char *const targets[] = {"/t/one", "t/two", "//t//three", "/t/four/", "/t/./five", "/t/../t/six",
            "/l/seven", "/l/../nine", "/eight", NULL};
    struct container c = begin();
    shell("mkdir -m 700 " ROOT "/t && ln -s t " ROOT "/l");
    for (int i = 0; targets[i]; i++)
        add_mount(&c, "tmpfs", targets[i], NULL, 0, 4);
    finish(&c, "stat -c '%a %n' /t/* /nine /eight 2>&1");
    HAS(c.out, "1777 /t/five\n1777 /t/four\n1777 /t/one\n1777 /t/seven\n1777 /t/six\n1777 /t/three\n1777 /t/two\n");
    HAS(c.out, "1777 /nine\n1777 /eight\n");
}

/* By its own name, by that of a link, and by mount(2), which takes what has long words. */
static void whatIsMadeInACoveredDirectoryIsMadeInItsCover(void)
{
    struct container c = begin();
    char source[300];
    memset(source, 's', sizeof source - 1);
    source[sizeof source - 1] = '\0';
    shell("mkdir -p " ROOT "/v/a " ROOT "/v/b " ROOT "/v/c && ln -s b " ROOT "/v/link");
    add_mount(&c, "tmpfs", "/v/a/below", NULL, 0, 0);
    add_mount(&c, "tmpfs", "/v/a", NULL, 0, 0);
    add_mount(&c, "tmpfs", "/v/a/mount", NULL, 0, 0);
    plan_add(&c.ops, OP_DEVICE, "/v/b/below", S_IFIFO, 0U, 0U, 0622U, 0U, 0U, 0U);
    add_mount(&c, "tmpfs", "/v/link", NULL, 0, 0);
    plan_add(&c.ops, OP_DEVICE, "/v/b/fifo", S_IFIFO, 0U, 0U, 0622U, 0U, 0U, 0U);
    plan_add(&c.ops, OP_SYMLINK, "nothing", "/v/c/below");
    plan_add(&c.ops, OP_MOUNT, "tmpfs", source, "/v/c", NULL, NONE, 0U);
    plan_add(&c.ops, OP_SYMLINK, "nothing", "/v/c/link");
    finish(&c, "cd /v && echo a/* b/* && readlink c/*");
    HAS(c.out, "a/mount b/fifo\nnothing\n");
    shell("cd " ROOT "/v && test -d a/below -a ! -e a/mount -a -p b/below -a ! -e b/fifo -a -L c/below -a ! -L c/link");
}

static void bindAttributesAreExact(void)
{
    struct container c = begin();
    shell("mkdir -p " WORLD "/src && mount -t tmpfs -o nosuid,nodev,noatime t " WORLD "/src && mkdir " WORLD
          "/src/sub && mount -t tmpfs t " WORLD "/src/sub");
    add_mount(&c, "proc", "/proc", NULL, 0, 2);
    add_bind(&c, WORLD "/src", "/m/plain", 1, 0);
    add_bind(&c, WORLD "/src", "/m/set", 1, MOUNT_ATTR_NOEXEC);
    plan_add(&c.ops, OP_BIND, WORLD "/src", 0U, "/m/rro", 1U, NONE, NONE, (uint64_t)MOUNT_ATTR_RDONLY, NONE);
    plan_add(&c.ops, OP_BIND, WORLD "/src", 0U, "/m/clear", 1U, NONE, (uint64_t)MOUNT_ATTR_NOSUID, NONE, NONE);
    plan_add(&c.ops, OP_BIND, WORLD "/src", 0U, "/m/atime", 1U, (uint64_t)MOUNT_ATTR_STRICTATIME, NONE, NONE, NONE);
    finish(&c, "while read a b c d p o rest; do echo \"$p $o\"; done < /proc/self/mountinfo");
    HAS(c.out, "/m/plain rw,nosuid,nodev,noatime\n");
    HAS(c.out, "/m/plain/sub rw,relatime\n");
    HAS(c.out, "/m/set rw,noexec,noatime\n");
    HAS(c.out, "/m/set/sub rw,relatime\n");
    HAS(c.out, "/m/rro ro,nosuid,nodev,noatime\n");
    HAS(c.out, "/m/rro/sub ro,relatime\n");
    HAS(c.out, "/m/clear rw,noatime\n");
    HAS(c.out, "/m/atime rw\n");
    umount2(WORLD "/src", MNT_DETACH);
}

static void missingSourceIsNamed(void)
{
    struct container c = begin();
    add_bind(&c, WORLD "/nothing", "/x", 0, 0);
    finish(&c, "true");
    CHECK(strcmp(c.detail, "open_tree " WORLD "/nothing: no such file or directory (ENOENT)") == 0);
    CHECK(access(ROOT "/x", F_OK) != 0);
    c = begin();
    mkdir(WORLD "/data", 0755);
    add_bind(&c, WORLD "/data", "/etc/passwd", 0, 0);
    finish(&c, "true");
    CHECK(c.failed && c.failure.error == ENOTDIR);
}

static void sourcesAreTakenEarly(void)
{
    struct container c = {.flags = NEW_ALL};
    plan_add(&c.ops, OP_ROOT_PROPAGATION, MS_SLAVE | MS_REC);
    plan_add(&c.ops, OP_SOURCE, 3U, WORLD "/data", 1U);
    plan_add(&c.ops, OP_ROOTFS, ROOT, 0U);
    plan_add(&c.ops, OP_BIND, WORLD "/gone", 3U, "/slot", 0U, NONE, NONE, NONE, NONE);
    finish(&c, "ls /slot");
    HAS(c.out, "file");
}

static int enterChroot(struct container *c)
{
    (void)c;
    shell("mount --make-rprivate / && cd " WORLD " && mkdir -p chroot/usr chroot/lib chroot/lib64 && "
          "for d in usr lib lib64; do mount --rbind /$d chroot/$d; done"); /* this program needs its libraries */
    return chroot(WORLD "/chroot");
}

static void chrootIsSaidToBeOne(void)
{
    struct container c = {.flags = NEW_ALL, .child = enterChroot};
    plan_add(&c.ops, OP_ROOT_PROPAGATION, MS_SLAVE | MS_REC);
    run_container(&c);
    CHECK(c.failed);
    SAME(c.detail,
            "mount_setattr /: invalid argument (EINVAL): it is no mount point: a chroot is no place for containers");
}

static void remountChangesWhatItNames(void)
{
    struct container c = begin();
    add_mount(&c, "proc", "/proc", NULL, 0, 2);
    add_mount(&c, "tmpfs", "/tmp", LIST("size=64k"), MOUNT_ATTR_NOSUID, 0);
    plan_add(&c.ops, OP_REMOUNT, "/tmp", 1U, (uint64_t)MOUNT_ATTR_NODEV, NONE, NONE, NONE, LIST("size=128k"));
    plan_add(&c.ops, OP_PIVOT, 0U);
    plan_add(&c.ops, OP_REMOUNT, "/", 0U, (uint64_t)MOUNT_ATTR_RDONLY, NONE, NONE, NONE, LIST(NULL));
    plan_add(&c.ops, OP_PROPAGATION, "/", MS_SHARED);
    plan_add(&c.ops, OP_CWD, "/", 0U);
    add_exec(&c, LIST("sh", "-c", "cat /proc/self/mountinfo; touch /x"));
    run_container(&c);
    HAS(c.out, "/tmp rw,nosuid,nodev,relatime");
    HAS(c.out, "size=128k");
    HAS(c.out, " / ro,relatime shared:");
    HAS(c.out, "Read-only");
    c = begin();
    plan_add(&c.ops, OP_REMOUNT, "/etc", 0U, NONE, NONE, NONE, NONE, LIST(NULL));
    finish(&c, "true");
    HAS(c.detail, "remount /etc: invalid argument (EINVAL): it is no mount point");
}

static void copyUpNeedsAShortSource(void)
{
    struct container c = begin();
    char source[257] = "";
    memset(source, 's', sizeof source - 1);
    plan_add(&c.ops, OP_MOUNT, "tmpfs", source, "/tmp", LIST(NULL), NONE, 1U);
    finish(&c, "true");
    HAS(c.detail, "tmpcopyup takes a source and options of less than 256 bytes");
}

static void devicesAreAsConfigured(void)
{
    struct container c = begin();
    shell("rm -rf " ROOT "/nodes; mkdir " ROOT "/nodes; mknod " ROOT "/nodes/there c 1 5; chmod 600 " ROOT
          "/nodes/there");
    plan_add(&c.ops, OP_DEVICE, "/nodes/full", S_IFCHR, 1U, 7U, 04666U, 3U, 4U, 0U);
    plan_add(&c.ops, OP_DEVICE, "/nodes/there", S_IFCHR, 1U, 5U, 0640U, 0U, 0U, 0U);
    plan_add(&c.ops, OP_DEVICE, "/nodes/block", S_IFBLK, 7U, 300U, 0600U, 0U, 0U, 0U);
    plan_add(&c.ops, OP_DEVICE, "/nodes/sub/fifo", S_IFIFO, 0U, 0U, 0622U, 0U, 0U, 0U);
    plan_add(&c.ops, OP_DEVICE, "/dev/zero", S_IFCHR, 1U, 5U, 0666U, 0U, 0U, 1U);
    plan_add(&c.ops, OP_SYMLINK, "/proc/self/fd", "/nodes/fd");
    plan_add(&c.ops, OP_SYMLINK, "elsewhere", "/nodes/fd");
    finish(&c, "cd /nodes; stat -c '%a %u %g %F %t %T %n' full there block sub/fifo /dev/zero; readlink fd; "
               "true");
    HAS(c.out, "4666 3 4 character special file 1 7 full\n600 0 0 character special file 1 5 there\n"
               "600 0 0 block special file 7 12c block\n622 0 0 fifo 0 0 sub/fifo\n"
               "666 0 0 character special file 1 5 /dev/zero\n/proc/self/fd\n");
    c = begin();
    plan_add(&c.ops, OP_DEVICE, "/nodes/there", S_IFCHR, 1U, 3U, 0666U, 0U, 0U, 0U);
    finish(&c, "true");
    HAS(c.detail, "/nodes/there has incorrect major:minor: 1:5 doesn't match expected 1:3");
    c = begin();
    plan_add(&c.ops, OP_DEVICE, "/nodes/there", S_IFBLK, 1U, 5U, 0666U, 0U, 0U, 0U);
    finish(&c, "true");
    HAS(c.detail, "/nodes/there has incorrect ftype: it is no block device");
    c = begin();
    plan_add(&c.ops, OP_DEVICE, "/dev/zero", S_IFCHR, 1U, 3U, 0666U, 0U, 0U, 1U);
    finish(&c, "true");
    HAS(c.detail, "the host's file is another device");
}

static void masksHide(void)
{
    struct container c = begin();
    add_usual_mounts(&c);
    shell("mkdir -p " ROOT "/m/one " ROOT "/m/two && echo secret > " ROOT "/m/one/f && echo secret > " ROOT
          "/m/file && cp " ROOT "/m/file " ROOT "/m/file2");
    plan_add(&c.ops, OP_PIVOT, 0U);
    plan_add(&c.ops, OP_MASK, "/m/one");
    plan_add(&c.ops, OP_MASK, "/m/two");
    plan_add(&c.ops, OP_MASK, "/m/file");
    plan_add(&c.ops, OP_MASK, "/m/file2");
    plan_add(&c.ops, OP_MASK, "/proc/keys");
    plan_add(&c.ops, OP_MASK, "/m/missing");
    plan_add(&c.ops, OP_MASK, "/etc/passwd/below");
    plan_add(&c.ops, OP_READONLY, "/proc/sys");
    plan_add(&c.ops, OP_READONLY, "/m");
    plan_add(&c.ops, OP_READONLY, "/m/missing");
    plan_add(&c.ops, OP_CWD, "/", 0U);
    add_exec(&c, LIST("sh", "-c",
                         "cd /m; ls one two; cat file file2 /proc/keys; stat -c '%F %t %T %d' file file2; "
                         "stat -c 'dir %d' one two; touch one/x; chmod 777 file; touch new; "
                         "echo 1 > /proc/sys/kernel/msgmax; echo x > file && echo null-takes-it"));
    run_container(&c);
    LACKS(c.out, "secret");
    HAS(c.out, "character special file 1 3");
    HAS(c.out, "touch: one/x: Read-only");
    HAS(c.out, "chmod: file: Read-only");
    HAS(c.out, "touch: new: Read-only");
    HAS(c.out, "can't create /proc/sys/kernel/msgmax: Read-only");
    HAS(c.out, "null-takes-it");
    unsigned first = 0;
    unsigned second = 1;
    const char *dir = strstr(c.out, "dir ");
    CHECK(dir && sscanf(dir, "dir %u dir %u", &first, &second) == 2 && first == second);
}

static void longOptionsGoByTheOldCall(void)
{
    struct container c = begin();
    char lower[1024] = "lowerdir=" WORLD "/l0";
    for (int i = 1; i < 20; i++) {
        char part[64];
        snprintf(part, sizeof part, ":" WORLD "/l%d", i);
        strcat(lower, part);
    }
    shell("for i in 0 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19; do mkdir -p " WORLD "/l$i; echo $i > " WORLD
          "/l$i/f$i; done");
    add_mount(&c, "proc", "/proc", NULL, 0, 2);
    add_mount(&c, "overlay", "/over", LIST(lower),
            MOUNT_ATTR_RDONLY | MOUNT_ATTR_NOSUID | MOUNT_ATTR_NODEV | MOUNT_ATTR_NOEXEC | MOUNT_ATTR_NOATIME |
                    MOUNT_ATTR_NODIRATIME,
            0);
    finish(&c, "ls /over; grep /over /proc/self/mountinfo; pwd");
    HAS(c.out, "f19");
    HAS(c.out, "/over ro,nosuid,nodev,noexec,noatime,nodiratime ");
}

/* The old root stays behind: no fresh procfs of the host is reachable by a user namespace's mount. */
static void withoutPivotOtherProcfsAreHidden(void)
{
    struct container c = begin();
    add_mount(&c, "proc", "/proc", NULL, 0, 2);
    plan_add(&c.ops, OP_PIVOT, 1U);
    plan_add(&c.ops, OP_CWD, "/", 0U);
    add_exec(&c, LIST("sh", "-c", "cat /proc/self/mountinfo; pwd; ls /"));
    run_container(&c);
    CHECK(!c.failed);
    HAS(c.out, "\n/\n");
    LACKS(c.out, "sysfs");
}

/* Masks are worth nothing when a user namespace can mount a procfs without them. */
static void maskedProcfsIsTheOnlyOne(void)
{
    for (unsigned mode = 0; mode < 2; mode++) {
        struct container c = begin();
        add_usual_mounts(&c);
        plan_add(&c.ops, OP_PIVOT, mode);
        plan_add(&c.ops, OP_MASK, "/proc/keys");
        plan_add(&c.ops, OP_CWD, "/", 0U);
        add_exec(&c, LIST("sh", "-c", "busybox unshare -Urm busybox unshare -pf mount -t proc proc /tmp; ls /tmp"));
        run_container(&c);
        CHECK(!c.failed);
        HAS(c.out, "mount: permission denied");
        LACKS(c.out, "uptime");
    }
}

static struct container in_user_namespace(void)
{
    struct container c = {.flags = NEW_ALL | CLONE_NEWUSER, .uid_map = "0 100000 65536"};
    plan_add(&c.ops, OP_SYNC, (unsigned)EVENT_ID_MAPS);
    plan_add(&c.ops, OP_BECOME_ROOT, 1U, 0U, 0U);
    plan_add(&c.ops, OP_ROOT_PROPAGATION, MS_SLAVE | MS_REC);
    plan_add(&c.ops, OP_ROOTFS, ROOT, 0U);
    return c;
}

/* A source that the container's root may not even see. */
static void sourcesReachIntoUserNamespaces(void)
{
    shell("chown -R 100000:100000 " ROOT " && mkdir -p " WORLD "/secret/data && chmod 700 " WORLD
          "/secret && echo shown > " WORLD "/secret/data/f");
    struct container c = {.uid_map = "0 100000 65536"};
    plan_add(&c.ops, OP_SOURCE, 1U, WORLD "/secret/data", 1U);
    plan_add(&c.ops, OP_UNSHARE, (unsigned)(CLONE_NEWUSER | CLONE_NEWNS | CLONE_NEWPID | CLONE_NEWIPC));
    plan_add(&c.ops, OP_SYNC, (unsigned)EVENT_ID_MAPS);
    plan_add(&c.ops, OP_BECOME_ROOT, 1U, 0U, 0U);
    plan_add(&c.ops, OP_FORK, 0U);
    plan_add(&c.ops, OP_ROOT_PROPAGATION, MS_SLAVE | MS_REC);
    plan_add(&c.ops, OP_ROOTFS, ROOT, 0U);
    plan_add(&c.ops, OP_BIND, WORLD "/secret/data", 1U, "/shown", 1U, (uint64_t)MOUNT_ATTR_RDONLY, NONE, NONE, NONE);
    finish(&c, "id -u; cat /shown/f; touch /shown/x");
    HAS(c.out, "0\nshown\n");
    HAS(c.out, "Read-only");
    shell("chown -R 0:0 " ROOT);
}

/* What the source has locked stays, unless the configuration names it: then it is an error. */
static void lockedAttributesStay(void)
{
    shell("chown -R 100000:100000 " ROOT " && mkdir -p " WORLD
          "/lock && mount -t tmpfs -o nosuid,nodev,mode=755 t " WORLD "/lock");
    struct container c = in_user_namespace();
    add_mount(&c, "proc", "/proc", NULL, 0, 2);
    add_bind(&c, WORLD "/lock", "/locked", 0, MOUNT_ATTR_RDONLY);
    finish(&c, "grep locked /proc/self/mountinfo");
    HAS(c.out, " /locked ro,nosuid,nodev,relatime");
    c = in_user_namespace();
    plan_add(&c.ops, OP_BIND, WORLD "/lock", 0U, "/locked", 0U, NONE, (uint64_t)MOUNT_ATTR_NOSUID, NONE, NONE);
    finish(&c, "true");
    HAS(c.detail, "mount_setattr /locked: operation not permitted (EPERM): the host has set nosuid there");
    HAS(c.detail, "do not ask for suid");
    c = in_user_namespace();
    add_bind(&c, WORLD "/lock", "/locked", 0, MOUNT_ATTR_NOATIME);
    finish(&c, "true");
    HAS(c.detail, "the host has set what a user namespace cannot take away");
    umount2(WORLD "/lock", MNT_DETACH);
    shell("chown -R 0:0 " ROOT);
}

/* As in a root filesystem that was made for root of the host. */
static void targetThatMayNotBeMadeIsExplained(void)
{
    struct container c = in_user_namespace();
    add_bind(&c, "/dev/null", "/missing", 0, 0);
    finish(&c, "true");
    HAS(c.detail, "mknod /missing: permission denied (EACCES): the container's root may not make");
}

static void sharedMountNamespaceIsLeftClean(void)
{
    struct container c = {.flags = NEW_ALL & ~CLONE_NEWNS};
    plan_add(&c.ops, OP_ROOTFS, ROOT, 1U);
    plan_add(&c.ops, OP_DEVICE, "/nodes/zero", S_IFCHR, 1U, 5U, 0666U, 0U, 0U, 0U);
    plan_add(&c.ops, OP_PIVOT, 2U);
    plan_add(&c.ops, OP_CWD, "/etc", 0U);
    add_exec(&c, LIST("sh", "-c", "pwd; ls /"));
    run_container(&c);
    HAS(c.out, "/etc\n");
    shell("! grep -q rootfs /proc/self/mountinfo");
}

/* Where sysfs may not be mounted the host's is shown, and no more of it than was asked for. */
static void sysfsFallsBackToABind(void)
{
    struct container c = begin();
    c.flags = (NEW_ALL & ~CLONE_NEWNET) | CLONE_NEWUSER;
    c.uid_map = "0 100000 65536";
    shell("chown -R 100000:100000 " ROOT);
    plan_free(&c.ops);
    plan_add(&c.ops, OP_SYNC, (unsigned)EVENT_ID_MAPS);
    plan_add(&c.ops, OP_BECOME_ROOT, 1U, 0U, 0U);
    plan_add(&c.ops, OP_ROOT_PROPAGATION, MS_SLAVE | MS_REC);
    plan_add(&c.ops, OP_ROOTFS, ROOT, 0U);
    add_mount(&c, "proc", "/proc", NULL, 0, 2);
    add_mount(&c, "sysfs", "/sys", NULL, MOUNT_ATTR_RDONLY | MOUNT_ATTR_NOSUID, 2 | 8);
    plan_add(&c.ops, OP_DEVICE, "/dev/null", S_IFCHR, 1U, 3U, 0666U, 0U, 0U, 1U);
    plan_add(&c.ops, OP_PIVOT, 0U);
    plan_add(&c.ops, OP_MASK, "/proc/keys");
    plan_add(&c.ops, OP_CWD, "/", 0U);
    add_exec(&c, LIST("sh", "-c",
                         "id -u; cat /proc/self/uid_map; grep /sys /proc/self/mountinfo; ls /sys; "
                         "stat -c '%F %n' /dev/null /proc/keys; grep Cap /proc/self/status"));
    run_container(&c);
    CHECK(!c.failed);
    HAS(c.out, "0\n         0     100000      65536\n");
    HAS(c.out, " /sys ro,nosuid");
    HAS(c.out, "kernel");
    HAS(c.out, "character special file /dev/null\ncharacter special file /proc/keys\n");
    shell("chown -R 0:0 " ROOT);
}

static size_t mount_table(char *out, size_t size)
{
    ssize_t n = read_small(AT_FDCWD, "/proc/self/mountinfo", out, size);
    return n < 0 ? 0 : (size_t)n;
}

static void add_step(struct container *c, int step)
{
    switch (step) {
    case 0:
        add_usual_mounts(c);
        return;
    case 1:
        add_mount(c, "tmpfs", "/etc", LIST("mode=755"), 0, 1);
        return;
    case 2:
        add_bind(c, WORLD "/data", "/data", 1, MOUNT_ATTR_RDONLY);
        return;
    case 3:
        plan_add(&c->ops, OP_HOSTNAME, "x");
        return;
    case 4:
        plan_add(&c->ops, OP_PIVOT, 0U);
        return;
    case 5:
        plan_add(&c->ops, OP_MASK, "/proc/keys");
        plan_add(&c->ops, OP_READONLY, "/proc/sys");
        return;
    case 6:
        plan_add(&c->ops, OP_CONSOLE_OPEN, 0U, 0U, 1U);
        return;
    case 7:
        add_credentials(c, 1, 1, 0);
        return;
    default:
        plan_add(&c->ops, OP_CLOSE_FDS);
    }
}

/* Whatever fails, and wherever: the mounts go with the namespace. */
static void failureAnywhereLeavesNothing(void)
{
    static char before[1 << 16];
    static char after[1 << 16];
    size_t len = mount_table(before, sizeof before);
    for (int steps = 0; steps < 9; steps++) {
        struct container c = begin();
        for (int i = 0; i <= steps; i++)
            add_step(&c, i);
        uint32_t offset = plan_add(&c.ops, OP_FAIL, "as planned");
        run_container(&c);
        CHECK(strcmp(c.detail, "as planned") == 0 && c.failure.offset == offset);
        CHECK(WIFEXITED(c.status) && WEXITSTATUS(c.status) == 125);
        CHECK(mount_table(after, sizeof after) == len && memcmp(before, after, len) == 0);
        if (c.master >= 0)
            close(c.master);
    }
}

static char table_before[1 << 16];
static size_t table_len;

static void compareTable(struct container *c)
{
    static char now[1 << 16];
    (void)c;
    CHECK(mount_table(now, sizeof now) == table_len && memcmp(table_before, now, table_len) == 0);
}

/* Where systemd has made everything shared, whatever the container's own propagation is. */
static void mountsDoNotShowOnAHostThatShares(void)
{
    static const unsigned ways[] = {MS_SLAVE | MS_REC, MS_PRIVATE | MS_REC, MS_SHARED | MS_REC};
    if (mount(NULL, "/", NULL, MS_SHARED | MS_REC, NULL) != 0)
        abort();
    table_len = mount_table(table_before, sizeof table_before);
    for (size_t i = 0; i < sizeof ways / sizeof *ways; i++) {
        struct container c = {.flags = NEW_ALL, .mounted = compareTable};
        plan_add(&c.ops, OP_ROOT_PROPAGATION, ways[i]);
        plan_add(&c.ops, OP_ROOTFS, ROOT, 0U);
        add_usual_mounts(&c);
        add_bind(&c, WORLD "/data", "/data", 1, 0);
        plan_add(&c.ops, OP_SYNC, (unsigned)EVENT_MOUNTS_DONE);
        finish(&c, "cat /proc/self/mountinfo");
        CHECK(!c.failed && c.events & 1U << EVENT_MOUNTS_DONE);
        HAS(c.out, "/dev/pts");
        compareTable(&c);
    }
    if (mount(NULL, "/", NULL, MS_PRIVATE | MS_REC, NULL) != 0)
        abort();
}

int main(int argc, char **argv)
{
    be_stage(argc, argv);
    make_world();
    make_root();
    tmpfsTakesTheModeItCovers();
    theKernelsWordsAreKept();
    failureNamesItsOperation();
    copyUpKeepsEverything();
    bindMakesItsTarget();
    targetsAreMadeHoweverTheyAreWritten();
    whatIsMadeInACoveredDirectoryIsMadeInItsCover();
    bindAttributesAreExact();
    missingSourceIsNamed();
    sourcesAreTakenEarly();
    chrootIsSaidToBeOne();
    remountChangesWhatItNames();
    copyUpNeedsAShortSource();
    devicesAreAsConfigured();
    masksHide();
    longOptionsGoByTheOldCall();
    withoutPivotOtherProcfsAreHidden();
    maskedProcfsIsTheOnlyOne();
    sourcesReachIntoUserNamespaces();
    lockedAttributesStay();
    targetThatMayNotBeMadeIsExplained();
    failureAnywhereLeavesNothing();
    mountsDoNotShowOnAHostThatShares();
    sharedMountNamespaceIsLeftClean();
    sysfsFallsBackToABind();
    return finish_tests("init_mount_test");
}
