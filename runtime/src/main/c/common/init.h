/* How the launcher and its init stage find each other. */
#pragma once

/* Bits of F; the descriptors of the stage from 3+N on: control socket, plan, fifo, trace. */
enum { INIT_FIFO = 1, INIT_TRACE = 2, STAGE_DESCRIPTORS = 4 };

/* What the stage is called until execve(2) names it anew. */
#define STAGE_NAME "jrunc:[init]"

/* The N and F of `init N F`, see CLONE in docs/plan-format.md. Does not return. */
_Noreturn void init_main(int preserve, unsigned more);
