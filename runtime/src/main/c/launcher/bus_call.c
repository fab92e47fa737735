/* BUS_CALL: asks systemd for something about a unit, and waits until it has been done. */
#include <errno.h>
#include <fcntl.h>
#include <string.h>

#include "bus.h"
#include "common/fds.h"
#include "common/text.h"
#include "ops.h"

enum { BUS, DIRECT, GREETING, CALLS, JOB, AGAIN, PID_AT, PROCS, FLAGS }; /* fields of BUS_CALL */
enum { TEXT = 512 };

#define SYSTEMD "org.freedesktop.systemd1."

struct talk {
    struct run *run;
    const struct plan_step *step;
    struct bus bus;
    struct buffer calls; /* with the pid in its place */
    uint32_t first;      /* serial of the first call */
    uint32_t count;
    uint32_t answered;
    bool again;         /* the second try */
    bool waits;         /* for the job that the first call is answered with */
    char job[TEXT];     /* its object path, "" before that answer */
    char removed[TEXT]; /* of the job for this unit that ended last */
    char result[TEXT];
};

/* The errors that a hint can be given for. */
static int error_number(const char *name)
{
    static const struct {
        const char *name;
        int error;
    } table[] = {{"org.freedesktop.DBus.Error.AccessDenied", EACCES},
            {"org.freedesktop.DBus.Error.InteractiveAuthorizationRequired", EACCES},
            {"org.freedesktop.DBus.Error.NameHasNoOwner", ENOENT},
            {"org.freedesktop.DBus.Error.ServiceUnknown", ENOENT}, {SYSTEMD "UnitExists", EEXIST},
            {SYSTEMD "NoSuchUnit", ESRCH}};
    for (size_t i = 0; i < sizeof table / sizeof *table; i++)
        if (strcmp(name, table[i].name) == 0)
            return table[i].error;
    return 0;
}

static int refused(struct talk *t, const struct bus_message *m)
{
    const char *text = bus_error_text(m);
    size_t n = strlen(text);
    char words[FAILURE_WORDS];
    text_copy(words, sizeof words, text);
    if (n > 0 && n < sizeof words && words[n - 1] == '.')
        words[n - 1] = '\0';
    return fail_words(&t->run->failure, error_number(m->error), words, n ? " (" : "", m->error, n ? ")" : "", NULL);
}

static int call(struct talk *t)
{
    t->answered = 0;
    t->waits = *t->step->f[JOB].s != '\0';
    t->job[0] = t->removed[0] = '\0';
    return bus_send(&t->bus, t->calls.data, t->calls.len, &t->run->failure);
}

static int take_error(struct talk *t, const struct bus_message *m)
{
    const struct plan_field *again = &t->step->f[AGAIN];
    if (m->reply_serial >= t->first + t->count) /* of what stood before the second try */
        return 0;
    int moved = bus_redirect(&t->bus, t->step->f[DIRECT].s, m, &t->run->failure);
    if (moved != 0)
        return moved < 0 ? -1 : call(t);
    if (m->reply_serial < t->first)
        return refused(t, m);
    if (strcmp(m->error, SYSTEMD "UnitExists") == 0 && again->len > 0 && !t->again) {
        t->again = true;
        return bus_send(&t->bus, again->b, again->len, &t->run->failure) == 0 ? call(t) : -1;
    }
    if (strcmp(m->error, SYSTEMD "NoSuchUnit") != 0 || !(t->step->f[FLAGS].u & BUS_CALL_GONE_IS_FINE))
        return refused(t, m);
    if (m->reply_serial == t->first)
        t->waits = false;
    t->answered++;
    return 0;
}

static void take_answer(struct talk *t, const struct bus_message *m)
{
    size_t at = 0;
    if (m->reply_serial < t->first || m->reply_serial >= t->first + t->count)
        return;
    t->answered++;
    const char *job = m->reply_serial == t->first && m->signature[0] == 'o' ? bus_body_string(m, &at) : NULL;
    if (job)
        text_copy(t->job, sizeof t->job, job);
    else if (m->reply_serial == t->first)
        t->waits = false;
}

/* JobRemoved(id, job, unit, result) */
static void take_signal(struct talk *t, const struct bus_message *m)
{
    size_t at = 0;
    uint32_t id;
    if (strcmp(m->member, "JobRemoved") != 0 || strcmp(m->signature, "uoss") != 0 || !bus_body_u32(m, &at, &id))
        return;
    const char *job = bus_body_string(m, &at);
    const char *unit = job ? bus_body_string(m, &at) : NULL;
    const char *result = unit ? bus_body_string(m, &at) : NULL;
    if (!result || strcmp(unit, t->step->f[JOB].s) != 0)
        return;
    text_copy(t->removed, sizeof t->removed, job);
    text_copy(t->result, sizeof t->result, result);
}

static bool is_done(const struct talk *t)
{
    return t->answered == t->count && (!t->waits || (t->job[0] && strcmp(t->job, t->removed) == 0));
}

static int converse(struct talk *t)
{
    struct failure *f = &t->run->failure;
    struct bus_message m;
    const struct plan_step *s = t->step;
    if (bus_open(&t->bus, s->f[BUS].s, s->f[DIRECT].s, &s->f[GREETING], f) != 0 || call(t) != 0)
        return -1;
    while (!is_done(t)) {
        if (bus_next(&t->bus, &m, f) != 0)
            return -1;
        switch (m.type) {
        case BUS_METHOD_RETURN:
            take_answer(t, &m);
            break;
        case BUS_ERROR:
            if (take_error(t, &m) != 0)
                return -1;
            break;
        case BUS_SIGNAL:
            take_signal(t, &m);
            break;
        default:
            break;
        }
    }
    if (t->waits && strcmp(t->result, "done") != 0)
        return fail_words(f, 0, "the job ended with \"", t->result, "\"", NULL);
    return 0;
}

/* The messages with the pid of the container process where it belongs. */
static int prepare(struct talk *t)
{
    const struct plan_field *calls = &t->step->f[CALLS];
    uint32_t at = t->step->f[PID_AT].u;
    buffer_put(&t->calls, calls->b, calls->len);
    if (t->calls.failed)
        return fail_error(&t->run->failure, ENOMEM, "malloc", NULL);
    t->count = bus_count(t->calls.data, t->calls.len, &t->first);
    if (t->count == 0 || (at && (at > calls->len - 4 || t->run->container.pid <= 0)))
        return fail_words(&t->run->failure, 0, "bad message in the plan", NULL);
    if (at)
        buffer_patch(&t->calls, at, (uint32_t)t->run->container.pid);
    return 0;
}

/* That the process is where its limits will be is no matter of trust. */
static int check_moved(struct talk *t)
{
    char number[TEXT_U64];
    const char *path = t->step->f[PROCS].s;
    cleanup_buffer struct buffer text = {0};
    cleanup_fd int fd = open_fd(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return fail_call(&t->run->failure, "open", path);
    buffer_char(&text, '\n');
    if (buffer_read(&text, fd, 1 << 20) != 0)
        return fail_call(&t->run->failure, "read", path);
    buffer_char(&text, '\0');
    text_u64(number, (uint64_t)t->run->container.pid);
    size_t n = strlen(number);
    for (const char *line = text.failed ? NULL : (char *)text.data; line; line = strchr(line, '\n')) {
        line++;
        if (strncmp(line, number, n) == 0 && line[n] == '\n')
            return 0;
    }
    return fail_words(&t->run->failure, ESRCH, "the container process is not in ", path, NULL);
}

int op_bus_call(struct run *r, const struct plan_step *s)
{
    struct talk t = {.run = r, .step = s, .bus = BUS_NONE};
    int result = prepare(&t);
    if (result == 0)
        result = converse(&t);
    if (result == 0 && *s->f[PROCS].s)
        result = check_moved(&t);
    bus_close(&t.bus);
    buffer_free(&t.calls);
    if (result != 0 && (s->f[FLAGS].u & BUS_CALL_WARN)) {
        run_warn(r);
        return 0;
    }
    return result;
}
