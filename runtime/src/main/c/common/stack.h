/* A stack that does not depend on the caller's limit. */
#pragma once

#include <stddef.h>

typedef int stack_main(int argc, char **argv);

/* Calls start, on a stack of our own where RLIMIT_STACK leaves little; its result. */
int stack_run(stack_main *start, int argc, char **argv);
/* A child in our memory is done with this stack. It has not returned from its frames, which AddressSanitizer counts. */
void stack_left(void *stack, size_t size);
