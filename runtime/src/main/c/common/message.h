/* Messages on the control socket (SOCK_SEQPACKET), and the failure report in the exec fifo, which is one of them. */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "fail.h"

/*   init stage                      launcher
 *   EVENT 8 (wants its cgroup) ──>  AWAIT 8, where systemd moves it
 *             <───────────────────  GO 8
 *   EVENT 1 (wants id maps) ─────>  AWAIT 1
 *             <───────────────────  GO 1
 *   EVENT 7 (has its network) ───>  AWAIT 7
 *             <───────────────────  GO 7
 *   PID n (after FORK) ──────────>  (any time)
 *   CONSOLE + descriptor ────────>  CONSOLE
 *   EVENT 2 (mounts done) ───────>  AWAIT 2
 *             <───────────────────  GO 2
 *   EVENT 3 (ready) ─────────────>  AWAIT 3
 *   LISTENER descriptor ─────────>  SECCOMP_AGENT fetches it with pidfd_getfd(2)
 *             <───────────────────  GO 6
 *             <───────────────────  GO 4, foreground run only
 *   end of file = exec'd, or FAILURE                                  */
enum message_kind {
    MESSAGE_EVENT = 1,
    MESSAGE_PID = 2,
    MESSAGE_CONSOLE = 3,
    MESSAGE_FAILURE = 4,
    MESSAGE_WARNING = 5,
    MESSAGE_GO = 6,
    MESSAGE_LISTENER = 7,
    MESSAGE_DEBUG = 8,
};

enum message_event {
    EVENT_ID_MAPS = 1,
    EVENT_MOUNTS_DONE = 2,
    EVENT_READY = 3,
    EVENT_GO = 4,
    EVENT_EXECUTED = 5,
    EVENT_LISTENER = 6,
    EVENT_NETWORK = 7,
    EVENT_CGROUP = 8
};

enum { MESSAGE_BYTES = 12288, MESSAGE_HEADER = 8 };

struct message {
    uint32_t kind;
    uint32_t value;
    uint8_t bytes[MESSAGE_BYTES];
};
_Static_assert(MESSAGE_BYTES > 12 + 3 + FAILURE_CALL + FAILURE_PATH + FAILURE_WORDS, "a failure fits a message");

/* Sends kind, value, bytes and, when passed is not -1, that descriptor; 0 or -1 with errno. */
int message_send(int socket, uint32_t kind, uint32_t value, const void *bytes, size_t len, int passed);
/* Receives one message: 1 and *len = size of bytes (a NUL stands behind them), 0 at end of file, -1 with errno.
   A descriptor that comes along goes to *passed (close-on-exec), else that is -1. */
int message_receive(int socket, struct message *m, size_t *len, int *passed);

/* Writes a FAILURE message into m; returns its whole size, header included. */
size_t message_pack_failure(struct message *m, const struct failure *f);
/* The other way round, from a message whose bytes hold len bytes; 0 or -1 for one that is not well formed. */
int message_unpack_failure(const struct message *m, size_t len, struct failure *f);
