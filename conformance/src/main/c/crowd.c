/* What one command at a time does not show: memory that waits with a container, many creates at once, and what a
   thousand containers cost the next one. */
#include "bench.h"

#include <dirent.h>
#include <limits.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { AT_ONCE = 100, MORE = 50, TRIES = 5000, QUIET = 5 /* s, until what was deleted before is gone */ };

static const char *base;

struct call {
    char *argv[8];
    char state[PATH_MAX], dir[PATH_MAX], id[96];
};

static void fill(struct call *c, const struct runtime *runtime, const char *command, const char *last, int number)
{
    snprintf(c->state, sizeof c->state, "%s/state-%s", base, runtime->name);
    snprintf(c->dir, sizeof c->dir, "%s/hold", base);
    snprintf(c->id, sizeof c->id, "crowd-%s-%d", runtime->name, number);
    char *const argv[] = {(char *)runtime->path, "--root", c->state, (char *)command, NULL};
    memcpy(c->argv, argv, sizeof argv);
    int n = 4;
    if (last != NULL)
        c->argv[n++] = (char *)last;
    c->argv[n++] = c->id;
    c->argv[n] = NULL;
}

static double one(const struct runtime *runtime, const char *command, const char *last, int number)
{
    struct call c;
    struct sample sample;
    fill(&c, runtime, command, last, number);
    return measure_alone(runtime, c.dir, c.argv, &sample) == 0 ? sample.wall_ms : -1;
}

static void pause_ms(long ms)
{
    nanosleep(&(struct timespec){.tv_nsec = ms * 1000000}, NULL);
}

static pid_t find_among(const char *children)
{
    char path[64], name[32];
    int pid, found = 0;
    FILE *list = fopen(children, "re");
    while (list != NULL && found == 0 && fscanf(list, "%d", &pid) == 1) {
        snprintf(path, sizeof path, "/proc/%d/comm", pid);
        FILE *comm = fopen(path, "re");
        if (comm != NULL && fgets(name, sizeof name, comm) != NULL && strcmp(name, "sleep\n") == 0)
            found = pid;
        if (comm != NULL)
            fclose(comm);
    }
    if (list != NULL)
        fclose(list);
    return found;
}

/* The container's program among the children of the runtime's threads; 0: not there yet. */
static pid_t find_program(pid_t runtime)
{
    char path[PATH_MAX];
    pid_t found = 0;
    snprintf(path, sizeof path, "/proc/%d/task", runtime);
    DIR *threads = opendir(path);
    for (struct dirent *thread = NULL; threads != NULL && found == 0 && (thread = readdir(threads)) != NULL;) {
        snprintf(path, sizeof path, "/proc/%d/task/%s/children", runtime, thread->d_name);
        found = find_among(path);
    }
    if (threads != NULL)
        closedir(threads);
    return found;
}

static void memory_of(pid_t pid, struct crowd *out)
{
    char path[64], line[128];
    snprintf(path, sizeof path, "/proc/%d/smaps_rollup", pid);
    FILE *file = fopen(path, "re");
    while (file != NULL && fgets(line, sizeof line, file) != NULL) {
        if (strncmp(line, "Pss:", 4) == 0)
            out->pss_kib = strtol(line + 4, NULL, 10);
        if (strncmp(line, "Rss:", 4) == 0)
            out->rss_kib = strtol(line + 4, NULL, 10);
    }
    if (file != NULL)
        fclose(file);
}

/* A foreground run: what stays beside the container while it lives. */
static bool held(const struct runtime *runtime, struct crowd *out)
{
    struct call c;
    fill(&c, runtime, "run", NULL, 0);
    pid_t pid = launch(runtime, c.dir, c.argv), program = 0;
    for (int i = 0; i < TRIES && program == 0; i++) {
        pause_ms(2);
        program = find_program(pid);
    }
    pause_ms(200); /* what it still has to give back */
    if (program > 0)
        memory_of(pid, out);
    kill(program > 0 ? program : pid, SIGKILL);
    waitpid(pid, NULL, 0);
    one(runtime, "delete", "--force", 0); /* one that was killed leaves its container */
    reap_all(true);
    return program > 0;
}

static bool at_once(const struct runtime *runtime, struct crowd *out)
{
    pid_t pids[AT_ONCE];
    int status;
    bool ok = true;
    struct timespec begin, end;
    clock_gettime(CLOCK_MONOTONIC, &begin);
    for (int i = 0; i < AT_ONCE; i++) {
        struct call c;
        fill(&c, runtime, "create", NULL, i);
        pids[i] = launch(runtime, c.dir, c.argv);
    }
    for (int i = 0; i < AT_ONCE; i++)
        ok = waitpid(pids[i], &status, 0) == pids[i] && status == 0 && ok;
    clock_gettime(CLOCK_MONOTONIC, &end);
    double ms = (double)(end.tv_sec - begin.tv_sec) * 1e3 + (double)(end.tv_nsec - begin.tv_nsec) / 1e6;
    out->at_once_ms = out->at_once_ms > 0 && out->at_once_ms < ms ? out->at_once_ms : ms;
    for (int i = 0; i < AT_ONCE; i++)
        one(runtime, "delete", "--force", i);
    reap_all(true);
    return ok;
}

static int by_value(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static double median(double *values)
{
    qsort(values, MORE, sizeof *values, by_value);
    return values[MORE / 2];
}

/* create, state and delete of one more: the medians of some that are made one after the other, for a delete between two
   of them would leave its memory to the next one, and the kernel clearing up behind it. */
static bool one_more(const struct runtime *runtime, int alive, double out[3])
{
    static const struct {
        const char *command, *last;
    } steps[] = {{"create", NULL}, {"state", NULL}, {"delete", "--force"}};
    sleep(QUIET);
    for (int step = 0; step < 3; step++) {
        double all[MORE];
        for (int i = 0; i < MORE; i++) {
            all[i] = one(runtime, steps[step].command, steps[step].last, alive + i);
            if (all[i] < 0)
                return false;
        }
        out[step] = median(all);
    }
    reap_all(false);
    return true;
}

static bool alive(const struct runtime *runtime, int count, struct crowd *out)
{
    bool ok = one_more(runtime, 0, out->first);
    int made = 0;
    while (ok && made < count) {
        ok = one(runtime, "create", NULL, made) >= 0;
        made += ok;
    }
    ok = ok && one_more(runtime, count, out->more);
    while (made-- > 0)
        one(runtime, "delete", "--force", made);
    reap_all(true);
    return ok;
}

void measure_crowd(const char *directory, const struct runtime *list, int runtimes, int count, struct crowd *out)
{
    base = directory;
    for (int i = 0; i < runtimes; i++)
        out[i].present = list[i].problem == NULL && strcmp(list[i].name, "limit") != 0 && held(&list[i], &out[i]);
    for (int round = 0; round < 3; round++)
        for (int i = 0; i < runtimes; i++)
            if (out[i].present)
                out[i].present = at_once(&list[i], &out[i]);
    for (int i = 0; i < runtimes; i++)
        if (out[i].present)
            out[i].present = alive(&list[i], count, &out[i]);
}

void print_crowd(FILE *out, const struct runtime *list, int runtimes, int count, const struct crowd *crowd)
{
    fprintf(out,
            "\nHeld: of the process that waits for a foreground container. At once: %d creates, best of 3. Alive: one "
            "more beside none and beside %d created ones, medians of %d.\n\n",
            AT_ONCE, count, MORE);
    fprintf(out,
            "| runtime | held PSS KiB | held RSS KiB | at once ms | create ms | with %d | state ms | with %d | delete "
            "ms | with %d |\n|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|\n",
            count, count, count);
    for (int i = 0; i < runtimes; i++)
        if (crowd[i].present)
            fprintf(out, "| %s | %ld | %ld | %.0f | %.2f | %.2f | %.2f | %.2f | %.2f | %.2f |\n", list[i].name,
                    crowd[i].pss_kib, crowd[i].rss_kib, crowd[i].at_once_ms, crowd[i].first[0], crowd[i].more[0],
                    crowd[i].first[1], crowd[i].more[1], crowd[i].first[2], crowd[i].more[2]);
}

void print_crowd_json(FILE *out, const struct runtime *list, int runtimes, int count, const struct crowd *crowd)
{
    const char *comma = "";
    fprintf(out, ",\n  \"alive\": %d,\n  \"crowd\": [", count);
    for (int i = 0; i < runtimes; i++) {
        const struct crowd *c = &crowd[i];
        if (!c->present)
            continue;
        fprintf(out,
                "%s\n    {\"runtime\": \"%s\", \"heldPssKiB\": %ld, \"heldRssKiB\": %ld, \"atOnceMs\": %.1f, "
                "\"createMs\": [%.3f, %.3f], \"stateMs\": [%.3f, %.3f], \"deleteMs\": [%.3f, %.3f]}",
                comma, list[i].name, c->pss_kib, c->rss_kib, c->at_once_ms, c->first[0], c->more[0], c->first[1],
                c->more[1], c->first[2], c->more[2]);
        comma = ",";
    }
    fprintf(out, "\n  ]");
}
