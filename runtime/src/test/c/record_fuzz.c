/* Damages a replay record, with a checksum that fits most of the time, and takes it apart as `start`, `state` and the
   others do. */
#include "build_id.h"
#include "fuzz.h"
#include "launcher/record.h"
#include "plan_builder.h"

static volatile uint64_t sink;

static void put_plan(struct plan_builder *plans, uint32_t command)
{
    struct plan_builder plan = {0};
    plan_put_header(&plan);
    plan_add(&plan, OP_LOCK, "/run/jrunc/c1", 0U);
    plan_add(&plan, OP_STATUS, "/run/jrunc/c1/exec.fifo", "/sys/fs/cgroup/c1", 2U);
    plan_add(&plan, OP_REQUIRE, 2U, "container \001S", (size_t)12);
    plan_add(&plan, OP_SIGNAL, 9U, 1U, "");
    plan_put_u32(plans, command);
    plan_put_u32(plans, (uint32_t)plan.len);
    plan_put(plans, plan.bytes, plan.len);
    plan_free(&plan);
}

static void build(struct plan_builder *record)
{
    struct plan_builder plans = {0};
    uint8_t header[RECORD_HEADER];
    for (uint32_t command = RECORD_START; command <= RECORD_KILL_ALL; command++)
        put_plan(&plans, command);
    struct record rec = {.pid = 42, .start = 77, .plans = plans.bytes, .len = (uint32_t)plans.len};
    record_header(header, JRUNC_BUILD_ID, &rec);
    plan_put(record, header, sizeof header);
    plan_put(record, plans.bytes, plans.len);
    plan_free(&plans);
}

static void take_apart(const uint8_t *bytes, size_t len)
{
    struct record rec;
    if (record_open(bytes, len, JRUNC_BUILD_ID, &rec) != 0)
        return;
    for (uint32_t command = 0; command <= RECORD_KILL_ALL + 1; command++) {
        struct plan_error err;
        uint32_t plan_len = 0;
        const uint8_t *plan = record_plan(&rec, command, &plan_len);
        if (plan && plan_check(plan, plan_len, &err))
            for (uint32_t i = 0; i < plan_len; i++)
                sink += plan[i];
    }
}

/* Whatever the bytes after the header are now, the header says that they are right. */
static void sign(uint8_t *bytes, size_t len)
{
    struct record rec = {
            .pid = 42, .start = 77, .plans = bytes + RECORD_HEADER, .len = (uint32_t)(len - RECORD_HEADER)};
    record_header(bytes, JRUNC_BUILD_ID, &rec);
}

int main(int argc, char **argv)
{
    struct plan_builder record = {0};
    fuzz_begin("record_fuzz", 20000, argc, argv);
    build(&record);
    while (fuzz_next()) {
        size_t len = record.len;
        uint8_t *bytes = fuzz_copy(record.bytes, &len);
        if (len >= RECORD_HEADER && below(4))
            sign(bytes, len);
        take_apart(bytes, len);
        free(bytes);
    }
    plan_free(&record);
    return 0;
}
