/* A stack that does not depend on the caller's limit. */
#pragma once

typedef int stack_main(int argc, char **argv);

/* Calls start, on a stack of our own where RLIMIT_STACK leaves little; its result. */
int stack_run(stack_main *start, int argc, char **argv);
