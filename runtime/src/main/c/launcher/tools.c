#include "tools.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "build_id.h"
#include "common/fds.h"
#include "common/text.h"
#include "conf.h"
#include "ops.h"

#ifndef JRUNC_COMMIT
#define JRUNC_COMMIT JRUNC_BUILD_ID
#endif

/* Done by dev.jrunc.bundle.Main in the caller's own place: they only read and write files. */
static const char *const tool_commands[] = {"spec", "bundle", NULL};

/* A JVM would say on stderr that it picked these up, or find classes of somebody else. */
static const char *const not_for_java[] = {"JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "_JAVA_OPTIONS", "CLASSPATH", NULL};

int version_command(const struct caller *c, struct report *report)
{
    char text[512];
    /* One line with the word "version" (engines take each), then lines that start as runc's do. */
    text_join(text, sizeof text, c->program, " version ", JRUNC_VERSION, "\ncommit: ", JRUNC_COMMIT, "\nspec: 1.3.0\n",
            NULL);
    struct failure f;
    return output_write(c, 1, text, strlen(text), true, &f) == 0 ? 0 : report_error(report, NULL, &f);
}

/* In the C locale a JVM takes names for ASCII, and turns every other byte of them into a question mark. */
static void choose_encoding(void)
{
    const char *locale = caller_env("LC_ALL");
    if (!locale)
        locale = caller_env("LC_CTYPE");
    if (!locale)
        locale = caller_env("LANG");
    if (!locale || strcmp(locale, "C") == 0 || strcmp(locale, "POSIX") == 0)
        setenv("LC_ALL", "C.UTF-8", 1);
}

/* What a shell puts for <(command), and redirections that an argument names. */
static void pass_descriptors(char *const *argv)
{
    for (; *argv; argv++) {
        const char *name = strstr(*argv, "/dev/fd/");
        if (name)
            (void)fcntl(atoi(name + strlen("/dev/fd/")), F_SETFD, 0);
    }
}

int tools_command(const struct caller *c, const struct global_args *globals, struct report *report)
{
    int next = globals->next;
    struct failure f;
    struct conf conf;
    const char *const *command = tool_commands;
    if (next >= c->argc)
        return -1;
    while (*command && strcmp(*command, c->argv[next]) != 0)
        command++;
    if (!*command)
        return -1;
    char cwd[PATH_MAX];
    if (!getcwd(cwd, sizeof cwd)) { /* of which a JVM says two lines of its own */
        fail_words(&f, errno, *command,
                ": the current directory has no path: it was removed, or the path is longer than ", "4095 bytes", NULL);
        return report_error(report, NULL, &f);
    }
    if (globals->log && report->log < 0 && report_open(report, globals->log, globals->json, false, &f) < 0)
        return report_error(report, "--log: ", &f);
    if (conf_read(&conf, "bundle-tools.conf", &f) == 0) {
        size_t own = (size_t)(c->argc - next);
        char **argv = calloc((size_t)conf.argc + own + 4, sizeof *argv);
        char program[256], log[64] = "-Djrunc.log=", json[] = "-Djrunc.log-format=json";
        for (const char *const *name = not_for_java; *name; name++)
            unsetenv(*name);
        choose_encoding();
        if (argv && text_join(program, sizeof program, "-Djrunc.program=", c->program, NULL)) {
            char *options[] = {conf.argv[0], program, log, json};
            size_t count = globals->json ? 4 : 3;
            if (report->log >= 0) {
                (void)fcntl(report->log, F_SETFD, 0); /* they go on with it */
                (void)snprintf(log, sizeof log, "-Djrunc.log=/proc/self/fd/%d", report->log);
            }
            memcpy(argv, options, count * sizeof *argv);
            memcpy(argv + count, conf.argv + 1, (size_t)(conf.argc - 1) * sizeof *argv);
            memcpy(argv + count + conf.argc - 1, c->argv + next, own * sizeof *argv);
            if (c->trace && trace_close(c->trace, &f) < 0) /* what follows is another program's */
                report_warning(report, "--trace", &f);
            pass_descriptors(c->argv + next);
            execv(argv[0], argv);
        }
        fail_call(&f, "execve", conf.argv[0]);
        free(argv);
    }
    conf_free(&conf);
    return report_error(report, NULL, &f);
}
