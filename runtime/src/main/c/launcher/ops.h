/* The operations of the launcher, grouped by concern: 0, or -1 with the failure of the run filled. */
#pragma once

#include <signal.h>

#include "common/plan.h"
#include "common/plan_flags.h"
#include "run.h"

/* files.c */
int op_mkdir(struct run *r, const struct plan_step *s);
int op_write(struct run *r, const struct plan_step *s);
int op_put(struct run *r, const struct plan_step *s);
int op_unlink(struct run *r, const struct plan_step *s);
int op_rmdir(struct run *r, const struct plan_step *s);
int op_fifo(struct run *r, const struct plan_step *s);
int op_link(struct run *r, const struct plan_step *s);
int op_rename(struct run *r, const struct plan_step *s);

/* lock.c */
int op_lock(struct run *r, const struct plan_step *s);

/* tree.c */
int op_remove_state(struct run *r, const struct plan_step *s);
int op_unmount(struct run *r, const struct plan_step *s);

/* output.c */
int op_log(struct run *r, const struct plan_step *s);
int op_output(struct run *r, const struct plan_step *s);
/* Writes to stdout or stderr. Without a reader of stdout it ends us as other programs end, if it may. */
int output_write(const struct caller *c, int fd, const void *text, size_t len, bool may_end, struct failure *f);
int op_hook(struct run *r, const struct plan_step *s);
/* Those that end the runtime, unless its caller wants them ignored: nohup(1), jobs in the background of a script. */
void ending_signals(sigset_t *set);

/* cgroup.c */
int op_cgroup_create(struct run *r, const struct plan_step *s);
int op_freeze(struct run *r, const struct plan_step *s);

/* cgroup_end.c */
int op_cgroup_remove(struct run *r, const struct plan_step *s);

/* cgroup_kill.c */
int op_cgroup_kill(struct run *r, const struct plan_step *s);

/* device.c */
int op_device_program(struct run *r, const struct plan_step *s);
int op_own(struct run *r, const struct plan_step *s);

/* resctrl.c */
int op_resctrl(struct run *r, const struct plan_step *s);

/* bus_call.c */
int op_bus_call(struct run *r, const struct plan_step *s);

/* container.c */
int op_clone(struct run *r, const struct plan_step *s);

/* control.c */
int op_await(struct run *r, const struct plan_step *s);
int op_go(struct run *r, const struct plan_step *s);

/* idmap.c */
int op_id_map(struct run *r, const struct plan_step *s);
int op_time_offsets(struct run *r, const struct plan_step *s);

/* console.c */
int op_console(struct run *r, const struct plan_step *s);
int op_pidfd(struct run *r, const struct plan_step *s);

/* agent.c */
int op_seccomp_agent(struct run *r, const struct plan_step *s);

/* net_device.c */
int op_net_device(struct run *r, const struct plan_step *s);

/* record.c */
int op_record(struct run *r, const struct plan_step *s);

/* kept.c */
int op_keep(struct run *r, const struct plan_step *s);

/* supervise.c */
struct tty;
int op_foreground(struct run *r, const struct plan_step *s);
int op_supervise(struct run *r, const struct plan_step *s);
/* Those that have come go to the container process; tty: NULL, or what a change of the window is told to. */
void forward_signals(struct run *r, struct tty *tty);

/* gate.c */
int op_gate(struct run *r, const struct plan_step *s);
int op_gate_wait(struct run *r, const struct plan_step *s);

/* status.c */
int op_on_end(struct run *r, const struct plan_step *s);
int op_target(struct run *r, const struct plan_step *s);
int op_status(struct run *r, const struct plan_step *s);
int op_require(struct run *r, const struct plan_step *s);

/* signal.c */
int op_signal(struct run *r, const struct plan_step *s);
int op_kill_wait(struct run *r, const struct plan_step *s);
/* Ends the target with SIGKILL and waits until it is gone. */
int kill_wait(struct run *r, uint32_t seconds);

/* start.c */
int op_start(struct run *r, const struct plan_step *s);

/* hold.c */
int op_hold(struct run *r, const struct plan_step *s);
int op_mount_point(struct run *r, const struct plan_step *s);

/* criu.c */
int op_criu(struct run *r, const struct plan_step *s);

/* notify.c */
int op_notify_listen(struct run *r, const struct plan_step *s);
int op_notify_wait(struct run *r, const struct plan_step *s);
