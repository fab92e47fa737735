/* The program that conformance tests run as a container's process. */
#include "guest.h"

#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

static void say(const char *line)
{
    puts(line);
    fflush(stdout);
}

/* hold: says "ready" and lives until SIGTERM, which pid 1 would otherwise ignore. */
static int hold(void)
{
    sigset_t set;
    int signal;
    sigemptyset(&set);
    sigaddset(&set, SIGTERM);
    sigprocmask(SIG_BLOCK, &set, NULL);
    say("ready");
    sigwait(&set, &signal);
    say("terminated");
    return 0;
}

static void *hold_alone(void *main_thread)
{
    pthread_join(*(pthread_t *)main_thread, NULL);
    exit(hold());
}

/* thread: holds when its main thread has ended. */
_Noreturn static void thread(void)
{
    static pthread_t self;
    pthread_t other;
    self = pthread_self();
    pthread_create(&other, NULL, hold_alone, &self);
    pthread_exit(NULL);
}

/* signals: says "ready", then the number of each signal it gets; SIGTERM ends it. */
static int signals(void)
{
    sigset_t set;
    int signal = 0;
    sigfillset(&set);
    sigprocmask(SIG_BLOCK, &set, NULL);
    say("ready");
    while (signal != SIGTERM && sigwait(&set, &signal) == 0) {
        printf("signal %d\n", signal);
        fflush(stdout);
    }
    return 0;
}

/* die SIGNAL: ends by that signal, also as pid 1 (by an instruction that the kernel punishes, where it must). */
static int die(const char *number)
{
    int signal = atoi(number);
    raise(signal);
    if (signal == SIGSEGV)
        *(volatile int *)1 = 0;
    return 99;
}

/* winch: says "ready", then the terminal's size each time it changes, until SIGTERM. */
static int winch(void)
{
    sigset_t set;
    int signal = 0;
    sigemptyset(&set);
    sigaddset(&set, SIGWINCH);
    sigaddset(&set, SIGTERM);
    sigprocmask(SIG_BLOCK, &set, NULL);
    say("ready");
    while (sigwait(&set, &signal) == 0 && signal != SIGTERM) {
        struct winsize size = {0};
        ioctl(0, TIOCGWINSZ, &size);
        printf("size %d %d\n", size.ws_row, size.ws_col);
        fflush(stdout);
    }
    return 0;
}

/* lines: repeats each line of its input; "exit N" ends it. */
static int lines(void)
{
    char line[4096];
    say("ready");
    while (fgets(line, sizeof line, stdin) != NULL) {
        if (strncmp(line, "exit ", 5) == 0)
            return atoi(line + 5);
        printf("got %s", line);
        fflush(stdout);
    }
    say("eof");
    return 0;
}

int main(int argc, char **argv)
{
    const char *what = argc > 1 ? argv[1] : "report";
    int rest = argc > 2 ? argc - 2 : 0;
    char **list = argv + (argc > 2 ? 2 : argc);
    if (strcmp(what, "hold") == 0)
        return hold();
    if (strcmp(what, "report-hold") == 0) {
        report(argc, argv);
        return hold();
    }
    if (strcmp(what, "notify-hold") == 0)
        return probe_notify(rest, list) || hold();
    if (strcmp(what, "thread") == 0)
        thread();
    if (strcmp(what, "signals") == 0)
        return signals();
    if (strcmp(what, "winch") == 0)
        return winch();
    if (strcmp(what, "die") == 0)
        return die(list[0]);
    if (strcmp(what, "lines") == 0)
        return lines();
    if (strcmp(what, "exit") == 0)
        return atoi(list[0]);
    if (strcmp(what, "stat") == 0)
        return probe_stat(rest, list);
    if (strcmp(what, "open") == 0)
        return probe_open(rest, list);
    if (strcmp(what, "syscall") == 0)
        return probe_syscall(rest, list);
    if (strcmp(what, "syscall32") == 0)
        return probe_syscall32(rest, list);
    if (strcmp(what, "key-label") == 0)
        return probe_key_label();
    if (strcmp(what, "mem") == 0)
        return probe_mem(rest, list);
    if (strcmp(what, "forks") == 0)
        return probe_forks(rest, list);
    report(argc, argv); /* also with any other first word: args are part of the report */
    return 0;
}
