#include <errno.h>
#include <stddef.h>
#include <sys/prctl.h>

#include "common/sys.h"
#include "common/text.h"
#include "ops.h"

enum { CAPABILITY_BITS = 64 };

struct capability_header {
    uint32_t version;
    int32_t pid;
};

struct capability_data {
    uint32_t effective, permitted, inheritable;
};

/* Bits that this kernel does not know are no error: the first that it refuses ends the list. */
static int drop_bounding(uint64_t keep, struct failure *f)
{
    char digits[TEXT_U64];
    for (unsigned cap = 0; cap < CAPABILITY_BITS; cap++) {
        if (keep >> cap & 1)
            continue;
        if (prctl(PR_CAPBSET_DROP, cap, 0, 0, 0) == 0)
            continue;
        if (errno == EINVAL)
            return 0;
        if (prctl(PR_CAPBSET_READ, cap, 0, 0, 0) != 0) {
            fail_error(f, EPERM, "prctl PR_CAPBSET_DROP", text_u64(digits, cap));
            return fail_adds(f, "it takes CAP_SETPCAP to give the container no more than its bounding set");
        }
    }
    return 0;
}

/* From zero, never from what the caller had: CVE-2022-29162. */
static int set_capabilities(uint64_t effective, uint64_t permitted, uint64_t inheritable, struct failure *f)
{
    struct capability_header header = {0x20080522 /* _LINUX_CAPABILITY_VERSION_3 */, 0};
    struct capability_data data[2];
    for (int i = 0; i < 2; i++)
        data[i] = (struct capability_data){
                (uint32_t)(effective >> 32 * i), (uint32_t)(permitted >> 32 * i), (uint32_t)(inheritable >> 32 * i)};
    if (syscall(SYS_capset, &header, data) < 0) {
        fail_call(f, "capset", NULL);
        return errno == EPERM ? fail_adds(f, "a capability is wanted that this process does not have") : -1;
    }
    return 0;
}

static void raise_ambient(const struct stage *stage, uint64_t wanted)
{
    char digits[TEXT_U64];
    prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0);
    for (unsigned cap = 0; cap < CAPABILITY_BITS; cap++)
        if (wanted >> cap & 1 && prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_RAISE, cap, 0, 0) < 0)
            stage_warn(stage, "cannot raise ambient capability ", text_u64(digits, cap), ": ", errno_words(errno), " (",
                    errno_name(errno), ")", NULL);
}

/* An id that a user namespace does not map is EINVAL. */
static int fail_id(struct failure *f, const char *call, uint32_t id)
{
    char digits[TEXT_U64];
    int error = errno;
    fail_call(f, call, text_u64(digits, id));
    return error == EINVAL ? fail_adds(f, "the id is not mapped in the user namespace") : -1;
}

/* Raw calls: those of a C library would signal threads that do not exist. */
static int change_ids(uint32_t uid, uint32_t gid, const struct plan_field *groups, bool set_groups, struct failure *f)
{
    if (set_groups && syscall(SYS_setgroups, groups->len / sizeof(gid_t), groups->b) < 0) {
        fail_call(f, "setgroups", NULL);
        return errno == EINVAL ? fail_adds(f, "a group is not mapped in the user namespace") : -1;
    }
    if (syscall(SYS_setresgid, gid, gid, gid) < 0)
        return fail_id(f, "setresgid", gid);
    if (syscall(SYS_setresuid, uid, uid, uid) < 0)
        return fail_id(f, "setresuid", uid);
    return 0;
}

int init_credentials(struct stage *stage, const struct plan_step *step, struct failure *f)
{
    const struct plan_field *v = step->f;
    if (v[2].len % sizeof(gid_t))
        return fail_error(f, EINVAL, "setgroups", NULL);
    stage_seal_umask(stage);
    if (drop_bounding(v[3].l, f) < 0)
        return -1;
    if (prctl(PR_SET_KEEPCAPS, 1, 0, 0, 0) < 0)
        return fail_call(f, "prctl PR_SET_KEEPCAPS", NULL);
    if (change_ids(v[0].u, v[1].u, &v[2], v[8].u & CREDENTIALS_SET_GROUPS && !(stage->groups_denied && v[2].len == 0),
                f) < 0)
        return -1;
    if (prctl(PR_SET_KEEPCAPS, 0, 0, 0, 0) < 0)
        return fail_call(f, "prctl PR_SET_KEEPCAPS", NULL);
    if (set_capabilities(v[4].l, v[5].l, v[6].l, f) < 0)
        return -1;
    raise_ambient(stage, v[7].l);
    stage_guard(stage);
    return cwd_again(stage, f);
}

int init_no_new_privs(struct stage *stage, const struct plan_step *step, struct failure *f)
{
    (void)stage;
    (void)step;
    return prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0 ? fail_call(f, "prctl PR_SET_NO_NEW_PRIVS", NULL) : 0;
}
