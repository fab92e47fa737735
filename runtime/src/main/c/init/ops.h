/* The operations of the init stage (docs/plan-format.md). Each returns 0, or -1 with the failure filled. */
#pragma once

#include "common/plan_flags.h"
#include "stage.h"

#define INIT_OPERATION(name) int name(struct stage *stage, const struct plan_step *step, struct failure *f)

/* namespaces.c */
INIT_OPERATION(init_cgroups);
INIT_OPERATION(init_target);
INIT_OPERATION(init_namespaces);
INIT_OPERATION(init_unshare);
INIT_OPERATION(init_sync);
INIT_OPERATION(init_become_root);
INIT_OPERATION(init_fork);
INIT_OPERATION(init_keyring);
/* network.c */
INIT_OPERATION(init_loopback);
INIT_OPERATION(init_hostname);
INIT_OPERATION(init_domainname);
/* rootfs.c */
INIT_OPERATION(init_root_propagation);
INIT_OPERATION(init_rootfs);
INIT_OPERATION(init_pivot);
/* mount.c */
INIT_OPERATION(init_mount);
INIT_OPERATION(init_remount);
INIT_OPERATION(init_propagation);
INIT_OPERATION(init_file_label);
/* bind.c */
INIT_OPERATION(init_source);
INIT_OPERATION(init_bind);
/* opener.c */
INIT_OPERATION(init_opener);
/* Has the opener do it: the source is in its slot afterwards. */
INIT_OPERATION(opener_carry_out);
/* idmap.c */
INIT_OPERATION(init_id_mapped);
/* detach.c */
INIT_OPERATION(init_detach);
INIT_OPERATION(init_done);
/* device.c */
INIT_OPERATION(init_device);
INIT_OPERATION(init_symlink);
/* mask.c */
INIT_OPERATION(init_mask);
INIT_OPERATION(init_readonly);
/* sysctl.c */
INIT_OPERATION(init_sysctl);
INIT_OPERATION(init_oom_score);
INIT_OPERATION(init_label);
/* console.c */
INIT_OPERATION(init_console_open);
INIT_OPERATION(init_stdio);
/* credentials.c */
INIT_OPERATION(init_credentials);
INIT_OPERATION(init_no_new_privs);
/* seccomp.c */
INIT_OPERATION(init_seccomp);

/* process.c */
INIT_OPERATION(init_cwd);
INIT_OPERATION(init_rlimit);
INIT_OPERATION(init_umask);
INIT_OPERATION(init_personality);
INIT_OPERATION(init_scheduler);
INIT_OPERATION(init_io_priority);
INIT_OPERATION(init_affinity);
INIT_OPERATION(init_memory_policy);
/* lookup.c */
INIT_OPERATION(init_home);
INIT_OPERATION(init_lookup);
/* start.c */
INIT_OPERATION(init_close_fds);
INIT_OPERATION(init_dumpable);
INIT_OPERATION(init_wait_start);
INIT_OPERATION(init_exec);
/* hooks.c */
INIT_OPERATION(init_hook);

/* The second try of a CWD that the container's user may enter and the runtime not; after CREDENTIALS. */
int cwd_again(struct stage *stage, struct failure *f);
