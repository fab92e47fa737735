#include "stack.h"

#include <stddef.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <unistd.h>

enum { STACK_SIZE = 1 << 20, STACK_GUARD = 1 << 16 };

#if defined(__x86_64__) || defined(__aarch64__)

/* musl has no makecontext(3). The old stack pointer waits in a register that a call preserves. */
static int call_on(void *top, stack_main *start, int argc, char **argv)
{
#ifdef __x86_64__
    int result;
    __asm__ volatile("movq %%rsp, %%rbx\n\t"
                     "movq %[top], %%rsp\n\t"
                     "callq *%[start]\n\t"
                     "movq %%rbx, %%rsp"
                     : "=a"(result), "+D"(argc), "+S"(argv)
                     : [top] "r"(top), [start] "r"(start)
                     : "rbx", "rcx", "rdx", "r8", "r9", "r10", "r11", "memory", "cc", "xmm0", "xmm1", "xmm2", "xmm3",
                     "xmm4", "xmm5", "xmm6", "xmm7", "xmm8", "xmm9", "xmm10", "xmm11", "xmm12", "xmm13", "xmm14",
                     "xmm15");
    return result;
#else
    register long first __asm__("x0") = argc;
    register char **second __asm__("x1") = argv;
    __asm__ volatile("mov x19, sp\n\t"
                     "mov sp, %[top]\n\t"
                     "blr %[start]\n\t"
                     "mov sp, x19"
                     : "+r"(first), "+r"(second)
                     : [top] "r"(top), [start] "r"(start)
                     : "x2", "x3", "x4", "x5", "x6", "x7", "x8", "x9", "x10", "x11", "x12", "x13", "x14", "x15", "x16",
                     "x17", "x18", "x19", "x30", "memory", "cc", "v0", "v1", "v2", "v3", "v4", "v5", "v6", "v7", "v8",
                     "v9", "v10", "v11", "v12", "v13", "v14", "v15", "v16", "v17", "v18", "v19", "v20", "v21", "v22",
                     "v23", "v24", "v25", "v26", "v27", "v28", "v29", "v30", "v31");
    return (int)first;
#endif
}

static int call_elsewhere(stack_main *start, int argc, char **argv)
{
    char *stack = mmap(NULL, STACK_SIZE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_STACK, -1, 0);
    if (stack == MAP_FAILED || mprotect(stack, STACK_GUARD, PROT_NONE) != 0)
        return -1;
    return call_on(stack + STACK_SIZE, start, argc, argv);
}

#else

static int call_elsewhere(stack_main *start, int argc, char **argv)
{
    (void)start;
    (void)argc;
    (void)argv;
    return -1;
}

#endif

/* The limit itself stays as it is: hooks and the container have it from us. */
int stack_run(stack_main *start, int argc, char **argv)
{
    static const char refusal[] = "the limit of the stack's size is too low: 1 MiB will do (ulimit -s 1024)\n";
    struct rlimit limit;
    if (getrlimit(RLIMIT_STACK, &limit) != 0 || limit.rlim_cur >= STACK_SIZE)
        return start(argc, argv);
    int result = call_elsewhere(start, argc, argv);
    if (result < 0) {
        (void)!write(2, refusal, sizeof refusal - 1);
        return 1;
    }
    return result;
}

void stack_left(void *stack, size_t size)
{
#ifdef __SANITIZE_ADDRESS__
    void __asan_unpoison_memory_region(void *address, size_t region);
    __asan_unpoison_memory_region(stack, size);
#else
    (void)stack;
    (void)size;
#endif
}
