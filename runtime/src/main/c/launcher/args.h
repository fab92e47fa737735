/* The ordinary form of the commands that can be replayed; everything else is for the engine to look at. */
#pragma once

#include <stdbool.h>

#include "record.h"

struct global_args {
    const char *root; /* NULL: default */
    const char *log;  /* NULL: none */
    const char *trace;
    bool json;
    bool odd; /* something that the launcher leaves to the engine */
    bool version;
    bool systemd; /* the cgroup driver */
    int next;     /* index of the first argument that is no global option */
};

struct command_args {
    enum record_command command;
    const char *id;
    int signal;
};

enum { KEPT_PATHS = 6 };

/* A create, run or exec whose options are all known here. */
struct kept_args {
    bool exec;
    int id;              /* its index */
    const char *bundle;  /* NULL: the working directory */
    const char *process; /* of exec, NULL: none */
    /* Values of --log, --trace, --process, --pid-file, --console-socket and --pidfd-socket: they mean nothing to the
       engine but what is there. */
    const char *paths[KEPT_PATHS];
    int path_count;
};

void args_globals(int argc, char **argv, struct global_args *out);
/* True when the command, which stands at g->next, is one that can be replayed. */
bool args_command(int argc, char **argv, const struct global_args *g, struct command_args *out);
bool args_kept(int argc, char **argv, const struct global_args *g, struct kept_args *out);
/* ^[A-Za-z0-9_+.-]+$, not "." or "..", at most 1024 long. */
bool args_id_ok(const char *id);
