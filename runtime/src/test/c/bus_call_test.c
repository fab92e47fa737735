/* BUS_CALL and BUS against a bus of our own, on which each test says what systemd answers. */
#include "check.h"

#include <errno.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include "bus_builder.h"
#include "launcher/bus.h"
#include "launcher/ops.h"

static char directory[] = "/tmp/bus-call-XXXXXX";
static char bus_path[128];
static char direct_path[128];
static char procs_path[128];
static struct run run;
static struct report report;
static struct caller caller;

/* What the other side does with a call; said is how many have come. */
typedef void (*answerer)(struct plan_builder *out, const struct bus_message *m, int said);

/* ---- the other side */

static void object(struct plan_builder *out, uint32_t reply, const char *path)
{
    struct plan_builder body = {0};
    bus_text(&body, path);
    bus_add(out, BUS_METHOD_RETURN, 50, reply, NULL, NULL, "o", &body);
}

static void error(struct plan_builder *out, uint32_t reply, const char *name, const char *text)
{
    struct plan_builder body = {0};
    bus_text(&body, text);
    bus_add(out, BUS_ERROR, 51, reply, NULL, name, "s", &body);
}

static void removed(struct plan_builder *out, const char *job, const char *unit, const char *result)
{
    struct plan_builder body = {0};
    plan_put_u32(&body, 1);
    bus_text(&body, job);
    bus_text(&body, unit);
    bus_text(&body, result);
    bus_add(out, BUS_SIGNAL, 52, 0, "JobRemoved", NULL, "uoss", &body);
}

static _Noreturn void serve(int listener, bool refuses, answerer answer)
{
    static char in[1 << 16];
    size_t len = 0;
    int said = 0;
    int fd = accept(listener, NULL, NULL);
    if (refuses) {
        (void)!read(fd, in, sizeof in); /* the client must not find it gone */
        (void)!write(fd, "REJECTED EXTERNAL\r\n", 19);
        _exit(0);
    }
    (void)!write(fd, "DATA\r\nOK 1234\r\n", 15);
    char *begin = NULL;
    while (!begin) {
        ssize_t n = read(fd, in + len, sizeof in - len);
        if (n <= 0)
            _exit(1);
        len += (size_t)n;
        begin = memmem(in, len, "BEGIN\r\n", 7);
    }
    if (memcmp(in, "\0AUTH EXTERNAL\r\nDATA\r\n", 22) != 0)
        _exit(2);
    len -= (size_t)(begin + 7 - in);
    memmove(in, begin + 7, len);
    for (;;) {
        struct bus_message m;
        struct plan_builder out = {0};
        while (bus_message_read((uint8_t *)in, len, &m) == 1) {
            answer(&out, &m, ++said);
            memmove(in, in + m.size, len - m.size);
            len -= m.size;
        }
        if (out.len && write(fd, out.bytes, out.len) < 0)
            _exit(3);
        plan_free(&out);
        ssize_t n = read(fd, in + len, sizeof in - len);
        if (n <= 0)
            _exit(0);
        len += (size_t)n;
    }
}

static pid_t listen_at(const char *path, bool refuses, answerer answer)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    int listener = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    snprintf(address.sun_path, sizeof address.sun_path, "%s", path);
    unlink(path);
    if (listener < 0 || bind(listener, (struct sockaddr *)&address, sizeof address) != 0 || listen(listener, 1) != 0)
        abort();
    fflush(stdout);
    pid_t pid = fork();
    if (pid == 0)
        serve(listener, refuses, answer);
    close(listener);
    return pid;
}

static void end(pid_t pid, const char *path)
{
    kill(pid, SIGKILL);
    waitpid(pid, NULL, 0);
    unlink(path);
}

/* ---- this side */

static struct plan_builder greeting(void)
{
    struct plan_builder b = {0};
    bus_add(&b, BUS_METHOD_CALL, 1, 0, "Hello", NULL, NULL, NULL);
    return b;
}

/* Two calls, or one; the first holds a number behind its header. */
static struct plan_builder calls(int count)
{
    struct plan_builder b = {0};
    struct plan_builder body = {0};
    plan_put_u32(&body, 0);
    bus_add(&b, BUS_METHOD_CALL, 16, 0, "First", NULL, "u", &body);
    if (count > 1)
        bus_add(&b, BUS_METHOD_CALL, 17, 0, "Second", NULL, NULL, NULL);
    return b;
}

static int bus_call(int count, const char *job, bool again, const char *procs, unsigned flags)
{
    struct plan_builder plan = {0};
    struct plan_builder hello = greeting();
    struct plan_builder all = calls(count);
    struct plan_builder second = {0};
    struct plan_reader reader;
    struct plan_step step;
    struct plan_builder one = calls(1);
    unsigned at = (unsigned)one.len - 4;
    plan_free(&one);
    if (again)
        bus_add(&second, BUS_METHOD_CALL, 64, 0, "Again", NULL, NULL, NULL);
    plan_add(&plan, OP_BUS_CALL, bus_path, direct_path, hello.bytes, hello.len, all.bytes, all.len, job, second.bytes,
            second.len, at, procs, flags);
    run_init(&run, &caller, &report);
    run.container.pid = 4242;
    plan_begin_ops(&reader, plan.bytes, plan.len);
    CHECK(plan_next(&reader, &step) == 1);
    int result = op_bus_call(&run, &step);
    plan_free(&plan);
    plan_free(&hello);
    plan_free(&all);
    plan_free(&second);
    return result;
}

static char *detail(void)
{
    static char text[2048];
    fail_detail(&run.failure, text, sizeof text);
    return text;
}

/* ---- what systemd does */

static void does_it(struct plan_builder *out, const struct bus_message *m, int said)
{
    size_t at = 0;
    uint32_t pid = 0;
    (void)said;
    if (m->serial == 1) {
        bus_add(out, BUS_METHOD_RETURN, 49, 1, NULL, NULL, NULL, NULL);
        return;
    }
    if (!bus_body_u32(m, &at, &pid) || pid != 4242)
        error(out, m->serial, "x.NoPid", "the pid is not in its place");
    removed(out, "/job/other", "x.scope", "failed");
    removed(out, "/job/1", "y.scope", "failed");
    removed(out, "/job/1", "x.scope", "done"); /* even before the answer */
    object(out, m->serial, "/job/1");
}

static void is_there_already(struct plan_builder *out, const struct bus_message *m, int said)
{
    if (m->serial == 16 && said < 4)
        error(out, 16, "org.freedesktop.systemd1.UnitExists", "Unit x.scope already exists.");
    else if (m->serial == 64)
        error(out, 64, "org.freedesktop.systemd1.NoSuchUnit", "not loaded");
    else
        does_it(out, m, said);
}

static void stays_there(struct plan_builder *out, const struct bus_message *m, int said)
{
    (void)said;
    if (m->serial == 16)
        error(out, 16, "org.freedesktop.systemd1.UnitExists", "Unit x.scope already exists.");
}

static void has_none(struct plan_builder *out, const struct bus_message *m, int said)
{
    (void)said;
    if (m->serial >= 16)
        error(out, m->serial, "org.freedesktop.systemd1.NoSuchUnit", "Unit x.scope not loaded.");
}

static void fails(struct plan_builder *out, const struct bus_message *m, int said)
{
    (void)said;
    if (m->serial == 16) {
        object(out, 16, "/job/1");
        removed(out, "/job/1", "x.scope", "timeout");
    }
}

static void is_nobody(struct plan_builder *out, const struct bus_message *m, int said)
{
    (void)said;
    if (m->serial == 16)
        error(out, 16, "org.freedesktop.DBus.Error.NameHasNoOwner", "nobody");
}

static void greets_not(struct plan_builder *out, const struct bus_message *m, int said)
{
    (void)said;
    if (m->serial == 1)
        error(out, 1, "org.freedesktop.DBus.Error.LimitsExceeded", "too many connections");
}

static void only_calls(struct plan_builder *out, const struct bus_message *m, int said)
{
    if (m->serial == 1)
        error(out, 1, "x.Greeted", "a greeting where there is no bus");
    else
        does_it(out, m, said);
}

/* ---- tests */

static void waitsForTheJobAndLooksForTheProcess(void)
{
    pid_t bus = listen_at(bus_path, false, does_it);
    CHECK(bus_call(1, "x.scope", false, procs_path, 0) == 0);
    end(bus, bus_path);
}

static void doesItAgainWhereTheUnitExists(void)
{
    pid_t bus = listen_at(bus_path, false, is_there_already);
    CHECK(bus_call(1, "x.scope", true, "", 0) == 0);
    end(bus, bus_path);
    bus = listen_at(bus_path, false, stays_there);
    CHECK(bus_call(1, "x.scope", true, "", 0) == -1 && run.failure.error == EEXIST);
    SAME(detail(), "Unit x.scope already exists (org.freedesktop.systemd1.UnitExists)");
    end(bus, bus_path);
}

static void aMissingUnitMayBeFine(void)
{
    pid_t bus = listen_at(bus_path, false, has_none);
    CHECK(bus_call(2, "x.scope", false, "", 1) == 0);
    end(bus, bus_path);
    bus = listen_at(bus_path, false, has_none);
    CHECK(bus_call(2, "x.scope", false, "", 0) == -1 && run.failure.error == ESRCH);
    end(bus, bus_path);
}

static void aJobThatFailsIsAFailure(void)
{
    pid_t bus = listen_at(bus_path, false, fails);
    CHECK(bus_call(1, "x.scope", false, "", 0) == -1);
    SAME(detail(), "the job ended with \"timeout\"");
    end(bus, bus_path);
}

static void systemdItselfStandsInForTheBus(void)
{
    pid_t direct = listen_at(direct_path, false, only_calls);
    CHECK(bus_call(1, "x.scope", false, "", 0) == 0); /* there is no bus */
    end(direct, direct_path);
    pid_t bus = listen_at(bus_path, false, is_nobody);
    direct = listen_at(direct_path, false, only_calls);
    CHECK(bus_call(1, "x.scope", false, "", 0) == 0); /* nobody is on it */
    end(direct, direct_path);
    end(bus, bus_path);
    bus = listen_at(bus_path, false, is_nobody);
    CHECK(bus_call(1, "x.scope", false, "", 0) == -1 && run.failure.error == ENOENT);
    end(bus, bus_path);
}

static void saysWhatTheBusSays(void)
{
    CHECK(bus_call(1, "", false, "", 0) == -1 && run.failure.error == ENOENT);
    CHECK(strstr(detail(), bus_path) != NULL);
    pid_t bus = listen_at(bus_path, true, does_it);
    CHECK(bus_call(1, "", false, "", 0) == -1);
    CHECK(strstr(detail(), "REJECTED") != NULL);
    end(bus, bus_path);
    bus = listen_at(bus_path, false, greets_not);
    CHECK(bus_call(1, "", false, "", 0) == -1);
    CHECK(strstr(detail(), "too many connections") != NULL);
    end(bus, bus_path);
}

static void aProcessElsewhereIsAFailure(void)
{
    FILE *file = fopen(procs_path, "w");
    fputs("42420\n14242\n", file);
    fclose(file);
    pid_t bus = listen_at(bus_path, false, does_it);
    CHECK(bus_call(1, "x.scope", false, procs_path, 0) == -1);
    end(bus, bus_path);
}

static void answersFacts(void)
{
    struct plan_builder plan = {0};
    struct plan_builder hello = greeting();
    struct plan_builder all = calls(2);
    struct buffer out = {0};
    struct plan_reader reader;
    struct plan_step step;
    pid_t bus = listen_at(bus_path, false, has_none);
    plan_add(&plan, OP_BUS, bus_path, "", hello.bytes, hello.len, all.bytes, all.len);
    plan_begin_ops(&reader, plan.bytes, plan.len);
    CHECK(plan_next(&reader, &step) == 1 && fact_bus(&out, &step) == 0);
    CHECK(out.len > 16 && out.data[0] == 1 && memmem(out.data, out.len, "NoSuchUnit\0Unit x.scope", 23));
    end(bus, bus_path);
    CHECK(fact_bus(&out, &step) == -1 && errno == ENOENT);
    buffer_free(&out);
    plan_free(&plan);
    plan_free(&hello);
    plan_free(&all);
}

int main(void)
{
    if (!mkdtemp(directory))
        abort();
    snprintf(bus_path, sizeof bus_path, "%s/bus", directory);
    snprintf(direct_path, sizeof direct_path, "%s/direct", directory);
    snprintf(procs_path, sizeof procs_path, "%s/procs", directory);
    FILE *file = fopen(procs_path, "w");
    fputs("1\n4242\n", file);
    fclose(file);
    waitsForTheJobAndLooksForTheProcess();
    doesItAgainWhereTheUnitExists();
    aMissingUnitMayBeFine();
    aJobThatFailsIsAFailure();
    systemdItselfStandsInForTheBus();
    saysWhatTheBusSays();
    aProcessElsewhereIsAFailure();
    answersFacts();
    unlink(procs_path);
    rmdir(directory);
    return finish_tests("bus_call_test");
}
