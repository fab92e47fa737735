/* Mounts that are ready, by descriptor, and where they go. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "place.h"

/* A detached copy of the mount at path (below dir); -1 with errno. */
int clone_mount(int dir, const char *path, bool recursive, bool follow);
/* The same of one mount, in no peer group: under a shared root what is mounted on it would be on the host as well. */
int clone_private(int dir, const char *path, bool follow);
/* A second copy of a mount that is placed already. */
int copy_mount(int mount);
/* What lies in procfs is covered only when the path says so, for then the engine has looked at it: CVE-2019-16884. */
int check_target(int target, const char *path, struct failure *f);
/* Nor does anything but procfs go on /proc itself. */
int refuse_on_proc(const char *path, struct failure *f);
/* Puts a detached mount on top of what target is, after that check; afterwards `mount` is in the tree. */
int attach_mount(struct stage *stage, int mount, const struct place *target, const char *path, struct failure *f);
/* mount_setattr of the one mount, or of it and all below; an access time mode in either word replaces the old one. */
int change_attributes(int mount, uint64_t set, uint64_t clear, bool recursive);
/* What mount(2) does for a remount: the attributes become exactly `set`; an access time mode that neither word names
   stays. A user namespace may not take away what its source has locked: then that stays too, unless `clear` names just
   that (mount_setattr(2), EPERM). */
int set_attributes(int mount, uint64_t set, uint64_t clear);
/* Why neither of the two could be done with this mount, from errno: what is locked there, and by which option it was
   to go. */
int fail_attributes(struct failure *f, int mount, uint64_t clear, const char *path);
int change_propagation(int mount, uint32_t flags);
