/* Small helpers on cgroup directories. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

/* One write of a value to dir/file; 0 or -1 with errno. */
int cgroup_put(int dir, const char *file, const char *value);
/* "frozen 1" in cgroup.events (version 2), or FROZEN in freezer.state. */
bool cgroup_frozen(int dir, unsigned version);
/* A cgroup above this v1 freezer is frozen: writes its path. SIGKILL too waits until somebody thaws it. */
bool cgroup_frozen_above(const char *freezer, char *out, size_t size);
void sleep_ms(long ms);
