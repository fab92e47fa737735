/* Paths of the container, by descriptor: nothing outside the root is ever reached, whatever links its owner plants
   and however fast they are swapped (CVE-2021-30465, CVE-2024-45310). */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "place.h"

enum resolve_kind { RESOLVE_DIRECTORY, RESOLVE_FILE };

enum resolve_flags {
    RESOLVE_PLAIN = 1, /* a symlink anywhere in the path is refused (ELOOP) */
};

enum { RESOLVE_TRIES = 64 }; /* against who renames meanwhile */

enum { PROC_MAGIC = 0x9fa0 }; /* statfs(2) */

/* O_PATH of a procfs mount, -1 when path is something else. */
int open_procfs(const char *path);

/* openat2(2) below root with these RESOLVE_*, never out of it and through no magic link; O_CLOEXEC is added. */
int open_in(int root, const char *path, int flags, uint64_t resolve);
/* What is missing: a directory, 0755, or a file, 0644 and empty. */
int make_at(int parent, const char *name, enum resolve_kind kind);

/* The root: of the rootfs, or after joining a mount namespace that of this process. */
int stage_root(struct stage *stage);
/* Opens what is there (openat2, RESOLVE_IN_ROOT, no magic links); O_CLOEXEC is added. */
int root_open(struct stage *stage, const char *path, int open_flags, unsigned flags);
/* O_PATH of what is to be masked or read-only: below /proc it is looked for in the procfs that was mounted there, not
   in what the image's owner may have put in its place since. */
int root_open_hidden(struct stage *stage, const char *path);
/* Opens path, O_PATH; what is missing is made: directories 0755, the last part as kind says (files 0644, empty).
   0, or -1 with errno; place may have to be closed even then. */
int root_make(struct stage *stage, const char *path, enum resolve_kind kind, unsigned flags, struct place *place);
/* The same for a file, made with this mode, that a mount is to cover; f is filled when that fails. A link as the last
   part is refused: CVE-2025-52565. */
int root_cover(struct stage *stage, const char *path, mode_t mode, struct place *target, struct failure *f);
/* O_PATH of the directory that holds the last part of path, made when missing; *name points at that part in path. It
   stays the stage's. */
int root_parent(struct stage *stage, const char *path, const char **name);

/* What could not be made ("mkdir", "mknod"), from errno, and what the caller of the runtime can do about it. */
int fail_make(struct failure *f, const char *call, const char *path);

/* "self/fd/N", below stage->host_proc; out has RESOLVE_FD_PATH bytes. */
enum { RESOLVE_FD_PATH = 32 };
const char *proc_fd_path(char *out, int fd);
