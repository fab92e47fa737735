/* Reads D-Bus messages (D-Bus Specification, "Message Protocol"): bytes in, the few fields that matter here out. No
   I/O, no allocation, no state, so that it can be fuzzed. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum bus_type { BUS_METHOD_CALL = 1, BUS_METHOD_RETURN = 2, BUS_ERROR = 3, BUS_SIGNAL = 4 };

enum { BUS_MESSAGE_MAX = 1 << 20 }; /* systemd's answers are a few hundred bytes */

struct bus_message {
    uint8_t type;
    uint32_t serial;
    uint32_t reply_serial; /* 0: none */
    const char *member;    /* "" where there is none */
    const char *error;
    const char *signature;
    const uint8_t *body;
    uint32_t body_len;
    size_t size; /* of the whole message */
};

/* 1: the message that bytes begin with; 0: there is more of it to come; -1: this is none, or one that is too long. */
int bus_message_read(const uint8_t *bytes, size_t len, struct bus_message *out);

/* The string (or object path) at *at in the body, which moves on behind it; NULL when there is none. */
const char *bus_body_string(const struct bus_message *m, size_t *at);
bool bus_body_u32(const struct bus_message *m, size_t *at, uint32_t *out);
