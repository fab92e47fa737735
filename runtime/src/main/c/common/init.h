/* Entry point of the init stage, which the launcher's main hands over to. */
#pragma once

/* Bits of F; the descriptors of the stage from 3+N on: control socket, plan, fifo, trace. */
enum { INIT_FIFO = 1, INIT_TRACE = 2, STAGE_DESCRIPTORS = 4 };

/* What the stage is called until execve(2) names it anew. */
#define STAGE_NAME "jrunc:[init]"

/* argv: PROGRAM init N F, see CLONE in docs/plan-format.md. Does not return when all goes well; else its exit status.
 */
int init_main(int argc, char **argv);
