/* The launcher's side of the talk with the init stage. */
#pragma once

#include "run.h"

/* Take messages until the init stage has sent its console, or told its seccomp listener: the descriptor here, or the
   number there; -1 with the failure filled. */
int control_await_console(struct run *r);
int control_await_listener(struct run *r);
/* One message of the init stage: 0, or -1 with the failure filled, also when it has ended. */
int control_turn(struct run *r);
/* Before CRIU, whose children are ours: remembers those that are there already. */
void container_note_others(struct run *r);
/* Kills and reaps the container process of a plan that failed, after a last look for the init stage's own failure. */
void container_abort(struct run *r);
