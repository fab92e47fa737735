/* What the benchmark's files share. */
#ifndef BENCH_H
#define BENCH_H

#include <stdbool.h>
#include <stdio.h>
#include <sys/types.h>

enum { MAX_ROUNDS = 1000, MAX_RUNTIMES = 8 };

/* One command, measured: wall time from fork to wait, CPU of the whole process tree, the largest process. */
struct sample {
    double wall_ms;
    double cpu_ms;
    long peak_kib;
};

struct runtime {
    const char *name;
    const char *path;
    const char *setting; /* VARIABLE=VALUE for its environment, NULL: none */
    int mount_ns;        /* entered before exec; -1: ours */
    const char *problem; /* why it is left out */
};

/* Rows of the result, in the order in which they are printed. */
enum row { RUN, RUN_SECCOMP, CREATE, START, EXEC, EXEC_LATER, STATE, KILL, DELETE, CYCLE, ROWS };

extern const char *const row_names[ROWS];

/* samples[row][runtime][round] */
struct results {
    int runtimes, rounds;
    const struct runtime *list;
    struct sample *samples[ROWS][MAX_RUNTIMES];
    bool present[ROWS][MAX_RUNTIMES];
};

/* Runs argv in DIR with nothing to read and its outputs in LOG; the exit status, -1 if it could not be run. */
int measure(const struct runtime *runtime, const char *dir, char *const argv[], struct sample *out);
/* The same without the CPU of what the command leaves behind: beside a thousand containers nothing is to be read of
   each just before. */
int measure_alone(const struct runtime *runtime, const char *dir, char *const argv[], struct sample *out);
/* Starts argv in DIR and leaves it alone; its pid. */
pid_t launch(const struct runtime *runtime, const char *dir, char *const argv[]);
/* Reaps what has come to us; waits for children that are still there if asked to. */
void reap_all(bool wait);
/* A mount namespace like ours without /sys/fs/cgroup/unified, as a descriptor. */
int mount_ns_without_unified(void);
/* What the last measured command wrote on its error output. */
const char *last_error(void);

/* What containers cost beside each other: crowd.c. */
struct crowd {
    bool present;
    long pss_kib, rss_kib;    /* of a runtime that waits in the foreground */
    double at_once_ms;        /* many creates started together, until the last has ended */
    double first[3], more[3]; /* create, state, delete: beside none, beside COUNT */
};

void measure_crowd(const char *directory, const struct runtime *list, int runtimes, int count, struct crowd *out);
void print_crowd(FILE *out, const struct runtime *list, int runtimes, int count, const struct crowd *crowd);
void print_crowd_json(FILE *out, const struct runtime *list, int runtimes, int count, const struct crowd *crowd);

void print_markdown(FILE *out, const struct results *results);
/* With the crowd when count is not 0. */
void print_json(FILE *out, const struct results *results, int count, const struct crowd *crowd);

#endif
