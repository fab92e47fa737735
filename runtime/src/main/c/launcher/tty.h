/* The terminal proxy of a foreground run: caller's terminal on one side, console of the container on the other. */
#pragma once

#include <poll.h>
#include <stdbool.h>
#include <stddef.h>
#include <termios.h>

enum { TTY_BYTES = 4096, TTY_POLLS = 3 };

struct tty_flow {
    size_t start;
    size_t end;
    char bytes[TTY_BYTES];
};

struct tty {
    int terminal;
    int master; /* -1: the console has hung up */
    int to;     /* stdout, where it is a terminal by a descriptor of ours */
    bool input; /* stdin may still have something to say */
    bool output;
    bool raw;
    struct termios before;
    struct tty_flow in;
    struct tty_flow out;
};

/* Takes over both descriptors' use (not their ownership) and makes the terminal raw. */
void tty_begin(struct tty *t, int terminal, int master);
/* What to wait for, in TTY_POLLS places; then what to do about it. */
void tty_polls(const struct tty *t, struct pollfd *polls);
void tty_turn(struct tty *t, const struct pollfd *polls);
/* Gives the terminal's size to the console. */
void tty_resize(const struct tty *t);
/* Writes out what the console still holds, until a signal ends that (of a signalfd), and restores the terminal. */
void tty_end(struct tty *t, int signals);
