/* inject ROLE N ERRNO REPORT COMMAND...: runs the command and makes one system call fail: the N-th of the command
   itself (ROLE 0), or of its children before they become another program (ROLE 1). N 0: none. REPORT gets the number of
   calls in each role and of the call that failed, -1 for none. Exits as the command does; 77: this machine has no way.
 */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/user.h>
#include <sys/wait.h>
#include <unistd.h>

#ifndef __x86_64__

int main(void)
{
    return 77;
}

#else

enum {
    OPTIONS =
            PTRACE_O_TRACESYSGOOD | PTRACE_O_TRACEFORK | PTRACE_O_TRACEVFORK | PTRACE_O_TRACECLONE | PTRACE_O_TRACEEXEC
};
enum { TRACEES = 64, EVENT_STOP = 128, SYSCALL_STOP = SIGTRAP | 0x80 };

struct tracee {
    pid_t pid;
    int inside; /* of a system call */
    int fails;
};

static struct tracee tracees[TRACEES];
static pid_t command;
static int command_runs; /* has become the command */
static int role;
static long nth;
static long error;
static long counts[2];
static long failed = -1;

static struct tracee *find(pid_t pid)
{
    struct tracee *empty = NULL;
    for (int i = 0; i < TRACEES; i++) {
        if (tracees[i].pid == pid)
            return &tracees[i];
        if (!tracees[i].pid && !empty)
            empty = &tracees[i];
    }
    if (empty)
        *empty = (struct tracee){.pid = pid};
    return empty;
}

/* What ends a process or the handling of a signal can't fail, nor can who asks for his ids, and no C library survives
   without its thread pointer. */
static int cannot_fail(long call)
{
    return call == SYS_exit || call == SYS_exit_group || call == SYS_rt_sigreturn || call == SYS_arch_prctl ||
           call == SYS_getuid || call == SYS_getgid || call == SYS_geteuid || call == SYS_getegid;
}

static void system_call(struct tracee *t)
{
    struct user_regs_struct regs;
    if (ptrace(PTRACE_GETREGS, t->pid, 0, &regs) != 0)
        return;
    t->inside = !t->inside;
    if (t->inside) {
        int of = t->pid == command ? 0 : 1;
        counts[of] += 1;
        if (of != role || counts[of] != nth || cannot_fail((long)regs.orig_rax))
            return;
        failed = (long)regs.orig_rax;
        t->fails = 1;
        if (failed == SYS_close) /* which gives the descriptor up whatever it says */
            return;
        regs.orig_rax = (unsigned long long)-1;
    } else if (t->fails) {
        t->fails = 0;
        regs.rax = (unsigned long long)-error;
    } else {
        return;
    }
    ptrace(PTRACE_SETREGS, t->pid, 0, &regs);
}

static void report(const char *path)
{
    FILE *f = fopen(path, "w");
    if (!f)
        exit(76);
    fprintf(f, "%ld %ld %ld\n", counts[0], counts[1], failed);
    fclose(f);
}

/* The init stage runs from memory; everything else is not the runtime. */
static int is_another_program(pid_t pid)
{
    char path[64];
    char target[256];
    snprintf(path, sizeof path, "/proc/%d/exe", pid);
    ssize_t n = readlink(path, target, sizeof target - 1);
    target[n < 0 ? 0 : n] = '\0';
    return strncmp(target, "/memfd:", 7) != 0;
}

static int stopped(struct tracee *t, int status)
{
    int signal = WSTOPSIG(status);
    int event = status >> 16;
    if (signal == SYSCALL_STOP) {
        if (t->pid != command || command_runs)
            system_call(t);
        return ptrace(PTRACE_SYSCALL, t->pid, 0, 0);
    }
    if (event == PTRACE_EVENT_EXEC) {
        if (t->pid == command) {
            t->inside = 1; /* the end of execve comes next */
            command_runs = 1;
        } else if (is_another_program(t->pid)) {
            pid_t pid = t->pid;
            t->pid = 0;
            return ptrace(PTRACE_DETACH, pid, 0, 0);
        }
    }
    if (event == EVENT_STOP && signal != SIGTRAP) /* stopped as a group: stays so */
        return ptrace(PTRACE_LISTEN, t->pid, 0, 0);
    return ptrace(PTRACE_SYSCALL, t->pid, 0, event ? 0 : signal);
}

int main(int argc, char **argv)
{
    int gate[2];
    char go = 0;
    if (argc < 6 || pipe(gate) != 0)
        return 75;
    role = atoi(argv[1]);
    nth = atol(argv[2]);
    error = atol(argv[3]);
    command = fork();
    if (command == 0) {
        close(gate[1]);
        if (read(gate[0], &go, 1) != 1)
            _exit(77);
        close(gate[0]);
        execvp(argv[5], argv + 5);
        _exit(127);
    }
    close(gate[0]);
    if (ptrace(PTRACE_SEIZE, command, 0, OPTIONS) != 0)
        return 77; /* the child meets the end of the pipe */
    ptrace(PTRACE_INTERRUPT, command, 0, 0);
    if (write(gate[1], &go, 1) != 1)
        return 75;
    close(gate[1]);
    for (;;) {
        int status;
        pid_t pid = waitpid(-1, &status, __WALL);
        if (pid < 0)
            return 75;
        if (WIFSTOPPED(status)) {
            struct tracee *t = find(pid);
            if (t)
                stopped(t, status);
            continue;
        }
        struct tracee *t = find(pid);
        if (t)
            t->pid = 0;
        if (pid != command)
            continue;
        report(argv[4]);
        return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
    }
}

#endif
