/* The launcher from outside: what it asks, what it says, what it leaves behind. */
#include "launcher.h"

#include "common/text.h"

static struct result r;

static void sendsWhatTheCallWas(void)
{
    static char request[1 << 20];
    struct plan_builder ops = {0};
    plan_add(&ops, OP_OUTPUT, 1U, "hello\n", (size_t)6);
    plan_add(&ops, OP_EXIT, 5U);
    engine_answers(&ops);
    call(&r, LIST("somewhere/runc", "--foo", "bar"));
    CHECK(r.status == 5);
    CHECK(strcmp(r.out, "hello\n") == 0);
    CHECK(strcmp(r.err, "") == 0);
    size_t n = get_file(LIB "/request", request, sizeof request);
    CHECK(request[0] == 1);
    call(&r, LIST("jrunc", "--version"));
    char *build = strstr(r.out, "commit: ") + 8;
    CHECK(memmem(request, n, build, strcspn(build, "\n")));
    CHECK(memmem(request, n, "\5\0\0\0runc\0\2\0\0\0\6\0\0\0--foo\0\4\0\0\0bar", 31));
    CHECK(memmem(request, n, LIB, sizeof LIB));
    CHECK(memmem(request, n, "PATH=", 5));
}

static void answersFacts(void)
{
    static char answers[1 << 20];
    struct plan_builder ops = {0};
    struct plan_builder ask = {0};
    engine_answers(&ops);
    put_file(WORLD "/fact", "12345", 5);
    plan_put_header(&ask);
    plan_add(&ask, OP_READ, WORLD "/fact", 100U, 1U);
    plan_add(&ask, OP_READ, WORLD "/fact", 4U, 0U);
    plan_add(&ask, OP_READ, WORLD "/none", 4U, 0U);
    plan_add(&ask, OP_READ, "/dev/null", 4U, 1U);
    plan_add(&ask, OP_READLINK, "/proc/self/exe");
    plan_add(&ask, OP_LIST, TREE);
    plan_add(&ask, OP_STAT, WORLD, 0U);
    put_file(LIB "/ask", ask.bytes, ask.len);
    plan_free(&ask);
    call(&r, LIST("jrunc", "x"));
    CHECK(r.status == 0);
    size_t n = get_file(LIB "/answers", answers, sizeof answers);
    CHECK(n > 13 && memcmp(answers, "\0\0\0\0\5\0\0\00012345", 13) == 0);
    CHECK(answers[13] == EFBIG && answers[21] == ENOENT && answers[29] == EINVAL);
    CHECK(memmem(answers, n, JRUNC, sizeof JRUNC - 1));
    CHECK(memmem(answers, n, "\10\0\0\0bin\0lib\0", 12));
    CHECK(n > 24 && memcmp(answers + n - 24, "\0\0\0\0\20\0\0\0", 8) == 0);
}

static void runsProgramsAndShowsText(void)
{
    static char answers[1 << 20];
    struct plan_builder ops = {0};
    struct plan_builder ask = {0};
    engine_answers(&ops);
    plan_put_header(&ask);
    plan_add(&ask, OP_RUN, LIST("sh", "-c", "echo said; echo wrong >&2; exit 7"), 100U);
    plan_add(&ask, OP_RUN, LIST("no-such-program"), 100U);
    plan_add(&ask, OP_RUN, LIST("sh", "-c", "while :; do echo more; done"), 100U);
    plan_add(&ask, OP_SHOW, "shown\n", 6U);
    plan_add(&ask, OP_PROBE);
    plan_add(&ask, OP_WATCH, (uint32_t)getpid(), (uint64_t)1, (uint64_t)1000, "", 0U);
    plan_add(&ask, OP_NEXT);
    put_file(LIB "/ask", ask.bytes, ask.len);
    plan_free(&ask);
    call(&r, LIST("jrunc", "x"));
    CHECK(r.status == 0);
    HAS(r.out, "shown\n");
    size_t n = get_file(LIB "/answers", answers, sizeof answers);
    CHECK(n > 31 && memcmp(answers, "\0\0\0\0\17\0\0\0\7\0\0\0said\nwrong\n", 23) == 0);
    CHECK(answers[23] == ENOENT && answers[31] == EFBIG);
    CHECK(memmem(answers, n, "call.openat2 0\n", 15));
    CHECK(n > 16 && answers[n - 16] == ESRCH && answers[n - 8] == EBADF); /* the start time is another's */
}

static void tellsOfAnEngineThatDies(void)
{
    struct plan_builder ops = {0};
    engine_answers(&ops);
    put_file(LIB "/die", "", 0);
    call(&r, LIST("jrunc", "--log", WORLD "/log", "--log-format", "json", "x"));
    unlink(LIB "/die");
    CHECK(r.status == 1);
    CHECK(strcmp(r.err, "the engine ended without an answer (exit status 9): the engine's own; words\n") == 0);
    get_file(WORLD "/log", r.out, sizeof r.out);
    HAS(r.out, "{\"level\":\"error\",\"msg\":\"the engine ended without");
    put_file(LIB "/final", "JRPLxx", 6);
    call(&r, LIST("jrunc", "x"));
    CHECK(r.status == 1);
    HAS(r.err, "level=error msg=\"bad plan: not a plan of this version");
}

static void add_undo(struct plan_builder *ops, const char *text, int code)
{
    struct plan_builder undo = {0};
    plan_add(&undo, OP_UNLINK, "/"); /* its failure is passed over */
    plan_add(&undo, OP_OUTPUT, 1U, text, strlen(text));
    if (code >= 0)
        plan_add(&undo, OP_EXIT, (unsigned)code);
    plan_add(ops, OP_UNDO, &undo);
    plan_free(&undo);
}

static void reportsAndUndoes(void)
{
    struct plan_builder ops = {0};
    unlink(WORLD "/log");
    plan_add(&ops, OP_LOG, WORLD "/log", 1U, 0U);
    plan_add(&ops, OP_PREFIX, "runc create failed: ");
    add_undo(&ops, "one\n", 255);
    add_undo(&ops, "two\n", -1);
    plan_add(&ops, OP_AT, "/a", "doing that");
    plan_add(&ops, OP_HINT, (unsigned)EEXIST, "not this one");
    plan_add(&ops, OP_AT, "/root/path", "making it");
    plan_add(&ops, OP_HINT, (unsigned)EEXIST, "not this one either");
    plan_add(&ops, OP_HINT, (unsigned)ENOENT, "make \"x\" first");
    plan_add(&ops, OP_MKDIR, WORLD "/none/x", 0755U, 0U);
    engine_answers(&ops);
    call(&r, LIST("jrunc", "x"));
    CHECK(r.status == 255);
    CHECK(strcmp(r.out, "two\none\n") == 0);
    CHECK(strcmp(r.err, "runc create failed: making it: mkdir " WORLD "/none/x: no such file or directory (ENOENT) "
                        "(config.json: /root/path); make \"x\" first\n") == 0);
    get_file(WORLD "/log", r.out, sizeof r.out);
    HAS(r.out, "\",\"time\":\"20");
    HAS(r.out, "\"pointer\":\"/root/path\",\"path\":\"" WORLD "/none/x\",\"errno\":\"ENOENT\",\"hint\":\"make "
               "\\\"x\\\" first\"}\n");
    CHECK(strchr(r.out, '\n') == strrchr(r.out, '\n'));
}

/* The alternative that a put leaves out is of the plan, not of what undoes it. */
static void undoesWhatARefusedPutLeaves(void)
{
    struct plan_builder ops = {0};
    struct plan_builder undo = {0};
    plan_add(&undo, OP_OUTPUT, 1U, "undone\n", (size_t)7);
    plan_add(&ops, OP_UNDO, &undo);
    plan_free(&undo);
    plan_add(&ops, OP_PUT, "/proc/self/oom_score_adj", 8U, LIST("much"));
    plan_add(&ops, OP_PUT, "/proc/self/oom_score_adj", 0U, LIST("0"));
    engine_answers(&ops);
    call(&r, LIST("jrunc", "x"));
    CHECK(r.status == 1);
    CHECK(strcmp(r.out, "undone\n") == 0);
    HAS(r.err, "write /proc/self/oom_score_adj: invalid argument (EINVAL)");
}

static void directoryThatIsNoneIsSaid(void)
{
    struct plan_builder ops = {0};
    shell("ln -s none " WORLD "/dangles");
    plan_add(&ops, OP_MKDIR, WORLD "/dangles", 0700U, 2U);
    engine_answers(&ops);
    call(&r, LIST("jrunc", "x"));
    CHECK(r.status == 1);
    HAS(r.err, "mkdir " WORLD "/dangles: file exists (EEXIST): what is there is neither a directory nor a link to one");
}

static void worksOnFiles(void)
{
    struct plan_builder ops = {0};
    struct stat st;
    char text[64];
    plan_add(&ops, OP_MKDIR, WORLD "/s/a/b", 0711U, 2U);
    plan_add(&ops, OP_MKDIR, WORLD "/s/a/b", 0711U, 0U);
    plan_add(&ops, OP_LOCK, WORLD "/s/a/b", 0u);
    plan_add(&ops, OP_TARGET, 0U, (uint64_t)0);
    plan_add(&ops, OP_STATUS, WORLD "/s/a/b/fifo", "", 1U);
    plan_add(&ops, OP_WRITE, WORLD "/s/a/b/f", 0666U, 1U | 2U | 4U, "pid \001P \001S", (size_t)9);
    plan_add(&ops, OP_WRITE, WORLD "/s/a/b/g", 0666U, 0U, "plain", (size_t)5);
    plan_add(&ops, OP_PUT, WORLD "/s/a/b/g", 0U, LIST("PL", "AI"));
    plan_add(&ops, OP_PUT, WORLD "/s/none", 1U, LIST("x"));
    plan_add(&ops, OP_PUT, WORLD "/s/none", 8U, LIST("x"));
    plan_add(&ops, OP_PUT, WORLD "/s/a/b/g", 8U, LIST("pl"));
    plan_add(&ops, OP_FAIL, "skipped");
    plan_add(&ops, OP_FIFO, WORLD "/s/a/b/fifo", 0622U, 1U, 2U);
    plan_add(&ops, OP_UNLINK, WORLD "/s/none");
    engine_answers(&ops);
    call(&r, LIST("jrunc", "x"));
    CHECK(r.status == 0);
    CHECK(strcmp(r.err, "") == 0);
    get_file(WORLD "/s/a/b/f", text, sizeof text);
    CHECK(strcmp(text, "pid 0 stopped") == 0);
    get_file(WORLD "/s/a/b/g", text, sizeof text);
    CHECK(strcmp(text, "plAIn") == 0);
    CHECK(stat(WORLD "/s/a", &st) == 0 && (st.st_mode & 07777) == 0711);
    CHECK(stat(WORLD "/s/a/b/f", &st) == 0 && (st.st_mode & 07777) == 0644);
    CHECK(stat(WORLD "/s/a/b/g", &st) == 0 && (st.st_mode & 07777) == 0666);
    CHECK(stat(WORLD "/s/a/b/fifo", &st) == 0 && (st.st_mode & 07777) == 0622 && st.st_uid == 1 && st.st_gid == 2);
    shell("mkdir " WORLD "/out && touch " WORLD "/out/kept && ln -s " WORLD "/out " WORLD "/s/link");
    plan_add(&ops, OP_REMOVE_STATE, WORLD "/s");
    plan_add(&ops, OP_REMOVE_STATE, WORLD "/s");
    plan_add(&ops, OP_LOCK, WORLD "/s", 0u);
    engine_answers(&ops);
    call(&r, LIST("jrunc", "x"));
    CHECK(r.status == 1);
    HAS(r.err, "msg=\"container does not exist\"");
    CHECK(access(WORLD "/s", F_OK) != 0);
    CHECK(access(WORLD "/out/kept", F_OK) == 0);
}

static void add_hook(struct plan_builder *ops, const char *script, unsigned flags, unsigned timeout)
{
    plan_add(ops, OP_HOOK, "prestart", 3U, "/bin/sh", LIST("hook", "-c", script, "zero"), LIST("ONLY=this"), flags,
            timeout, "/", "{\"pid\":\001P}", (size_t)10);
}

static void runsHooks(void)
{
    struct plan_builder ops = {0};
    add_hook(&ops,
            "cat > " WORLD "/state; echo \"$ONLY $0 $(pwd)\" >> " WORLD "/state; ls /proc/self/fd | wc -l >> " WORLD
            "/state; (sleep 30 >/dev/null 2>&1) &",
            1U, 0U);
    add_hook(&ops, "exit 0 # reads no state", 0U, 0U);
    add_hook(&ops, "kill -9 $$", 2U, 0U);
    add_hook(&ops, "echo to out; echo to err >&2; sleep 30 & sleep 30", 0U, 1U);
    engine_answers(&ops);
    call(&r, LIST("jrunc", "x"));
    CHECK(r.status == 1);
    HAS(r.err, "level=warning msg=\"error running prestart hook #3: signal: killed, stdout: , stderr: \"");
    HAS(r.err,
            "level=error msg=\"error running prestart hook #3: timed out after 1s, stdout: to out, stderr: to err\"");
    get_file(WORLD "/state", r.out, sizeof r.out);
    CHECK(strcmp(r.out, "{\"pid\":0}this zero /\n4\n") == 0);
    plan_add(&ops, OP_HOOK, "poststop", 0U, "/none/at/all", LIST("x"), LIST("A=b"), 0U, 0U, "", "", (size_t)0);
    engine_answers(&ops);
    call(&r, LIST("jrunc", "x"));
    HAS(r.err, "error running poststop hook #0: execve /none/at/all: no such file or directory");
}

static void close_standard(void)
{
    close(0);
    close(1);
    close(2);
    clearenv();
}

static void worksWithNothing(void)
{
    struct plan_builder ops = {0};
    plan_add(&ops, OP_OUTPUT, 1U, "lost\n", (size_t)5);
    plan_add(&ops, OP_EXIT, 3U);
    engine_answers(&ops);
    call_with(&r, close_standard, LIST("jrunc", "x"));
    CHECK(r.status == 3);
    call(&r, LIST("dir/runc", "--version"));
    CHECK(r.status == 0);
    CHECK(strncmp(r.out, "runc version ", 13) == 0);
    HAS(r.out, "\ncommit: ");
    HAS(r.out, "\nspec: 1.3.0\n");
}

/* As some callers leave the pipes that they share with what they start. */
static void unblock_output(void)
{
    fcntl(1, F_SETPIPE_SZ, 4096);
    fcntl(1, F_SETFL, O_WRONLY | O_NONBLOCK);
}

static void fullOutputIsWaitedFor(void)
{
    struct plan_builder ops = {0};
    static char text[60000];
    memset(text, 'x', sizeof text);
    plan_add(&ops, OP_OUTPUT, 1U, text, sizeof text);
    engine_answers(&ops);
    call_with(&r, unblock_output, LIST("jrunc", "x"));
    CHECK(r.status == 0);
    CHECK(strlen(r.out) == sizeof text);
}

static void close_reader(void)
{
    int ends[2];
    if (pipe2(ends, O_CLOEXEC) != 0 || dup2(ends[1], 1) != 1)
        _exit(98);
    close(ends[0]);
}

static void close_reader_and_ignore(void)
{
    signal(SIGPIPE, SIG_IGN);
    close_reader();
}

static void outputWithoutReaderEndsAsElsewhere(void)
{
    for (int ignored = 0; ignored < 2; ignored++) {
        struct plan_builder ops = {0};
        plan_add(&ops, OP_OUTPUT, 1U, "text", (size_t)4);
        engine_answers(&ops);
        call_with(&r, ignored ? close_reader_and_ignore : close_reader, LIST("jrunc", "x"));
        CHECK(r.status == (ignored ? 1 : 128 + SIGPIPE));
        CHECK(!ignored == !strstr(r.err, "write stdout: broken pipe (EPIPE)"));
        call_with(&r, ignored ? close_reader_and_ignore : close_reader, LIST("jrunc", "--version"));
        CHECK(r.status == (ignored ? 1 : 128 + SIGPIPE));
        CHECK(!ignored == !strstr(r.err, "write stdout: broken pipe (EPIPE)"));
    }
}

static void have_a_child(void)
{
    char number[TEXT_U64];
    pid_t child = fork();
    if (child == 0) {
        sys_close_range(0, ~0U, 0);
        for (;;)
            pause();
    }
    text_u64(number, (uint64_t)child);
    put_file(WORLD "/child", number, strlen(number));
}

/* `job & exec jrunc …` in a shell: the job is the runtime's child then. */
static void childrenThatTheCallerHadAreLeftAlone(void)
{
    struct plan_builder ops = {0};
    struct plan_builder container = {0};
    char number[TEXT_U64];
    plan_add(&container, OP_FAIL, "no more");
    plan_add(&ops, OP_CLONE, (unsigned)CLONE_NEWNS, "", "", 0U, &container);
    plan_add(&ops, OP_AWAIT, 3U);
    engine_answers(&ops);
    plan_free(&container);
    call_with(&r, have_a_child, LIST("jrunc", "x"));
    CHECK(r.status == 1);
    HAS(r.err, "no more");
    get_file(WORLD "/child", number, sizeof number);
    CHECK(atoi(number) > 1 && kill(atoi(number), SIGKILL) == 0);
}

static void ignore_signals(void)
{
    signal(SIGHUP, SIG_IGN);
    signal(SIGTERM, SIG_IGN);
}

/* nohup(1) and background jobs of scripts. */
static void ignoredSignalsEndNoHook(void)
{
    struct plan_builder ops = {0};
    add_hook(&ops, "kill -HUP $PPID; kill -TERM $PPID; sleep 0.2", 0U, 0U);
    engine_answers(&ops);
    call_with(&r, ignore_signals, LIST("jrunc", "x"));
    CHECK(r.status == 0);
    CHECK(strcmp(r.err, "") == 0);
}

/* /dev/full refuses every write, as a kernel may. */
static void tellsWhyResctrlRefused(void)
{
    char text[64];
    struct plan_builder ops = {0};
    struct plan_builder more = {0};
    put_file(WORLD "/schemata", "", 0);
    put_file(WORLD "/status", "Unknown domain 9\n", 17);
    plan_add(&ops, OP_RESCTRL, WORLD "/schemata", WORLD "/status", LIST("L3:0=f", "MB:0=20"));
    engine_answers(&ops);
    call(&r, LIST("jrunc", "x"));
    CHECK(r.status == 0);
    get_file(WORLD "/schemata", text, sizeof text);
    CHECK(strcmp(text, "L3:0=f\nMB:0=20\n") == 0);
    plan_add(&more, OP_RESCTRL, "/dev/full", WORLD "/status", LIST("L3:9=f"));
    engine_answers(&more);
    call(&r, LIST("jrunc", "x"));
    CHECK(r.status == 1);
    HAS(r.err, "write /dev/full: no space left on device (ENOSPC)");
    HAS(r.err, "Unknown domain 9\"");
}

static void saysWhatIsMissing(void)
{
    shell("mv " LIB "/jvm.conf " LIB "/jvm.kept");
    call(&r, LIST("jrunc", "x"));
    CHECK(r.status == 1);
    HAS(r.err, "this installation of jrunc is not complete: open " LIB "/jvm.conf: no such file or directory");
    put_file(LIB "/jvm.conf", "/none/java\n", 11);
    call(&r, LIST("jrunc", "x"));
    CHECK(r.status == 1);
    HAS(r.err, "there is no Java at /none/java: no such file or directory (ENOENT); install a Java 17 or newer");
    shell("mv " LIB "/jvm.kept " LIB "/jvm.conf");
}

int main(int argc, char **argv)
{
    if (argc > 1 && strcmp(argv[1], "--engine") == 0)
        engine_main();
    make_world();
    make_tree();
    sendsWhatTheCallWas();
    answersFacts();
    runsProgramsAndShowsText();
    tellsOfAnEngineThatDies();
    reportsAndUndoes();
    undoesWhatARefusedPutLeaves();
    directoryThatIsNoneIsSaid();
    worksOnFiles();
    runsHooks();
    fullOutputIsWaitedFor();
    outputWithoutReaderEndsAsElsewhere();
    childrenThatTheCallerHadAreLeftAlone();
    ignoredSignalsEndNoHook();
    tellsWhyResctrlRefused();
    worksWithNothing();
    saysWhatIsMissing();
    return finish_tests("launcher_test");
}
