/* Builds D-Bus messages for tests. */
#pragma once

#include "plan_builder.h"

static inline void bus_align(struct plan_builder *b, size_t to)
{
    while (b->len % to)
        plan_put(b, "", 1);
}

static inline void bus_text(struct plan_builder *b, const char *text)
{
    bus_align(b, 4);
    plan_put_u32(b, (uint32_t)strlen(text));
    plan_put(b, text, strlen(text) + 1);
}

static inline void bus_signature(struct plan_builder *b, const char *text)
{
    uint8_t len = (uint8_t)strlen(text);
    plan_put(b, &len, 1);
    plan_put(b, text, strlen(text) + 1);
}

static inline void bus_field(struct plan_builder *b, uint8_t code, const char *type, const char *text, uint32_t number)
{
    bus_align(b, 8);
    plan_put(b, &code, 1);
    bus_signature(b, type);
    if (*type == 'u') {
        bus_align(b, 4);
        plan_put_u32(b, number);
    } else if (*type == 'g') {
        bus_signature(b, text);
    } else {
        bus_text(b, text);
    }
}

/* NULL texts and a reply of 0 are left out; body (may be NULL) is freed. */
static inline void bus_add(struct plan_builder *b, uint8_t type, uint32_t serial, uint32_t reply, const char *member,
        const char *error, const char *signature, struct plan_builder *body)
{
    struct plan_builder m = {0};
    uint8_t fixed[4] = {'l', type, 0, 1};
    plan_put(&m, fixed, 4);
    plan_put_u32(&m, body ? (uint32_t)body->len : 0);
    plan_put_u32(&m, serial);
    plan_put_u32(&m, 0);
    bus_field(&m, 1, "o", "/path", 0);
    if (member)
        bus_field(&m, 3, "s", member, 0);
    if (error)
        bus_field(&m, 4, "s", error, 0);
    if (reply)
        bus_field(&m, 5, "u", NULL, reply);
    if (signature)
        bus_field(&m, 8, "g", signature, 0);
    uint32_t fields = (uint32_t)m.len - 16;
    for (int i = 0; i < 4; i++)
        m.bytes[12 + i] = (uint8_t)(fields >> 8 * i);
    bus_align(&m, 8);
    if (body)
        plan_put(&m, body->bytes, body->len);
    plan_put(b, m.bytes, m.len);
    plan_free(&m);
    if (body)
        plan_free(body);
}
