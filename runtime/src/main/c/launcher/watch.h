/* Waits for what happens to a container: time passes, the kernel kills for want of memory, the process ends. */
#pragma once

#include <stdint.h>

#include "buffer.h"
#include "common/plan.h"

struct watch {
    int timer;
    int process; /* pidfd */
    int oom;     /* v1: eventfd, v2: inotify; -1: neither */
    int events;  /* v1: memory.oom_control, v2: memory.events */
    unsigned version;
    uint64_t kills;
};

#define WATCH_NONE ((struct watch){.timer = -1, .process = -1, .oom = -1, .events = -1})
#define cleanup_watch __attribute__((cleanup(watch_end)))

/* The operations WATCH and NEXT: 0 or -1 with errno. */
int watch_begin(struct watch *w, const struct plan_step *s);
int watch_next(struct watch *w, struct buffer *out);
void watch_end(struct watch *w);
