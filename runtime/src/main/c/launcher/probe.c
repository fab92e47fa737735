#include "probe.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/bpf.h>
#include <linux/seccomp.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "common/fds.h"
#include "common/sys.h"
#include "common/text.h"

static void line(struct buffer *out, const char *kind, const char *name, int error)
{
    char number[TEXT_U64];
    buffer_text(out, kind);
    buffer_text(out, name);
    buffer_char(out, ' ');
    buffer_text(out, text_u64(number, (uint64_t)error));
    buffer_char(out, '\n');
}

/* A filter at address 0 is EFAULT, but only behind the look at the flags; no filter is ever loaded. */
static void seccomp_flags(struct buffer *out)
{
    static const struct {
        const char *name;
        unsigned flag;
    } flags[] = {{"SECCOMP_FILTER_FLAG_TSYNC", 1}, {"SECCOMP_FILTER_FLAG_LOG", 2},
            {"SECCOMP_FILTER_FLAG_SPEC_ALLOW", 4}, {"SECCOMP_FILTER_FLAG_NEW_LISTENER", 8},
            /* goes with NEW_LISTENER only */
            {"SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV", 8 | 32}};
    for (size_t i = 0; i < sizeof flags / sizeof *flags; i++) {
        long got = syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, flags[i].flag, NULL);
        line(out, "", flags[i].name, got == 0 || errno == EFAULT ? 0 : errno);
    }
}

static void seccomp_actions(struct buffer *out)
{
    static const struct {
        const char *name;
        uint32_t action;
    } actions[] = {{"SCMP_ACT_KILL_PROCESS", 0x80000000U}, {"SCMP_ACT_KILL_THREAD", 0}, {"SCMP_ACT_TRAP", 0x00030000U},
            {"SCMP_ACT_ERRNO", 0x00050000U}, {"SCMP_ACT_NOTIFY", 0x7fc00000U}, {"SCMP_ACT_TRACE", 0x7ff00000U},
            {"SCMP_ACT_LOG", 0x7ffc0000U}, {"SCMP_ACT_ALLOW", 0x7fff0000U}};
    for (size_t i = 0; i < sizeof actions / sizeof *actions; i++) {
        long got = syscall(SYS_seccomp, SECCOMP_GET_ACTION_AVAIL, 0, &actions[i].action);
        line(out, "", actions[i].name, got == 0 ? 0 : errno);
    }
}

/* The calls that a container is made with, each with arguments that are an error for who knows the call. */
static void calls(struct buffer *out)
{
    static const struct {
        const char *name;
        long number;
    } list[] = {{"clone3", 435}, {"close_range", 436}, {"openat2", 437}, {"pidfd_open", 434}, {"pidfd_getfd", 438},
            {"open_tree", 428}, {"move_mount", 429}, {"fsopen", 430}, {"mount_setattr", 442}};
    for (size_t i = 0; i < sizeof list / sizeof *list; i++) {
        /* close_range with first > last is EINVAL; a structure of size 0 or descriptor -1 for the others. */
        bool range = list[i].number == 436;
        long got = syscall(list[i].number, range ? 1L : -1L, 0L, range ? 0L : -1L, 0L, 0L);
        line(out, "call.", list[i].name, got < 0 && errno == ENOSYS ? ENOSYS : 0);
    }
}

/* MOUNT_ATTR_IDMAP is known: the descriptor of the user namespace is looked at, and is none. */
static void idmap(struct buffer *out)
{
    struct sys_mount_attr attr = {.attr_set = MOUNT_ATTR_IDMAP, .userns_fd = INT32_MAX};
    cleanup_fd int tree = sys_open_tree(AT_FDCWD, "/", OPEN_TREE_CLONE | OPEN_TREE_CLOEXEC);
    int error = tree < 0 ? errno : 0;
    if (tree >= 0 && sys_mount_setattr(tree, "", AT_EMPTY_PATH, &attr) != 0)
        error = errno == EBADF ? 0 : errno;
    line(out, "", "idmap", error);
}

/* Loads a program that allows everything, attaches it nowhere and lets go of it. */
static void device_program(struct buffer *out)
{
    static const char license[] = "Apache-2.0";
    struct bpf_insn code[] = {
            {.code = BPF_ALU64 | BPF_MOV | BPF_K, .dst_reg = 0, .imm = 1}, {.code = BPF_JMP | BPF_EXIT}};
    union bpf_attr attr;
    memset(&attr, 0, sizeof attr);
    attr.prog_type = BPF_PROG_TYPE_CGROUP_DEVICE;
    attr.insns = (uint64_t)(uintptr_t)code;
    attr.insn_cnt = 2;
    attr.license = (uint64_t)(uintptr_t)license;
    cleanup_fd int fd = (int)syscall(SYS_bpf, BPF_PROG_LOAD, &attr, sizeof attr);
    line(out, "", "bpf.device", fd < 0 ? errno : 0);
}

int fact_probe(struct buffer *out)
{
    seccomp_flags(out);
    seccomp_actions(out);
    calls(out);
    idmap(out);
    device_program(out);
    return 0;
}
