/* What an engine has written to its stdout and stderr, which is kept in a memfd; -1: it is resident. Nothing, when all
   goes well. */
#pragma once

#include <stddef.h>

#include "report.h"

/* Its first words on one line, each behind ": " or "; ", and what may have kept it from starting. */
void engine_log_words(int log, char *out, size_t size);
/* The first 8 KiB of it, to stderr. */
void engine_log_show(int log);
/* Warns of an archive that the JVM could not use. */
void engine_log_check(int log, const struct report *report);
