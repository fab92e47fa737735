/* What /proc/PID/stat tells of a process. */
#pragma once

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

struct proc_stat {
    char state;
    uint32_t flags;   /* field 9, PF_* of the kernel */
    uint64_t ticks;   /* fields 14 and 15: what it has used of processors */
    uint64_t threads; /* field 20 */
    uint64_t start;   /* field 22 */
};

/* 0, or -1 with errno when there is no such process. */
int proc_stat_read(pid_t pid, struct proc_stat *out);
/* /proc is that of our pid namespace: in another one a pid is somebody else. */
bool proc_is_ours(void);
/* The same by the procfs that proc is open on. */
int proc_stat_read_at(int proc, pid_t pid, struct proc_stat *out);
/* Whether it has begun to end under that name. Memory goes before descriptors are closed, at an exit as well as at an
   execve(2), which has a new one by then: who has seen one closed can tell the two apart. */
bool proc_ended_as(pid_t pid, const char *name);
