/* Reads what CRIU answers: the few fields of a criu_resp (rpc.proto) that matter here. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { CRIU_NOTIFY = 6 }; /* criu_req_type */

struct criu_answer {
    uint64_t type;
    bool success;
    uint64_t pid; /* of the restored process, or of the one that a notification is about; 0: none */
    uint64_t error;
    char script[64];
    char message[512];
};

/* False when the bytes are no protobuf message. */
bool criu_answer_read(const uint8_t *bytes, size_t len, struct criu_answer *out);
