/* What the init stage measures for --trace: a memfd, shared by launcher and stage, of one header and records. */
#pragma once

#include <stdint.h>

enum { STAGE_TRACE_RECORDS = 8192 };

struct stage_span {
    uint32_t offset; /* of the operation, as in a failure */
    uint32_t reserved;
    uint64_t begin; /* ns of CLOCK_MONOTONIC */
    uint64_t end;
};

struct stage_trace {
    uint32_t count;
    uint32_t reserved;
    struct stage_span spans[STAGE_TRACE_RECORDS];
};
