/* The launcher: holds the caller's place (its descriptors, credentials, cgroup, terminal), asks the engine what to do
   there, and does it. */
#include "args.h"
#include "caller.h"
#include "common/stack.h"
#include "engine.h"
#include "kept.h"
#include "replay.h"
#include "resident.h"
#include "tools.h"

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
    cleanup_kept struct kept_request kept;
    struct global_args globals;
    struct report report = {.log = -1};
    kept.argv = NULL; /* all of it would be much for a command that looks at none */
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
