/* Which command lines are replayed, and what they mean; signals; the replay record. */
#include "check.h"

#include <stdlib.h>

#include "common/signals.h"
#include "launcher/args.h"
#include "launcher/record.h"

static struct global_args globals;
static struct command_args command;
static char *arguments[32];
static int argument_count;

/* Splits at blanks; an empty word is written as ''. */
static bool replayed(const char *line)
{
    static char text[256];
    static char program[] = "jrunc";
    char **argv = arguments;
    int argc = 1;
    argv[0] = program;
    snprintf(text, sizeof text, "%s", line);
    for (char *word = strtok(text, " "); word && argc < 31; word = strtok(NULL, " "))
        argv[argc++] = strcmp(word, "''") == 0 ? word + 2 : word;
    argument_count = argc;
    command = (struct command_args){0};
    args_globals(argc, argv, &globals);
    return args_command(argc, argv, &globals, &command);
}

static void takesTheOrdinaryForms(void)
{
    CHECK(replayed("start c1") && command.command == RECORD_START && !globals.root);
    SAME(command.id, "c1");
    CHECK(replayed("--root /r --log /l --log-format json state c1") && globals.json);
    SAME(globals.root, "/r");
    SAME(globals.log, "/l");
    CHECK(replayed("-root=/r --log=/l --log-format=text --systemd-cgroup --debug=false kill c1") && !globals.json);
    SAME(globals.root, "/r");
    CHECK(command.signal == 15);
    CHECK(replayed("kill c1 KILL") && command.signal == 9);
    CHECK(replayed("kill -- c1 9") && command.signal == 9);
    CHECK(replayed("kill c1 -- sigusr1") && command.signal == 10);
    CHECK(replayed("kill c1 0") && command.signal == 0);
    CHECK(replayed("kill --all c1 15") && command.command == RECORD_KILL_ALL && command.signal == 15);
    CHECK(replayed("kill -a c1 9") && command.command == RECORD_KILL_ALL && command.signal == 9);
    CHECK(replayed("delete --force c1") && command.command == RECORD_DELETE_FORCE);
    CHECK(replayed("delete c1 -f") && command.command == RECORD_DELETE_FORCE);
    CHECK(replayed("delete -- -c1") && command.command == RECORD_DELETE);
    CHECK(replayed("pause c1") && command.command == RECORD_PAUSE);
    CHECK(replayed("resume c1") && command.command == RECORD_RESUME);
    CHECK(replayed("--rootless=true --cgroup-manager=disabled start c1"));
}

static void versionIsFoundBehindTheOtherOptions(void)
{
    CHECK(!replayed("--root /r -v") && globals.version);
    CHECK(!replayed("--rootless auto --version") && globals.version);
    CHECK(replayed("--root --version state c1") && !globals.version);
    CHECK(!replayed("--rootless auto list") && globals.next == 3);
}

static void leavesTheRestToTheEngine(void)
{
    static const char *const lines[] = {
            "",
            "create c1",
            "run c1",
            "start",
            "start c1 c2",
            "start --help c1",
            "start ''",
            "start .",
            "start ..",
            "start a/b",
            "start ../c1",
            "start a b",
            "state --x c1",
            "--debug start c1",
            "--debug=true start c1",
            "--rootless=maybe start c1",
            "--rootx /r start c1",
            "--root",
            "--log-format bogus start c1",
            "-- start c1",
            "start --all c1",
            "kill --all=false c1",
            "kill c1 65",
            "kill c1 -9",
            "kill c1 NOPE",
            "kill c1 9 9",
            "delete --forced c1",
            "start -f c1",
    };
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
        bool taken = replayed(lines[i]);
        if (taken)
            printf("taken: %s\n", lines[i]);
        CHECK(!taken);
    }
    char id[1026];
    memset(id, 'a', sizeof id);
    id[1025] = '\0';
    CHECK(!args_id_ok(id));
    id[1024] = '\0';
    CHECK(args_id_ok(id));
    CHECK(args_id_ok("A_z.0-9+") && !args_id_ok("a\xc3\xa9") && args_id_ok("..."));
}

static struct kept_args kept;

static bool kept_by(const char *line)
{
    replayed(line);
    return args_kept(argument_count, arguments, &globals, &kept);
}

static void takesTheOrdinaryFormsOfWhatIsKept(void)
{
    CHECK(kept_by("run c1") && !kept.bundle && kept.path_count == 0);
    SAME(arguments[kept.id], "c1");
    CHECK(kept_by("--root /r --log /l --log-format json create --bundle /b --pid-file p --no-pivot c1"));
    SAME(kept.bundle, "/b");
    CHECK(kept.path_count == 2);
    SAME(kept.paths[0], "/l");
    SAME(kept.paths[1], "p");
    CHECK(kept_by("create c1 -b=/b --console-socket=/s --pidfd-socket /t --preserve-fds 2") && kept.path_count == 2);
    SAME(arguments[kept.id], "c1");
    SAME(kept.bundle, "/b");
    CHECK(kept_by("run -d --keep --no-subreaper --no-new-keyring c1"));
    CHECK(kept_by("exec -t --user 0 --env=A=b --process p --pid-file=q c1 ls --pid-file r") && kept.exec);
    SAME(arguments[kept.id], "c1");
    SAME(kept.process, "p");
    CHECK(kept.path_count == 2);
    SAME(kept.paths[1], "q");
    CHECK(kept_by("--systemd-cgroup exec c1 ls") && kept_by("--systemd-cgroup=true run c1") && kept_by("exec -p p c1"));
    static const char *const others[] = {"exec", "exec -it c1 sh", "exec -- c1 ls", "exec --bundle b c1 ls",
            "exec --exec-wait-fifo f c1 ls", "create", "create c1 c2", "create ''", "create a/b", "create -- c1",
            "create --help c1", "run --detach=false c1", "create c1 --bundle", "start c1", "plan c1", "restore c1",
            "--debug run c1", "--cgroup-manager systemd run c1"};
    for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
        bool taken = kept_by(others[i]);
        if (taken)
            printf("taken: %s\n", others[i]);
        CHECK(!taken);
    }
}

static void knowsSignals(void)
{
    CHECK(signal_number("SIGKILL") == 9 && signal_number("kill") == 9 && signal_number("9") == 9);
    CHECK(signal_number("Term") == 15 && signal_number("SIGRTMIN") == 34 && signal_number("rtmin+3") == 37);
    CHECK(signal_number("RTMAX") == 64 && signal_number("RTMAX-1") == 63 && signal_number("64") == 64);
    CHECK(signal_number("SIGIOT") == 6 && signal_number("SIGCLD") == 17 && signal_number("0") == 0);
    CHECK(signal_number("") < 0 && signal_number("SIG") < 0 && signal_number("65") < 0 && signal_number("-1") < 0);
    CHECK(signal_number("RTMIN+31") < 0 && signal_number("RTMIN3") < 0 && signal_number("SIG9") < 0);
    SAME(signal_words(9), "killed");
}

static void keepsRecords(void)
{
    static const uint8_t plans[] = {1, 0, 0, 0, 3, 0, 0, 0, 'a', 'b', 'c', 4, 0, 0, 0, 0, 0, 0, 0};
    uint8_t bytes[RECORD_HEADER + sizeof plans];
    struct record in = {.pid = 77, .start = 0x1122334455667788, .plans = plans, .len = sizeof plans};
    struct record out;
    uint32_t len = 0;
    record_header(bytes, "build", &in);
    memcpy(bytes + RECORD_HEADER, plans, sizeof plans);
    CHECK(record_open(bytes, sizeof bytes, "build", &out) == 0);
    CHECK(out.pid == 77 && out.start == 0x1122334455667788 && out.len == sizeof plans);
    const uint8_t *plan = record_plan(&out, RECORD_START, &len);
    CHECK(plan && len == 3 && memcmp(plan, "abc", 3) == 0);
    CHECK(record_plan(&out, RECORD_DELETE, &len) && len == 0);
    CHECK(!record_plan(&out, RECORD_KILL, &len));
    CHECK(record_open(bytes, sizeof bytes, "other", &out) != 0);
    for (size_t n = 0; n < sizeof bytes; n++) {
        uint8_t *exact = malloc(n + 1);
        if (!exact)
            abort();
        memcpy(exact, bytes, n);
        CHECK(record_open(exact, n, "build", &out) != 0);
        free(exact);
    }
    for (size_t bit = 0; bit < sizeof bytes * 8; bit++) {
        bytes[bit / 8] ^= (uint8_t)(1U << bit % 8);
        CHECK(record_open(bytes, sizeof bytes, "build", &out) != 0);
        bytes[bit / 8] ^= (uint8_t)(1U << bit % 8);
    }
    out = (struct record){.plans = plans, .len = 10}; /* a plan that is longer than what is there */
    CHECK(!record_plan(&out, RECORD_START, &len));
}

int main(void)
{
    takesTheOrdinaryForms();
    versionIsFoundBehindTheOtherOptions();
    leavesTheRestToTheEngine();
    takesTheOrdinaryFormsOfWhatIsKept();
    knowsSignals();
    keepsRecords();
    return finish_tests("args_test");
}
