/* What the guest program's files share. */
#ifndef GUEST_H
#define GUEST_H

#include <stdbool.h>
#include <stddef.h>

/* JSON to stdout; the caller keeps track of nothing: commas come by themselves. */
void json_open(const char *key, char bracket);
void json_close(char bracket);
void json_string(const char *key, const char *value);
void json_number(const char *key, long long value);
void json_unsigned(const char *key, unsigned long long value);
void json_flush(void);

const char *errno_name(int error);

void report(int argc, char **argv);
int probe_stat(int argc, char **argv);
int probe_open(int argc, char **argv);
int probe_syscall(int argc, char **argv);
int probe_syscall32(int argc, char **argv);
int probe_key_label(void);
int probe_mem(int argc, char **argv);
int probe_notify(int argc, char **argv);
int probe_forks(int argc, char **argv);

#endif
