/* Damages a kept conversation, with a checksum that fits most of the time, and takes it apart as commands do. */
#include "fuzz.h"
#include "launcher/bytes.h"
#include "launcher/fill.h"
#include "launcher/kept_file.h"
#include "plan_builder.h"

enum { AT_SUM = 8, HEADER = 12 };

static volatile uint64_t sink;

static void build(struct buffer *file)
{
    struct plan_builder questions = {0};
    struct plan_builder final = {0};
    struct conversation talk = {0};
    struct buffer asked = {0};
    struct buffer plan = {0};
    struct buffer key = {0};
    struct names names = {0};
    names_add(&names, "/run/pid", "/run/pid");
    names_add(&names, "2026-11-28T22:25:04.000000001Z", "2026-11-28T22:25:04.000000001Z");
    plan_put_header(&questions);
    plan_add(&questions, OP_READ, "/tmp/process", 65536U, 0U);
    plan_put_header(&final);
    plan_add(&final, OP_TARGET, 42U, (uint64_t)77);
    plan_add(&final, OP_WRITE, "/run/pid", 0644U, 3U, "\001P", (size_t)2);
    buffer_put(&asked, questions.bytes, questions.len);
    buffer_put(&plan, final.bytes, final.len);
    buffer_text(&key, "exec");
    conversation_turn(&talk, &asked, (const uint8_t *)"\0\0\0\0\2\0\0\0{}", 10);
    talk.final = &plan;
    if (!kept_put(file, &key, &names, &talk))
        abort();
    conversation_forget(&talk);
    buffer_free(&asked);
    buffer_free(&plan);
    buffer_free(&key);
    plan_free(&questions);
    plan_free(&final);
}

/* With other names it must be a plan again. */
static void fill(struct bytes plan, const struct names *names)
{
    struct plan_error err;
    struct buffer out = {0};
    plan_fill(&out, plan.p, plan.len, names);
    if (plan_check(plan.p, plan.len, &err) && !plan_check(out.data, out.len, &err))
        abort();
    for (size_t i = 0; i < out.len; i++)
        sink += out.data[i];
    buffer_free(&out);
}

static void take_apart(const uint8_t *bytes, size_t len)
{
    struct kept kept;
    struct bytes block;
    if (!kept_open(bytes, len, &kept))
        return;
    for (int i = 0; i < kept.names.count; i++)
        kept.names.of[i].now = "now";
    struct bytes rest = kept.turns;
    for (uint32_t i = 0; i < kept.count && bytes_take(&rest, &block); i++)
        fill(block, &kept.names);
    fill(kept.final, &kept.names);
}

int main(int argc, char **argv)
{
    struct buffer file = {0};
    fuzz_begin("kept_fuzz", 20000, argc, argv);
    build(&file);
    while (fuzz_next()) {
        size_t len = file.len;
        uint8_t *bytes = fuzz_copy(file.data, &len);
        if (len >= HEADER && below(4))
            put_u32(bytes + AT_SUM, checksum(0, bytes + HEADER, len - HEADER));
        take_apart(bytes, len);
        free(bytes);
    }
    buffer_free(&file);
    return 0;
}
