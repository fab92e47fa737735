/* A container from create to delete by launcher and init stage together, with and without the engine. */
#include "launcher.h"

#include <sys/ioctl.h>
#include <sys/un.h>
#include <termios.h>

static struct result r;

#define STATE WORLD "/state/c1"
#define FIFO STATE "/exec.fifo"

static void add_container(struct plan_builder *c, const char *script, bool console)
{
    plan_add(c, OP_ROOT_PROPAGATION, MS_SLAVE | MS_REC);
    plan_add(c, OP_ROOTFS, ROOT, 0U);
    plan_add(c, OP_AT, "/hostname", "setting the name");
    plan_add(c, OP_HOSTNAME, "inside");
    plan_add(c, OP_AT, "/mounts/0", "mounting it");
    plan_add(c, OP_HINT, (unsigned)ENODEV, "the kernel has no such filesystem");
    plan_add(c, OP_MOUNT, "proc", "proc", "/proc", NULL, (uint64_t)0, 2U);
    plan_add(c, OP_AT, "", "");
    plan_add(c, OP_MOUNT, "tmpfs", "tmpfs", "/dev", LIST("mode=755"), (uint64_t)0, 0U);
    plan_add(c, OP_MOUNT, "devpts", "devpts", "/dev/pts", LIST("newinstance", "ptmxmode=0666"), (uint64_t)0, 0U);
    plan_add(c, OP_DEVICE, "/dev/null", S_IFCHR, 1U, 3U, 0666U, 0U, 0U, 0U);
    if (console)
        plan_add(c, OP_CONSOLE_OPEN, 0U, 0U, 1U);
    plan_add(c, OP_PIVOT, 0U);
    plan_add(c, OP_CWD, "/", 0U);
    plan_add(c, OP_LOOKUP, "sh", "/bin");
    plan_add(c, OP_CLOSE_FDS);
    plan_add(c, OP_SYNC, (unsigned)EVENT_READY);
    plan_add(c, OP_WAIT_START);
    plan_add(c, OP_EXEC, LIST("sh", "-c", script), LIST("PATH=/bin"));
}

static void add_command(struct plan_builder *plans, uint32_t command, struct plan_builder *ops)
{
    plan_put_u32(plans, command);
    plan_put_u32(plans, (uint32_t)ops->len + PLAN_HEADER);
    plan_put_header(plans);
    plan_put(plans, ops->bytes, ops->len);
    plan_free(ops);
}

/* The later commands, as an engine would compile them. */
static void add_replay(struct plan_builder *plans)
{
    struct plan_builder ops = {0};
    plan_add(&ops, OP_LOCK, STATE, 0u);
    plan_add(&ops, OP_STATUS, FIFO, "", 1U);
    plan_add(&ops, OP_REQUIRE, 2U, "cannot start a container that is \001S", (size_t)35);
    plan_add(&ops, OP_START, FIFO);
    add_command(plans, 1, &ops);
    plan_add(&ops, OP_STATUS, FIFO, "", 1U);
    plan_add(&ops, OP_OUTPUT, 1U, "\001S \001P", (size_t)5);
    add_command(plans, 2, &ops);
    plan_add(&ops, OP_STATUS, FIFO, "", 1U);
    plan_add(&ops, OP_SIGNAL, 0xffffffffU, 0U, "");
    add_command(plans, 3, &ops);
    plan_add(&ops, OP_LOCK, STATE, 0u);
    plan_add(&ops, OP_STATUS, FIFO, "", 1U);
    plan_add(&ops, OP_REQUIRE, 18U, "cannot delete container c1 that is not stopped: \001S", (size_t)50);
    plan_add(&ops, OP_KILL_WAIT, 10U);
    plan_add(&ops, OP_REMOVE_STATE, STATE);
    add_command(plans, 4, &ops);
}

/* What a careless caller leaves open must not reach the container; and its stdio must not be our pipes, which call()
   waits for. */
static void hand_over(void)
{
    int in = open("/dev/null", O_RDWR);
    int out = open(WORLD "/said", O_RDWR | O_CREAT | O_TRUNC, 0600);
    dup2(in, 0);
    dup2(out, 1);
    dup2(out, 2);
    for (int fd = 3; fd < 20; fd++)
        dup2(in, fd);
}

static void create(const char *script)
{
    struct plan_builder ops = {0};
    struct plan_builder container = {0};
    struct plan_builder plans = {0};
    struct plan_builder undo = {0};
    shell("mkdir -p " WORLD "/state");
    add_replay(&plans);
    add_container(&container, script, false);
    plan_add(&ops, OP_MKDIR, STATE, 0700U, 1U);
    plan_add(&undo, OP_REMOVE_STATE, STATE);
    plan_add(&ops, OP_UNDO, &undo);
    plan_add(&ops, OP_LOCK, STATE, 0u);
    plan_add(&ops, OP_FIFO, FIFO, 0600U, 0U, 0U);
    plan_add(&ops, OP_AT, "/linux", "creating it");
    plan_add(&ops, OP_CLONE, (unsigned)NEW_ALL, "", FIFO, 0U, &container);
    plan_add(&ops, OP_AWAIT, 3U);
    plan_add(&ops, OP_RECORD, STATE "/record", plans.bytes, plans.len);
    plan_add(&ops, OP_WRITE, WORLD "/pid", 0666U, 1U | 2U | 4U, "\001P", (size_t)2);
    engine_answers(&ops);
    call_with(&r, hand_over, LIST("jrunc", "create", "c1"));
    get_file(WORLD "/said", r.err, sizeof r.err);
    plan_free(&container);
    plan_free(&plans);
    plan_free(&undo);
}

static void state_is(const char *word)
{
    call(&r, LIST("jrunc", "--root", WORLD "/state", "state", "c1"));
    CHECK(r.status == 0);
    HAS(r.out, word);
}

static void livesWithoutTheEngine(void)
{
    char pid[32];
    char path[64];
    char text[4096];
    create("exec >/shared 2>&1; echo pid $$ on $(hostname); ls /proc/self/fd; trap 'exit 3' TERM; echo ready; "
           "while :; do sleep 0.02; done");
    CHECK(r.status == 0);
    CHECK(strcmp(r.err, "") == 0);
    CHECK(get_file(WORLD "/pid", pid, sizeof pid) > 0 && strspn(pid, "0123456789") == strlen(pid));
    snprintf(path, sizeof path, "/proc/%s/cmdline", pid);
    CHECK(get_file(path, text, sizeof text) > 0);
    unlink(LIB "/request");
    state_is("created ");
    HAS(r.out, pid);
    call(&r, LIST("jrunc", "--root=" WORLD "/state", "--log", WORLD "/log", "start", "c1"));
    CHECK(r.status == 0);
    CHECK(strcmp(r.err, "") == 0);
    CHECK(access(FIFO, F_OK) != 0);
    state_is("running ");
    call(&r, LIST("jrunc", "-root", WORLD "/state", "start", "c1"));
    CHECK(r.status == 1);
    HAS(r.err, "msg=\"cannot start a container that is running\"");
    call(&r, LIST("jrunc", "--root", WORLD "/state", "delete", "c1"));
    CHECK(r.status == 1);
    HAS(r.err, "cannot delete container c1 that is not stopped: running");
    for (int i = 0; i < 2000; i++, usleep(5000)) {
        get_file(ROOT "/shared", text, sizeof text);
        if (strstr(text, "ready"))
            break;
    }
    CHECK(strcmp(text, "pid 1 on inside\n0\n1\n2\n3\nready\n") == 0);
    struct pollfd end = {.fd = (int)syscall(SYS_pidfd_open, atoi(pid), 0), .events = POLLIN};
    call(&r, LIST("jrunc", "--root", WORLD "/state", "--log-format=json", "kill", "c1", "term"));
    CHECK(r.status == 0);
    CHECK(poll(&end, 1, 10000) == 1);
    close(end.fd);
    state_is("stopped 0");
    call(&r, LIST("jrunc", "--root", WORLD "/state", "kill", "c1", "--", "9"));
    CHECK(r.status == 1);
    HAS(r.err, "msg=\"container not running\"");
    call(&r, LIST("jrunc", "--root", WORLD "/state", "delete", "c1"));
    CHECK(r.status == 0);
    CHECK(access(STATE, F_OK) != 0);
    CHECK(!engine_was_asked());
    struct plan_builder ops = {0};
    engine_answers(&ops);
    call(&r, LIST("jrunc", "--root", WORLD "/state", "state", "c1"));
    CHECK(engine_was_asked());
}

static void tellsWhatFailsAtStart(void)
{
    shell("printf '#!/none\\n' > " ROOT "/bin/bad && chmod 755 " ROOT "/bin/bad");
    struct plan_builder ops = {0};
    struct plan_builder container = {0};
    struct plan_builder undo = {0};
    plan_add(&container, OP_ROOTFS, ROOT, 0U);
    plan_add(&container, OP_PIVOT, 0U);
    plan_add(&container, OP_LOOKUP, "bad", "/bin");
    plan_add(&container, OP_SYNC, (unsigned)EVENT_READY);
    plan_add(&container, OP_WAIT_START);
    plan_add(&container, OP_EXEC, LIST("bad"), NULL);
    plan_add(&ops, OP_MKDIR, STATE, 0700U, 2U);
    plan_add(&undo, OP_REMOVE_STATE, STATE);
    plan_add(&ops, OP_UNDO, &undo);
    plan_add(&ops, OP_FIFO, FIFO, 0600U, 0U, 0U);
    plan_add(&ops, OP_CLONE, (unsigned)NEW_ALL, "", FIFO, 0U, &container);
    plan_add(&ops, OP_AWAIT, 3U);
    plan_add(&ops, OP_START, FIFO);
    engine_answers(&ops);
    call_with(&r, hand_over, LIST("jrunc", "run", "c1"));
    get_file(WORLD "/said", r.err, sizeof r.err);
    CHECK(r.status == 1);
    HAS(r.err, "exec /bin/bad: no such file or directory");
    CHECK(access(STATE, F_OK) != 0);
    plan_free(&container);
    plan_free(&undo);
}

static void says_where_it_failed(const char *root, unsigned preserve, const char *message)
{
    struct plan_builder ops = {0};
    struct plan_builder container = {0};
    plan_add(&container, OP_AT, "/root/path", "taking the root");
    plan_add(&container, OP_HINT, (unsigned)ENOENT, "unpack it first");
    plan_add(&container, OP_ROOTFS, root, 0U);
    plan_add(&container, OP_AT, "/process", "more");
    plan_add(&ops, OP_PREFIX, "run failed: ");
    plan_add(&ops, OP_AT, "/linux", "making it");
    plan_add(&ops, OP_CLONE, (unsigned)NEW_ALL, "", "", preserve, &container);
    plan_add(&ops, OP_AT, "", "");
    plan_add(&ops, OP_AWAIT, 3U);
    engine_answers(&ops);
    call(&r, LIST("jrunc", "run", "c1"));
    CHECK(r.status == 1);
    HAS(r.err, message);
    plan_free(&container);
}

/* Like says_where_it_failed, a foreground run. */
static void foreground(const char *script, unsigned preserve, bool terminal)
{
    struct plan_builder ops = {0};
    struct plan_builder container = {0};
    struct plan_builder after = {0};
    add_container(&container, script, terminal);
    plan_add(&after, OP_MKDIR, "/none/at/all", 0755U, 0U);
    plan_add(&after, OP_WRITE, WORLD "/after", 0644U, 2U, "pid \001P", (size_t)6);
    plan_add(&ops, OP_FOREGROUND, 1U);
    plan_add(&ops, OP_CLONE, (unsigned)NEW_ALL, "", "", preserve, &container);
    if (terminal)
        plan_add(&ops, OP_CONSOLE, "");
    plan_add(&ops, OP_AWAIT, 3U);
    plan_add(&ops, OP_GO, 4U);
    plan_add(&ops, OP_AWAIT, 5U);
    plan_add(&ops, OP_WRITE, WORLD "/pid", 0644U, 2U, "\001P", (size_t)2);
    plan_add(&ops, OP_SUPERVISE, 1U, &after);
    engine_answers(&ops);
    unlink(WORLD "/pid");
    unlink(WORLD "/after");
    plan_free(&container);
    plan_free(&after);
}

static void runsInTheForeground(void)
{
    char text[64];
    foreground("echo on $(hostname); (sleep 0.05; echo late) & exit 7", 0, false);
    call(&r, LIST("jrunc", "run", "c1"));
    CHECK(r.status == 7);
    CHECK(strcmp(r.out, "on inside\n") == 0);
    HAS(r.err, "mkdir /none/at/all: no such file");
    get_file(WORLD "/after", text, sizeof text);
    CHECK(strcmp(text, "pid 0") == 0);
    foreground("kill -9 $$", 0, false); /* pid 1 of a namespace does not obey itself */
    call(&r, LIST("jrunc", "run", "c1"));
    CHECK(r.status == 0);
    foreground("exec 1>&-; ls -l /proc/self/fd >&2", 2, false);
    call_with(&r, hand_over, LIST("jrunc", "run", "c1"));
    get_file(WORLD "/said", r.err, sizeof r.err);
    HAS(r.err, " 3 -> /dev/null");
    HAS(r.err, " 4 -> /dev/null");
    LACKS(r.err, " 6 -> ");
    foreground("echo", 1, false);
    call(&r, LIST("jrunc", "run", "c1"));
    CHECK(r.status == 1);
    HAS(r.err, "preserved-fd 0 (of 1): descriptor 3 is not open");
}

static pid_t run_in_background(int in, int out)
{
    fflush(stdout);
    pid_t pid = fork();
    if (pid != 0)
        return pid;
    signal(SIGPIPE, SIG_IGN);
    setsid();
    dup2(in, 0);
    dup2(out, 1);
    dup2(out, 2);
    execl(JRUNC, "jrunc", "run", "c1", NULL);
    _exit(99);
}

static void read_until(int fd, const char *part)
{
    size_t len = 0;
    struct pollfd p = {.fd = fd, .events = POLLIN};
    r.out[0] = '\0';
    while (!strstr(r.out, part) && poll(&p, 1, 5000) > 0) {
        ssize_t n = read(fd, r.out + len, sizeof r.out - 1 - len);
        if (n <= 0)
            break;
        len += (size_t)n;
        r.out[len] = '\0';
    }
    HAS(r.out, part);
}

static void forwardsSignals(void)
{
    int out[2];
    if (pipe2(out, O_CLOEXEC) != 0)
        abort();
    foreground("trap 'echo got usr1' USR1; trap 'echo got term; exit 4' TERM; grep Sig /proc/self/status; echo ready; "
               "while :; do sleep 0.02; done",
            0, false);
    pid_t pid = run_in_background(open("/dev/null", O_RDONLY | O_CLOEXEC), out[1]);
    close(out[1]);
    read_until(out[0], "ready\n");
    HAS(r.out, "SigBlk:\t0000000000000000");
    HAS(r.out, "SigIgn:\t0000000000000000");
    kill(pid, SIGUSR1);
    read_until(out[0], "got usr1");
    kill(pid, SIGWINCH);
    kill(pid, SIGTERM);
    read_until(out[0], "got term");
    CHECK(exit_of(pid) == 4);
    foreground("echo ready; sleep 20", 0, false);
    close(out[0]);
    if (pipe2(out, O_CLOEXEC) != 0)
        abort();
    pid = run_in_background(open("/dev/null", O_RDONLY | O_CLOEXEC), out[1]);
    close(out[1]);
    read_until(out[0], "ready\n");
    char text[32];
    /* The plan writes it once the process runs, so the process may be heard first; pid 0 would be this test's group. */
    for (int i = 0; i < 2000 && get_file(WORLD "/pid", text, sizeof text) == 0; i++)
        usleep(5000);
    if (atoi(text) > 1)
        kill((pid_t)atoi(text), SIGKILL);
    CHECK(exit_of(pid) == 137);
    close(out[0]);
}

static void proxiesTheTerminal(void)
{
    struct winsize size = {.ws_row = 33, .ws_col = 77};
    struct termios before = {0}; /* it has padding, which tcgetattr leaves alone */
    struct termios after = {0};
    int master = posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC);
    if (master < 0 || grantpt(master) != 0 || unlockpt(master) != 0)
        abort();
    int slave = open(ptsname(master), O_RDWR | O_NOCTTY | O_CLOEXEC);
    ioctl(slave, TIOCSWINSZ, &size);
    memset(&before, 0, sizeof before); /* tcgetattr leaves the padding, which is compared, as it is */
    memset(&after, 0, sizeof after);
    tcgetattr(slave, &before);
    foreground("tty; stty size; i=0; until [ \"$(stty size)\" = '44 77' ] || [ $((i += 1)) = 9999 ]; do :; done; "
               "echo larger; read line; echo \"<$line>\"; stty size; busybox yes x | head -c 20000; echo end; exit 9",
            0, true);
    pid_t pid = run_in_background(slave, slave);
    read_until(master, "33 77\r\n");
    HAS(r.out, "/dev/pts/0\r\n");
    size.ws_row = 44;
    ioctl(master, TIOCSWINSZ, &size);
    kill(pid, SIGWINCH);
    read_until(master, "larger\r\n");
    (void)!write(master, "typed\r", 6);
    read_until(master, "end\r\n");
    HAS(r.out, "<typed>\r\n44 77\r\n");
    int many = 0;
    for (const char *x = strstr(r.out, "x\r\n"); x; x = strstr(x + 1, "x\r\n"))
        many++;
    CHECK(many == 10000);
    CHECK(exit_of(pid) == 9);
    tcgetattr(slave, &after);
    CHECK(memcmp(&before, &after, sizeof before) == 0);
    close(slave);
    close(master);
    foreground("true", 0, true);
    int null = open("/dev/null", O_RDWR | O_CLOEXEC);
    int out[2];
    if (pipe2(out, O_CLOEXEC) != 0)
        abort();
    pid = run_in_background(null, out[1]);
    close(out[1]);
    read_until(out[0], "open /dev/tty: no such device or address");
    CHECK(exit_of(pid) == 1);
    close(null);
    close(out[0]);
}

static void sendsTheConsole(void)
{
    struct plan_builder ops = {0};
    struct plan_builder container = {0};
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    static const char dir[] = WORLD "/a-directory-with-a-name-so-long-that-no-socket-address-holds-it-as-some-engines-"
                                    "do-it/and-more";
    char path[256];
    snprintf(path, sizeof path, "mkdir -p %s", dir);
    shell(path);
    snprintf(path, sizeof path, "%s/console.sock", dir);
    int server = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    int at = open(dir, O_PATH | O_CLOEXEC);
    snprintf(address.sun_path, sizeof address.sun_path, "/proc/self/fd/%d/console.sock", at);
    if (bind(server, (struct sockaddr *)&address, sizeof address) != 0 || listen(server, 1) != 0)
        abort();
    add_container(&container, "echo on $(tty); read x; echo \"<$x>\"", true);
    plan_add(&ops, OP_CLONE, (unsigned)NEW_ALL, "", "", 0U, &container);
    plan_add(&ops, OP_CONSOLE, path);
    plan_add(&ops, OP_AWAIT, 3U);
    plan_add(&ops, OP_GO, 4U);
    plan_add(&ops, OP_AWAIT, 5U);
    engine_answers(&ops);
    call(&r, LIST("jrunc", "run", "c1")); /* returns although the container lives: nothing of it holds our pipes */
    CHECK(r.status == 0);
    CHECK(r.err[0] == '\0');
    int peer = accept4(server, NULL, NULL, SOCK_CLOEXEC);
    struct message m;
    size_t len = 0;
    int master = -1;
    CHECK(message_receive(peer, &m, &len, &master) == 1 && master >= 0);
    HAS((char *)&m, "/dev/p");
    read_until(master, "on /dev/pts/0\r\n"); /* an engine does not turn line ends */
    (void)!write(master, "hi\n", 3);
    read_until(master, "<hi>\r\n");
    close(master);
    close(peer);
    close(server);
    close(at);
    plan_free(&container);
}

int main(int argc, char **argv)
{
    if (argc > 1 && strcmp(argv[1], "--engine") == 0)
        engine_main();
    setvbuf(stdout, NULL, _IOLBF, 0);
    make_world();
    make_root();
    make_tree();
    livesWithoutTheEngine();
    tellsWhatFailsAtStart();
    says_where_it_failed("/none", 0, "run failed: taking the root: ");
    HAS(r.err, "/none: no such file or directory (ENOENT) (config.json: /root/path); unpack it first");
    runsInTheForeground();
    forwardsSignals();
    sendsTheConsole();
    proxiesTheTerminal();
    return finish_tests("lifecycle_test");
}
