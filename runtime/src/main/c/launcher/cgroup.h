/* Small helpers on cgroup directories. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

/* One write of a value to dir/file; 0 or -1 with errno. */
int cgroup_put(int dir, const char *file, const char *value);
/* "frozen 1" in cgroup.events (version 2), or FROZEN in freezer.state. */
bool cgroup_frozen(int dir, unsigned version);
void sleep_ms(long ms);
