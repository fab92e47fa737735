/* Small helpers on cgroup directories. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

/* One write of a value to dir/file; 0 or -1 with errno. */
int cgroup_put(int dir, const char *file, const char *value);
/* "frozen 1" in cgroup.events (version 2), or FROZEN in freezer.state. */
bool cgroup_frozen(int dir, unsigned version);
/* The file begins with a 1. */
bool cgroup_says_one(const char *directory, const char *file);
/* A cgroup above this v1 freezer is frozen: writes its path. SIGKILL too waits until somebody thaws it. */
bool cgroup_frozen_above(const char *freezer, char *out, size_t size);
/* Moves what has got SIGKILL in this v1 freezer, or below, to the first cgroup above that is not frozen: it ends there.
   0 or -1 with errno. */
int cgroup_release_killed(const char *freezer);
/* Thaws a v1 cgroup and all below it: whoever is in a container may have frozen a part of it. */
void cgroup_thaw(const char *freezer);
/* What is done in each directory, the deepest first; 0 or -1 with errno. */
typedef int cgroup_visit(int parent, const char *name, int dir, void *argument);
/* Visits parent/name and all below it; a directory that is gone is fine. */
int cgroup_walk(int parent, const char *name, cgroup_visit *each, void *argument);
/* A signal to every process in and below dir, also to those that are forked meanwhile; kill_file: cgroup.kill may do
   it. freezer: the v1 cgroup that holds the processes when dir cannot, or NULL. 0, or -1 with errno; ETIMEDOUT: new
   ones appeared until `end`. */
int cgroup_signal(int dir, int signal, bool kill_file, const char *freezer, int64_t end);
