#include "args.h"

#include <signal.h>
#include <string.h>

#include "common/signals.h"

enum { ID_LONGEST = 1024 };

/* The name behind one or two dashes; NULL when the word is no option. */
static const char *option_name(const char *word)
{
    if (word[0] != '-' || word[1] == '\0')
        return NULL;
    return word + (word[1] == '-' ? 2 : 1);
}

/* word is --name, with its value behind = or in the next word, which *i then moves on to. */
static bool valued(int argc, char **argv, int *i, const char *name, const char **value)
{
    const char *option = option_name(argv[*i]);
    size_t n = strlen(name);
    if (!option || strncmp(option, name, n) != 0)
        return false;
    if (option[n] == '=') {
        *value = option + n + 1;
        return true;
    }
    if (option[n] != '\0' || *i + 1 >= argc)
        return false;
    *value = argv[++*i];
    return true;
}

static bool is_one_of(const char *text, const char *const *words)
{
    for (; *words; words++)
        if (strcmp(text, *words) == 0)
            return true;
    return false;
}

void args_globals(int argc, char **argv, struct global_args *out)
{
    static const char *const harmless[] = {"debug=false", "systemd-cgroup", "systemd-cgroup=false",
            "systemd-cgroup=true", "log-format=text", "rootless=true", "rootless=false", "rootless=auto",
            "cgroup-manager=cgroupfs", "cgroup-manager=disabled", NULL};
    *out = (struct global_args){0};
    int i = 1;
    for (; i < argc && argv[i][0] == '-'; i++) {
        const char *format = NULL;
        const char *option = option_name(argv[i]);
        if (!option || !*option) { /* - and -- */
            out->odd = true;
            break;
        }
        out->systemd =
                out->systemd || strcmp(option, "systemd-cgroup") == 0 || strcmp(option, "systemd-cgroup=true") == 0;
        out->version = out->version || strcmp(option, "version") == 0 || strcmp(option, "v") == 0;
        if (is_one_of(option, harmless) || valued(argc, argv, &i, "root", &out->root) ||
                valued(argc, argv, &i, "log", &out->log) || valued(argc, argv, &i, "trace", &out->trace))
            continue;
        if (valued(argc, argv, &i, "log-format", &format)) {
            out->json = strcmp(format, "json") == 0;
            out->odd = out->odd || (!out->json && strcmp(format, "text") != 0);
            continue;
        }
        const char *ignored = NULL;
        (void)valued(argc, argv, &i, "rootless", &ignored); /* the engine's, but its value is no command */
        out->odd = true;
    }
    out->next = i;
}

bool args_id_ok(const char *id)
{
    static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_+.-";
    size_t n = strlen(id);
    return n > 0 && n <= ID_LONGEST && strspn(id, letters) == n && strcmp(id, ".") != 0 && strcmp(id, "..") != 0;
}

static bool command_number(const char *name, enum record_command *out)
{
    static const struct {
        const char *name;
        enum record_command command;
    } table[] = {{"start", RECORD_START}, {"state", RECORD_STATE}, {"kill", RECORD_KILL}, {"delete", RECORD_DELETE},
            {"pause", RECORD_PAUSE}, {"resume", RECORD_RESUME}};
    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        if (strcmp(name, table[i].name) == 0) {
            *out = table[i].command;
            return true;
        }
    }
    return false;
}

bool args_command(int argc, char **argv, const struct global_args *g, struct command_args *out)
{
    static const char *const force[] = {"force", "f", "force=true", NULL};
    static const char *const all[] = {"all", "a", "all=true", NULL};
    const char *words[2] = {NULL, NULL};
    int count = 0;
    bool options = true;
    if (g->odd || g->next >= argc || !command_number(argv[g->next], &out->command))
        return false;
    int most = out->command == RECORD_KILL ? 2 : 1;
    for (int i = g->next + 1; i < argc; i++) {
        const char *option = options ? option_name(argv[i]) : NULL;
        if (option && !*option) {
            options = false;
        } else if (option && is_one_of(option, force) && out->command == RECORD_DELETE) {
            out->command = RECORD_DELETE_FORCE;
        } else if (option && is_one_of(option, all) && out->command == RECORD_KILL) {
            out->command = RECORD_KILL_ALL;
        } else if (option || count == most) {
            return false;
        } else {
            words[count++] = argv[i];
        }
    }
    if (count == 0 || !args_id_ok(words[0]))
        return false;
    out->id = words[0];
    out->signal = words[1] ? signal_number(words[1]) : SIGTERM;
    return out->signal >= 0;
}

static const char *const launch_flags[] = {"detach", "d", "keep", "no-pivot", "no-new-keyring", "no-subreaper", NULL};
static const char *const launch_values[] = {"preserve-fds", NULL};
static const char *const exec_flags[] = {"tty", "t", "detach", "d", "no-new-privs", "ignore-paused", NULL};
static const char *const exec_values[] = {"cwd", "env", "e", "user", "u", "additional-gids", "g", "process-label",
        "apparmor", "cap", "c", "preserve-fds", "cgroup", NULL};

/* Any of these options with its value, which *i then stands at. */
static bool valued_any(int argc, char **argv, int *i, const char *const *names, const char **value)
{
    for (; *names; names++)
        if (valued(argc, argv, i, *names, value))
            return true;
    return false;
}

static void add_path(struct kept_args *out, const char *path)
{
    if (out->path_count < KEPT_PATHS)
        out->paths[out->path_count++] = path;
}

static bool kept_option(int argc, char **argv, int *i, struct kept_args *out)
{
    static const char *const paths[] = {"pid-file", "console-socket", "pidfd-socket", NULL};
    static const char *const bundle[] = {"bundle", "b", NULL};
    static const char *const process[] = {"process", "p", NULL};
    const char *value = NULL;
    if (is_one_of(option_name(argv[*i]), out->exec ? exec_flags : launch_flags) ||
            valued_any(argc, argv, i, out->exec ? exec_values : launch_values, &value) ||
            (!out->exec && valued_any(argc, argv, i, bundle, &out->bundle)))
        return true;
    if (out->exec && valued_any(argc, argv, i, process, &out->process)) {
        add_path(out, out->process);
        return true;
    }
    if (!valued_any(argc, argv, i, paths, &value))
        return false;
    add_path(out, value);
    return true;
}

bool args_kept(int argc, char **argv, const struct global_args *g, struct kept_args *out)
{
    static const char *const commands[] = {"create", "run", "exec", NULL};
    *out = (struct kept_args){0};
    if (g->odd || g->next >= argc || !is_one_of(argv[g->next], commands))
        return false;
    out->exec = strcmp(argv[g->next], "exec") == 0;
    if (g->log)
        add_path(out, g->log);
    if (g->trace)
        add_path(out, g->trace);
    for (int i = g->next + 1; i < argc && !(out->exec && out->id); i++) { /* behind it is the program of exec */
        bool option = option_name(argv[i]) != NULL;
        if (option && kept_option(argc, argv, &i, out))
            continue;
        if (option || out->id)
            return false;
        out->id = i;
    }
    return out->id && args_id_ok(argv[out->id]);
}
