/* Medians and ratios, as a table for people and as JSON. */
#include "bench.h"

#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>
#include <time.h>
#include <unistd.h>

const char *const row_names[ROWS] = {"run /bin/true, default spec", "run /bin/true, Docker's seccomp", "create",
        "start", "exec true, the first", "exec true, later", "state", "kill", "delete", "cycle of the five"};

static const char *const row_keys[ROWS] = {
        "run", "run-seccomp", "create", "start", "exec", "exec-later", "state", "kill", "delete", "cycle"};

static int compare(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static double median(double *values, int n)
{
    qsort(values, (size_t)n, sizeof *values, compare);
    return n % 2 != 0 ? values[n / 2] : (values[n / 2 - 1] + values[n / 2]) / 2;
}

struct summary {
    double wall, wall_min, cpu;
    long peak;
    double wall_ratio, cpu_ratio; /* medians of the ratios round by round: both sides saw the same load; 0: none */
};

static int index_of(const struct results *r, const char *name)
{
    for (int i = 0; i < r->runtimes; i++)
        if (strcmp(r->list[i].name, name) == 0)
            return i;
    return -1;
}

static struct summary summarize(const struct results *r, int row, int runtime)
{
    static double wall[MAX_ROUNDS], cpu[MAX_ROUNDS], wall_ratio[MAX_ROUNDS], cpu_ratio[MAX_ROUNDS];
    const struct sample *mine = r->samples[row][runtime];
    int base = index_of(r, "runc");
    struct summary s = {.wall_min = 1e9};
    bool compared = base >= 0 && r->present[row][base];
    for (int i = 0; i < r->rounds; i++) {
        wall[i] = mine[i].wall_ms;
        cpu[i] = mine[i].cpu_ms;
        s.wall_min = wall[i] < s.wall_min ? wall[i] : s.wall_min;
        s.peak = mine[i].peak_kib > s.peak ? mine[i].peak_kib : s.peak;
        if (compared) {
            wall_ratio[i] = wall[i] / r->samples[row][base][i].wall_ms;
            cpu_ratio[i] = cpu[i] / r->samples[row][base][i].cpu_ms;
        }
    }
    s.wall = median(wall, r->rounds);
    s.cpu = median(cpu, r->rounds);
    if (compared) {
        s.wall_ratio = median(wall_ratio, r->rounds);
        s.cpu_ratio = median(cpu_ratio, r->rounds);
    }
    return s;
}

void print_markdown(FILE *out, const struct results *r)
{
    struct utsname host;
    uname(&host);
    fprintf(out,
            "Medians of %d paired rounds (A B C A B C …); Linux %s, %ld CPUs. Ratios are the medians of the "
            "rounds'.\n\n",
            r->rounds, host.release, sysconf(_SC_NPROCESSORS_ONLN));
    fprintf(out, "| what | runtime | wall ms | (min) | CPU ms | largest process MiB | wall : runc | CPU : runc |\n");
    fprintf(out, "|---|---|--:|--:|--:|--:|--:|--:|\n");
    for (int row = 0; row < ROWS; row++)
        for (int i = 0; i < r->runtimes; i++) {
            if (!r->present[row][i])
                continue;
            struct summary s = summarize(r, row, i);
            fprintf(out, "| %s | %s | %.1f | %.1f | %.1f | %.1f | ", row_names[row], r->list[i].name, s.wall,
                    s.wall_min, s.cpu, (double)s.peak / 1024);
            if (s.wall_ratio > 0)
                fprintf(out, "%.2f | %.2f |\n", s.wall_ratio, s.cpu_ratio);
            else
                fprintf(out, " | |\n");
        }
    for (int i = 0; i < r->runtimes; i++)
        if (r->list[i].problem != NULL)
            fprintf(out, "\n%s is left out: %s\n", r->list[i].name, r->list[i].problem);
}

static void json_text(FILE *out, const char *text)
{
    fputc('"', out);
    for (; *text != '\0'; text++)
        if (*text == '"' || *text == '\\')
            fprintf(out, "\\%c", *text);
        else if ((unsigned char)*text >= ' ')
            fputc(*text, out);
    fputc('"', out);
}

void print_json(FILE *out, const struct results *r, int count, const struct crowd *crowd)
{
    struct utsname host;
    char when[32];
    time_t now = time(NULL);
    const char *comma = "";
    uname(&host);
    strftime(when, sizeof when, "%Y-%m-%dT%H:%M:%SZ", gmtime(&now));
    fprintf(out, "{\n  \"time\": \"%s\",\n  \"kernel\": \"%s\",\n  \"cpus\": %ld,\n  \"rounds\": %d,\n  \"results\": [",
            when, host.release, sysconf(_SC_NPROCESSORS_ONLN), r->rounds);
    for (int row = 0; row < ROWS; row++)
        for (int i = 0; i < r->runtimes; i++) {
            if (!r->present[row][i])
                continue;
            struct summary s = summarize(r, row, i);
            fprintf(out,
                    "%s\n    {\"what\": \"%s\", \"runtime\": \"%s\", \"wallMs\": %.3f, \"wallMinMs\": %.3f, \"cpuMs\": "
                    "%.3f, "
                    "\"peakKiB\": %ld, \"wallToRunc\": %.3f, \"cpuToRunc\": %.3f}",
                    comma, row_keys[row], r->list[i].name, s.wall, s.wall_min, s.cpu, s.peak, s.wall_ratio,
                    s.cpu_ratio);
            comma = ",";
        }
    fprintf(out, "\n  ]");
    if (count > 0)
        print_crowd_json(out, r->list, r->runtimes, count, crowd);
    fprintf(out, ",\n  \"leftOut\": {");
    comma = "";
    for (int i = 0; i < r->runtimes; i++)
        if (r->list[i].problem != NULL) {
            fprintf(out, "%s\n    ", comma);
            json_text(out, r->list[i].name);
            fprintf(out, ": ");
            json_text(out, r->list[i].problem);
            comma = ",";
        }
    fprintf(out, "\n  }\n}\n");
}
