/* clone3(2) as of vfork(2): without a copy of the memory. */
#pragma once

#include "sys.h"

typedef int clone3_child(void *argument);

/* The child runs `child` in our memory, on a stack of its own; we go on when it has executed something or ended. It
   makes system calls only and does not return. `args` without a stack. Its pid, or -1 and errno. */
long clone3_shared(struct sys_clone_args *args, clone3_child *child, void *argument);
/* The same in a copy of our memory, as of fork(2): we go on at once. */
long clone3_copied(struct sys_clone_args *args, clone3_child *child, void *argument);
