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
    int next; /* index of the first argument that is no global option */
};

struct command_args {
    enum record_command command;
    const char *id;
    int signal;
};

void args_globals(int argc, char **argv, struct global_args *out);
/* True when the command, which stands at g->next, is one that can be replayed. */
bool args_command(int argc, char **argv, const struct global_args *g, struct command_args *out);
/* ^[A-Za-z0-9_+.-]+$, not "." or "..", at most 1024 long. */
bool args_id_ok(const char *id);
