/* Which mount a descriptor is on: a path does not say, and its answer may be another by the time it is used. */
#pragma once

#include <stdbool.h>

struct stage;

/* What it is open on is where a mount begins. */
bool is_mount_root(int fd);
/* The root itself, not another mount of the same directory. */
bool is_root(struct stage *stage, int fd);
