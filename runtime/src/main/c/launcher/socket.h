/* Sockets that an engine or an agent listens on: the console's and that of seccomp. Whoever it is may have stopped. */
#pragma once

#include <stddef.h>

#include "run.h"

/* Connecting and sending take 10 s at most (EAGAIN), not for ever. */
void socket_patience(int socket);
/* Connects to the AF_UNIX stream socket at path; the descriptor, or -1 with errno. */
int socket_open(const char *path);
/* The same, or -1 with the failure filled. */
int socket_connect(struct run *r, const char *path);
/* All bytes, and with the first of them a descriptor; 0 or -1 with errno. */
int socket_send(int socket, const void *bytes, size_t len, int passed);
