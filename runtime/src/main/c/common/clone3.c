#include "clone3.h"

#include <errno.h>
#include <sched.h>
#include <unistd.h>

#include "stack.h"

enum { CHILD_STACK = 64 << 10 };

/* The C libraries have no function for clone3(2) with a stack: its child would return into a frame that it lacks. */
#if defined(__x86_64__) || defined(__aarch64__)
static long call(struct sys_clone_args *args, clone3_child *child, void *argument)
{
#ifdef __x86_64__
    long result = SYS_clone3;
    register clone3_child *start __asm__("r12") = child;
    register void *with __asm__("r13") = argument;
    __asm__ volatile("syscall\n\t"
                     "testq %%rax, %%rax\n\t"
                     "jnz 1f\n\t"
                     "xorl %%ebp, %%ebp\n\t"
                     "movq %%r13, %%rdi\n\t"
                     "callq *%%r12\n\t"
                     "hlt\n"
                     "1:"
                     : "+a"(result)
                     : "D"(args), "S"(sizeof *args), "r"(start), "r"(with)
                     : "rcx", "r11", "memory", "cc");
#else
    register long result __asm__("x0") = (long)args;
    register long size __asm__("x1") = sizeof *args;
    register long number __asm__("x8") = SYS_clone3;
    register clone3_child *start __asm__("x9") = child;
    register void *with __asm__("x10") = argument;
    __asm__ volatile("svc #0\n\t"
                     "cbnz x0, 1f\n\t"
                     "mov x29, xzr\n\t"
                     "mov x0, x10\n\t"
                     "blr x9\n\t"
                     "brk #0\n"
                     "1:"
                     : "+r"(result)
                     : "r"(size), "r"(number), "r"(start), "r"(with)
                     : "memory", "cc");
#endif
    if (result >= 0)
        return result;
    errno = (int)-result;
    return -1;
}
#else
/* clone(2) of the libraries knows no cgroup; there the memory is copied. */
static long call(struct sys_clone_args *args, clone3_child *child, void *argument)
{
    char *top = (char *)(uintptr_t)args->stack + args->stack_size;
    if (!(args->flags & CLONE_INTO_CGROUP))
        return clone(child, top, (int)(args->flags | args->exit_signal), argument, (pid_t *)(uintptr_t)args->pidfd);
    args->flags &= ~(uint64_t)(CLONE_VM | CLONE_VFORK);
    args->stack = args->stack_size = 0;
    return clone3_copied(args, child, argument);
}
#endif

long clone3_shared(struct sys_clone_args *args, clone3_child *child, void *argument)
{
    _Alignas(16) char stack[CHILD_STACK];
    args->flags |= CLONE_VM | CLONE_VFORK;
    args->stack = (uint64_t)(uintptr_t)stack;
    args->stack_size = sizeof stack;
    long pid = call(args, child, argument);
    stack_left(stack, sizeof stack);
    return pid;
}

long clone3_copied(struct sys_clone_args *args, clone3_child *child, void *argument)
{
    long pid = sys_clone3(args);
    if (pid == 0)
        _exit(child(argument));
    return pid;
}
