/* The init stage: one process, single-threaded, that turns itself into the container process. It carries out the
   container operations of a plan in order; the first failure is reported and ends it. */
#pragma once

#include <limits.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "common/fail.h"
#include "common/plan.h"
#include "common/stage_trace.h"

enum { STAGE_SOURCES = 256, STAGE_ARENA = 64 << 20 };

/* Memory of the stage: one reservation, given out from the front; arena_reset takes back what was given out last. */
struct arena {
    char *next;
    char *end;
};

struct stage {
    int control;               /* socket to the launcher */
    int fifo;                  /* exec fifo, -1: none */
    struct stage_trace *trace; /* for --trace, NULL: none */
    int preserve;              /* descriptors 3 … 3+preserve-1 belong to the container process */
    int host_proc;             /* O_PATH of the procfs that was /proc when the stage began, -1: there was none */
    int own_proc;              /* a procfs of the stage's own, made when needed once the host's is gone, else -1 */
    int root;                  /* O_PATH of the root filesystem, -1 before ROOTFS */
    int parent;                /* where something was made last, -1: nowhere that its path still leads to */
    bool attached;             /* the launcher still watches: its death is ours */
    bool started;              /* past WAIT_START: failures go where START looks for them */
    bool new_time;             /* children are to be in a time namespace that this process is not in */
    bool joined;               /* a pid namespace that others are in: they may see this process */
    bool groups_denied;        /* by the user namespace that was joined: the caller's groups stay */
    bool created;              /* the time for making files is over: the umask is the container's */
    mode_t umask;
    uint32_t outer_pid; /* kept when host_proc goes */
    int null_mount;     /* the host's /dev/null as a mount of its own, -1: not taken yet */
    bool null_placed;   /* null_mount is attached: copies can be made of it */
    int proc_mount;     /* what is on /proc of the container, -1: nothing */
    int empty_mount;    /* the tmpfs that masks directories */
    bool empty_placed;
    const char *late_cwd; /* CWD that is tried again after CREDENTIALS */
    uint32_t late_cwd_offset;
    const char *program;     /* what LOOKUP found */
    const char *interpreter; /* a script's interpreter that is missing, NULL: none */
    const char *home;
    pid_t target; /* whose namespaces are joined, 0: nobody's that could have ended meanwhile */
    uint64_t target_start;
    int opener;         /* socket to the opener, -1: none */
    int32_t opener_pid; /* 0 when it is not a child of this process */
    struct arena arena;
    struct plan_reader plan;
    char parent_path[PATH_MAX];
    int sources[STAGE_SOURCES];
};

/* NULL and ENOMEM when the arena is used up. */
void *arena_take(struct arena *arena, size_t size);
/* What arena_take gave out since `mark` (a saved arena.next) is free again. */
static inline void arena_reset(struct arena *arena, char *mark)
{
    arena->next = mark;
}

/* Carries out what is left of the plan; returns only on failure, f filled. */
int run_operations(struct stage *stage, struct failure *f);
/* The same, and the end with a failure reported. */
_Noreturn void stage_go_on(struct stage *stage);

/* What each change of credentials takes back: not dumpable, whatever fs.suid_dumpable says (PR_SET_DUMPABLE(2const)),
   and PDEATHSIG, unless the launcher is let go already. Of the namespaces only that of users changes them. */
void stage_guard(struct stage *stage);
/* The pid of this process as the launcher's /proc shows it; 0 when there is none. */
uint32_t stage_outer_pid(const struct stage *stage);
/* A procfs that nobody can have tampered with: the host's, after joining a mount namespace a new one; -1: none. */
int stage_proc(struct stage *stage);
/* Sends a WARNING with the parts joined. */
void stage_warn(const struct stage *stage, ...) __attribute__((sentinel));
/* Sends a DEBUG line to the launcher, if that is still there; before the seccomp filter. */
void stage_debug(const struct stage *stage, const char *line);
/* From here on files of the container are no longer made: the umask becomes the container's. */
void stage_seal_umask(struct stage *stage);
_Noreturn void stage_exit(int status);
