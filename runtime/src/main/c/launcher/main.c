/* The launcher: holds the caller's place (its descriptors, credentials, cgroup, terminal), asks the engine what to do
   there, and does it. As `init`, inside a container, it is the init stage. */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "args.h"
#include "caller.h"
#include "common/init.h"
#include "common/stack.h"
#include "common/sys.h"
#include "common/text.h"
#include "engine.h"
#include "kept.h"
#include "replay.h"
#include "resident.h"
#include "tools.h"

/* `init N F` with a seqpacket socket at 3+N and a sealed memfd behind it (docs/plan-format.md, CLONE): nobody but the
   launcher starts us so. */
static bool is_init_stage(int argc, char **argv)
{
    uint64_t preserved;
    int type = 0;
    socklen_t size = sizeof type;
    if (argc != 4 || strcmp(argv[1], "init") != 0 || !text_to_u64(argv[2], 1 << 20, &preserved))
        return false;
    int control = 3 + (int)preserved;
    if (getsockopt(control, SOL_SOCKET, SO_TYPE, &type, &size) != 0 && errno != EBADF && errno != ENOTSOCK)
        _exit(125); /* nobody can tell: the launcher, if it was one, says so */
    return type == SOCK_SEQPACKET && (fcntl(control + 1, F_GET_SEALS) & F_SEAL_WRITE) == F_SEAL_WRITE;
}

static int command(const struct caller *caller, const struct global_args *globals, struct report *report)
{
    struct failure ignored;
    int code = replay_command(caller, globals, report);
    if (code == REPLAY_ASK_ENGINE)
        code = kept_command(caller, globals, report);
    if (code != REPLAY_ASK_ENGINE)
        return code;
    /* For what goes wrong before a plan says where errors belong. */
    (void)!report_open(report, globals->log ? globals->log : "", globals->json, false, &ignored);
    code = tools_command(caller, globals, report);
    if (code < 0)
        code = resident_command(caller, globals, report);
    return code >= 0 ? code : engine_command(caller, globals, report);
}

/* The same, measured. */
static int traced_command(struct caller *caller, const struct global_args *globals, struct report *report)
{
    struct trace trace;
    struct failure f;
    if (trace_open(&trace, globals->trace, caller->program, &f) != 0)
        return report_error(report, "--trace: ", &f);
    caller->trace = &trace;
    int code = command(caller, globals, report);
    if (trace_close(&trace, &f) < 0)
        report_warning(report, "--trace", &f);
    return code;
}

static int launcher_main(int argc, char **argv)
{
    struct caller caller = {.trace = NULL};
    cleanup_kept struct kept_request kept = {.argv = NULL};
    struct global_args globals;
    struct report report = {.log = -1};
    if (is_init_stage(argc, argv))
        return init_main(argc, argv);
    caller_prepare(&caller, argc, argv);
    report.program = caller.program;
    args_globals(argc, argv, &globals);
    if (globals.version)
        return version_command(&caller, &report);
    if (kept_prepare(&kept, &caller, &globals))
        caller.kept = &kept;
    return globals.trace ? traced_command(&caller, &globals, &report) : command(&caller, &globals, &report);
}

int main(int argc, char **argv)
{
    return stack_run(launcher_main, argc, argv);
}
