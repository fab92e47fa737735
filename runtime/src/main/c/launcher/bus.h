/* A connection to a message bus, or to the socket that systemd itself listens on: whole messages go out and come in. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "buffer.h"
#include "bus_message.h"
#include "common/fail.h"
#include "common/plan.h"

enum { BUS_SECONDS = 30 };

struct bus {
    int fd;
    bool direct;      /* no bus in between: nothing to greet, and every signal comes */
    int64_t deadline; /* of the whole conversation, by monotonic_ms */
    struct buffer in;
    size_t taken; /* of it, the message that was handed out last */
};

#define BUS_NONE ((struct bus){.fd = -1})
#define cleanup_bus __attribute__((cleanup(bus_close)))

/* Connects to the socket of the bus, or, where there is none, to the direct one (both may be ""), proves who we are and
   sends the greeting if there is a bus to greet. All of these: 0, or -1 with the failure filled. */
int bus_open(struct bus *b, const char *bus, const char *direct, const struct plan_field *greeting, struct failure *f);
/* Nobody on the bus is called systemd, which is so while the bus of a user starts: goes on at the direct socket, if m
   says so and there is one. 1: done, everything is to be sent again; 0: it does not say so. */
int bus_redirect(struct bus *b, const char *direct, const struct bus_message *m, struct failure *f);
int bus_send(struct bus *b, const uint8_t *bytes, size_t len, struct failure *f);
/* Waits for a message; it holds until the next call. */
int bus_next(struct bus *b, struct bus_message *m, struct failure *f);
void bus_close(struct bus *b);

/* The serial of the first of the messages in bytes and how many they are; 0 for bytes that are none. */
uint32_t bus_count(const uint8_t *bytes, size_t len, uint32_t *first);
/* The text of an error, "" without one. */
const char *bus_error_text(const struct bus_message *m);

/* The fact BUS: 0 or -1 with errno. */
int fact_bus(struct buffer *out, const struct plan_step *s);
