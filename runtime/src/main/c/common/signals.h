/* Names and words of signals. */
#pragma once

/* "killed", "terminated": the words that callers know from Go programs. */
const char *signal_words(int signal);
/* "9", "KILL", "SIGKILL", "kill", "RTMIN+3", "RTMAX-1" …; the number (0 … 64) or -1. */
int signal_number(const char *text);
