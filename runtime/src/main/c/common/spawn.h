/* Starts another program: the engine, hooks, newuidmap. */
#pragma once

#include <stdbool.h>
#include <sys/types.h>

#include "fail.h"

struct spawn {
    const char *path;
    const char *const *argv;
    const char *const *envp;
    const char *cwd;  /* NULL or "": stays */
    int in, out, err; /* descriptors from 3 on, -1: keeps that of the caller */
    bool group;       /* leads a process group of its own */
    int death_signal; /* sent to it when the caller dies, 0: none */
    pid_t *guard;     /* of its group, to be ended with guard_end; NULL: none */
};

typedef int spawn_child(void *argument);

/* A child in our memory, as of vfork(2), which in musl is an ordinary fork on some machines: we go on when it has
   executed something or ended. It makes system calls only, and does not return. Its pid, or -1. */
pid_t spawn_shared(spawn_child *child, void *argument);
/* The child has default dispositions, an empty signal mask and no descriptor beside 0-2. 0 or -1 with f filled:
   an execve that fails is a failure of this call. */
int spawn(const struct spawn *s, pid_t *pid, struct failure *f);
/* waitpid that goes on after EINTR; the wait status, or -1. */
int spawn_wait(pid_t pid);
/* Kills a child and waits for it, but not where it could not be killed. */
void spawn_end(pid_t pid);
