/* What a version 2 cgroup needs beside its files: the device program, and an owner. */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "common/fds.h"
#include "ops.h"

enum { BPF_LOAD = 5, BPF_ATTACH = 8, BPF_DETACH = 9, BPF_GET_BY_ID = 13, BPF_QUERY = 16 }; /* bpf(2) commands */
enum { TYPE_CGROUP_DEVICE = 15, ATTACH_CGROUP_DEVICE = 6, ALLOW_MULTI = 2, REPLACE = 4 };
enum { OLD_PROGRAMS = 64, INSTRUCTION = 8 };

/* The parts of union bpf_attr that are used here. */
struct load {
    uint32_t type, count;
    uint64_t instructions, license;
    uint32_t log_level, log_size;
    uint64_t log;
    uint32_t kernel_version, flags;
};

struct attach {
    uint32_t target, program, type, flags, replaced;
};

struct query {
    uint32_t target, type, query_flags, attach_flags;
    uint64_t ids;
    uint32_t count, pad;
};

/* A descriptor that it gives is close-on-exec. */
static int bpf(int command, void *attr, size_t size)
{
    return (int)syscall(SYS_bpf, command, attr, size);
}

static int load_program(const struct plan_field *program)
{
    static const char license[] = "Apache";
    struct load attr = {.type = TYPE_CGROUP_DEVICE,
            .count = program->len / INSTRUCTION,
            .instructions = (uint64_t)(uintptr_t)program->b,
            .license = (uint64_t)(uintptr_t)license};
    return bpf(BPF_LOAD, &attr, sizeof attr);
}

static int open_program(uint32_t id)
{
    uint32_t attr[3] = {id, 0, 0};
    return bpf(BPF_GET_BY_ID, attr, sizeof attr);
}

/* What is attached to this very cgroup; their number, or -1. */
static int attached(int cgroup, uint32_t *ids)
{
    struct query attr = {.target = (uint32_t)cgroup,
            .type = ATTACH_CGROUP_DEVICE,
            .ids = (uint64_t)(uintptr_t)ids,
            .count = OLD_PROGRAMS};
    return bpf(BPF_QUERY, &attr, sizeof attr) == 0 ? (int)attr.count : -1;
}

/* Programs of one cgroup all have to allow a device, so the old ones go only after the new one is there. */
static int attach_program(int cgroup, int program)
{
    uint32_t ids[OLD_PROGRAMS];
    int old = attached(cgroup, ids);
    struct attach attr = {(uint32_t)cgroup, (uint32_t)program, ATTACH_CGROUP_DEVICE, ALLOW_MULTI, 0};
    if (old == 1) {
        cleanup_fd int replaced = open_program(ids[0]);
        attr.flags = ALLOW_MULTI | REPLACE; /* since 5.6 */
        attr.replaced = (uint32_t)replaced;
        if (replaced >= 0 && bpf(BPF_ATTACH, &attr, sizeof attr) == 0)
            return 0;
        attr.flags = ALLOW_MULTI;
        attr.replaced = 0;
    }
    if (bpf(BPF_ATTACH, &attr, sizeof attr) != 0)
        return -1;
    for (int i = 0; i < old; i++) {
        cleanup_fd int gone = open_program(ids[i]);
        struct attach detach = {(uint32_t)cgroup, (uint32_t)gone, ATTACH_CGROUP_DEVICE, 0, 0};
        if (gone >= 0)
            (void)!bpf(BPF_DETACH, &detach, sizeof detach);
    }
    return 0;
}

int op_device_program(struct run *r, const struct plan_step *s)
{
    const char *path = s->f[0].s;
    const char *call = "open";
    cleanup_fd int program = -1;
    cleanup_fd int cgroup = open_fd(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (cgroup >= 0) {
        call = "bpf BPF_PROG_LOAD for";
        program = load_program(&s->f[1]);
    }
    if (program >= 0) {
        call = "bpf BPF_PROG_ATTACH to";
        if (attach_program(cgroup, program) == 0)
            return 0;
    }
    return fail_call(&r->failure, call, path);
}

int op_own(struct run *r, const struct plan_step *s)
{
    const char *path = s->f[0].s;
    uid_t uid = s->f[1].u;
    cleanup_fd int dir = open_fd(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (dir < 0 || fchown(dir, uid, (gid_t)-1) != 0)
        return fail_call(&r->failure, "chown", path);
    struct plan_strings files = plan_strings(&s->f[2]);
    for (const char *file = plan_strings_next(&files); file; file = plan_strings_next(&files))
        if (fchownat(dir, file, uid, (gid_t)-1, AT_SYMLINK_NOFOLLOW) != 0 && errno != ENOENT)
            return fail_call(&r->failure, "chown", file);
    return 0;
}
