/*
 * Measures OCI runtimes side by side: in every round each scenario is done once by each runtime, so that whatever
 * else the machine does meets them all alike.
 *
 *   bench [-n ROUNDS] [-c CONTAINERS] [-j JSON-FILE] DIR NAME=PATH...
 *
 * DIR holds the bundles "default", "seccomp" and "hold" and the program "limit": the same kernel calls as the default
 * spec asks for, without any reading of it, as the floor. bench runs in a mount namespace of its own.
 */
#include "bench.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <unistd.h>

static const char *base;

/* One call: NAME of the runtime as container id, its own state root. A status that is not zero ends the runtime's part.
 */
static bool call(struct runtime *runtime, struct results *results, enum row row, int index, int round,
        const char *bundle, char *const args[])
{
    static char problem[MAX_RUNTIMES][700];
    char state[PATH_MAX], dir[PATH_MAX];
    char *argv[12] = {(char *)runtime->path, "--root", state};
    int n = 3;
    struct sample *sample = &results->samples[row][index][round < 0 ? 0 : round];
    snprintf(state, sizeof state, "%s/state-%s", base, runtime->name);
    snprintf(dir, sizeof dir, "%s/%s", base, bundle);
    for (int i = 0; args[i] != NULL; i++)
        argv[n++] = args[i];
    if (strcmp(runtime->name, "limit") == 0) {
        argv[1] = "rootfs";
        argv[2] = NULL;
    }
    int status = measure(runtime, dir, argv, sample);
    if (status != 0) {
        snprintf(problem[index], sizeof problem[index], "%s: status %d: %s", row_names[row], status, last_error());
        runtime->problem = problem[index];
    }
    results->present[row][index] = status == 0;
    return status == 0;
}

static void one_run(
        struct runtime *runtime, struct results *results, enum row row, int index, int round, const char *bundle)
{
    char id[64];
    snprintf(id, sizeof id, "bench-%s", runtime->name);
    call(runtime, results, row, index, round, bundle, (char *[]){"run", id, NULL});
    reap_all(false);
}

static void one_cycle(struct runtime *runtime, struct results *results, int index, int round)
{
    char id[64];
    snprintf(id, sizeof id, "bench-%s", runtime->name);
    char *const create[] = {"create", id, NULL}, *const start[] = {"start", id, NULL},
                *const state[] = {"state", id, NULL}, *const kill_it[] = {"kill", id, "KILL", NULL},
                *const delete_it[] = {"delete", id, NULL}, *const exec[] = {"exec", id, "/bin/true", NULL},
                *const another[] = {"exec", id, "true", NULL};
    bool ok = call(runtime, results, CREATE, index, round, "hold", create) &&
              call(runtime, results, START, index, round, "hold", start) &&
              call(runtime, results, EXEC, index, round, "hold", exec) &&
              call(runtime, results, EXEC_LATER, index, round, "hold", another) &&
              call(runtime, results, STATE, index, round, "hold", state) &&
              call(runtime, results, KILL, index, round, "hold", kill_it);
    if (ok)
        reap_all(true); /* delete wants a stopped container; the kernel's share of dying is nobody's command */
    if (!ok || !call(runtime, results, DELETE, index, round, "hold", delete_it)) {
        const char *problem = runtime->problem;
        char *const force[] = {"delete", "--force", id, NULL};
        call(runtime, results, CYCLE, index, round, "hold", force);
        runtime->problem = problem;
        results->present[CYCLE][index] = false;
        return;
    }
    int at = round < 0 ? 0 : round;
    struct sample *sum = &results->samples[CYCLE][index][at];
    *sum = (struct sample){0};
    for (int row = CREATE; row <= DELETE; row++) {
        if (row == EXEC || row == EXEC_LATER) /* beside the life cycle */
            continue;
        const struct sample *part = &results->samples[row][index][at];
        sum->wall_ms += part->wall_ms;
        sum->cpu_ms += part->cpu_ms;
        sum->peak_kib = part->peak_kib > sum->peak_kib ? part->peak_kib : sum->peak_kib;
    }
    results->present[CYCLE][index] = true;
}

/* Everything once with everyone; the round before the first, -1, only warms up and finds who does not work. */
static void one_round(struct runtime *runtimes, struct results *results, int round)
{
    for (int i = 0; i < results->runtimes; i++)
        if (runtimes[i].problem == NULL)
            one_run(&runtimes[i], results, RUN, i, round, "default");
    for (int i = 0; i < results->runtimes; i++)
        if (runtimes[i].problem == NULL && strcmp(runtimes[i].name, "limit") != 0)
            one_run(&runtimes[i], results, RUN_SECCOMP, i, round, "seccomp");
    for (int i = 0; i < results->runtimes; i++)
        if (runtimes[i].problem == NULL && strcmp(runtimes[i].name, "limit") != 0)
            one_cycle(&runtimes[i], results, i, round);
}

/* NAME=PATH or NAME=VARIABLE=VALUE,PATH */
static void add_runtime(struct runtime *runtime, char *argument)
{
    char *path = strchr(argument, '=');
    if (path == NULL)
        exit(2);
    *path++ = '\0';
    char *setting = strchr(path, ',') ? path : NULL;
    if (setting != NULL) {
        path = strchr(path, ',');
        *path++ = '\0';
    }
    *runtime = (struct runtime){.name = argument, .path = path, .setting = setting, .mount_ns = -1};
    if (*path == '\0' || access(path, X_OK) != 0)
        runtime->problem = *path == '\0' ? "not installed" : "there is no such program";
    else if (strcmp(argument, "crun") == 0 && access("/sys/fs/cgroup/unified", F_OK) == 0) {
        runtime->mount_ns = mount_ns_without_unified(); /* it refuses the hybrid layout */
        if (runtime->mount_ns < 0)
            runtime->problem = "cannot make a mount namespace without /sys/fs/cgroup/unified, which it refuses";
    }
}

int main(int argc, char **argv)
{
    static struct runtime runtimes[MAX_RUNTIMES];
    static struct results results = {.rounds = 20, .list = runtimes};
    static struct crowd crowd[MAX_RUNTIMES];
    const char *json = NULL;
    int count = 0;
    for (int option; (option = getopt(argc, argv, "n:c:j:")) != -1;)
        if (option == 'n')
            results.rounds = atoi(optarg);
        else if (option == 'c')
            count = atoi(optarg);
        else if (option == 'j')
            json = optarg;
        else
            return 2;
    if (results.rounds < 1 || results.rounds > MAX_ROUNDS || argc - optind < 2 || argc - optind > MAX_RUNTIMES + 1) {
        fprintf(stderr, "usage: bench [-n ROUNDS] [-c CONTAINERS] [-j JSON-FILE] DIR NAME=PATH...\n");
        return 2;
    }
    base = argv[optind++];
    for (; optind < argc; optind++)
        add_runtime(&runtimes[results.runtimes++], argv[optind]);
    for (int row = 0; row < ROWS; row++)
        for (int i = 0; i < results.runtimes; i++)
            results.samples[row][i] = calloc((size_t)results.rounds, sizeof(struct sample));
    prctl(PR_SET_CHILD_SUBREAPER, 1);
    for (int round = -1; round < results.rounds; round++)
        one_round(runtimes, &results, round);
    for (int row = 0; row < ROWS; row++)
        for (int i = 0; i < results.runtimes; i++)
            results.present[row][i] = results.present[row][i] && runtimes[i].problem == NULL;
    print_markdown(stdout, &results);
    if (count > 0) {
        measure_crowd(base, runtimes, results.runtimes, count, crowd);
        print_crowd(stdout, runtimes, results.runtimes, count, crowd);
    }
    FILE *file = json == NULL ? NULL : fopen(json, "we");
    if (file != NULL) {
        print_json(file, &results, count, crowd);
        fclose(file);
    }
    return 0;
}
