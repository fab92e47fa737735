#include "engine_log.h"

#include <limits.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

#include "common/fds.h"
#include "common/sys.h"
#include "common/text.h"
#include "installation.h"

enum { LOG_MAX = 8192, LOG_LINES = 3 };
enum { ADDRESSES_MIB = 650 }; /* that a JVM with the flags of make-archive reserves */

/* The first of it; its length, 0 for nothing. */
static size_t read_log(int log, char *out, size_t size)
{
    ssize_t n = log < 0 ? 0 : pread(log, out, size - 1, 0);
    out[n < 0 ? 0 : n] = '\0';
    return n < 0 ? 0 : (size_t)n;
}

/* What the JVM had to say, on one line: without its log lines, stack frames and frames of #. */
static void own_words(int log, char *out, size_t size)
{
    char said[LOG_MAX];
    read_log(log, said, sizeof said);
    out[0] = '\0';
    int lines = 0;
    char *rest = said;
    for (char *line = strtok_r(said, "\n", &rest); line && lines < LOG_LINES; line = strtok_r(NULL, "\n", &rest)) {
        line += strspn(line, "# ");
        if (!*line || *line == '[' || *line == '\t')
            continue;
        text_append(out, size, lines++ ? "; " : ": ");
        text_append(out, size, line);
    }
}

/* What keeps a JVM from starting, and is hard to tell from its own words. */
static void advice(char *out, size_t size)
{
    struct rlimit addresses;
    char number[TEXT_U64];
    if (prctl(PR_GET_MDWE, 0, 0, 0, 0) > 0)
        text_append(out, size,
                "; a JVM must make memory executable, which is forbidden here (systemd: MemoryDenyWriteExecute=)");
    if (strstr(out, " thread"))
        text_append(out, size, "; ulimit -u, or pids.max of this or an upper cgroup, allows no more processes");
    if (getrlimit(RLIMIT_AS, &addresses) != 0 || addresses.rlim_cur >> 20 >= ADDRESSES_MIB)
        return;
    text_append(out, size, "; it reserves 650 MiB of addresses, and RLIMIT_AS (ulimit -v) allows ");
    text_append(out, size, text_u64(number, addresses.rlim_cur >> 20));
}

void engine_log_words(int log, char *out, size_t size)
{
    own_words(log, out, size);
    advice(out, size);
}

void engine_log_show(int log)
{
    char said[LOG_MAX];
    size_t n = read_log(log, said, sizeof said);
    if (n > 0)
        (void)!write_patiently(2, said, n, REPORT_PATIENCE_MS);
}

/* The JVM ignores an archive that is not its own; all would go on as before, at a third of the speed (JDK 17 does not
   even say so). */
void engine_log_check(int log, const struct report *report)
{
    char said[LOG_MAX];
    char lib[PATH_MAX];
    char line[2 * PATH_MAX + 256];
    read_log(log, said, sizeof said);
    char *first = strstr(said, "[cds]");
    if (!first)
        return;
    first += strlen("[cds]");
    first[strcspn(first, "\n")] = '\0';
    installation_lib(lib);
    text_join(line, sizeof line, "the engine starts slowly, its archive does not fit:", first, "; run ", lib,
            "/make-archive ", lib, NULL);
    report_line(report, LEVEL_WARNING, line);
}
