package dev.jrunc.host;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jrunc.fuzz.Fuzz;
import dev.jrunc.plan.ByteSink;
import dev.jrunc.plan.PlanOp;
import dev.jrunc.plan.PlanWriter;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** The engine's end of the protocol: what the launcher sends is read or refused, whatever came of it on the way. */
class ProtocolFuzzTest {
    private static final int REQUEST = 1;
    private static final int ANSWERS = 2;
    private static final String BUILD = "0123456789abcdef";

    private static byte[] frame(int kind, byte[] payload) {
        return new ByteSink(64).u32(payload.length + 1).u8(kind).raw(payload).toBytes();
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] request() {
        ByteSink out = new ByteSink(1024);
        out.u32(1).string(BUILD).string("jrunc");
        out.strings(List.of("--root", "/r", "state", "c1")).strings(List.of("PATH=/bin", "A=é", ""));
        out.string("/b").u32(0).u32(0).u32(0022).u32(7).u64(1_795_516_980L).u32(5);
        out.string("6.1.0").string("x86_64").u32(40).u64(-1L).string("/usr/lib/jrunc");
        return out.blob(utf8("0::/\n"))
                .blob(utf8("31 23 0:28 / / rw - cgroup2 c rw\n"))
                .toBytes();
    }

    private static byte[] answers() {
        return new ByteSink(256)
                .u32(0)
                .blob(utf8("{\"version\":1}"))
                .u32(2)
                .blob(new byte[0])
                .u32(0)
                .blob(new byte[16])
                .u32(0)
                .blob(utf8("a\0bc\0d"))
                .toBytes();
    }

    private static byte[] conversation() {
        ByteSink all = new ByteSink(2048);
        return all.raw(frame(REQUEST, request()))
                .raw(frame(ANSWERS, answers()))
                .raw(frame(ANSWERS, answers()))
                .toBytes();
    }

    /** As the commands do: every answer is looked at in every way. */
    private static void converse(byte[] bytes) throws IOException {
        SocketHost host = new SocketHost(new ByteArrayInputStream(bytes), new ByteArrayOutputStream(), BUILD);
        host.request().variable("A");
        host.request().absolute("x");
        for (int i = 0; i < 2; i++) {
            for (Answer answer : host.ask(new PlanWriter().op(PlanOp.PROBE))) {
                answer.text();
                answer.names();
                try {
                    answer.isDirectory();
                    answer.inode();
                    answer.uid();
                } catch (ProtocolException e) {
                    // Too short for a stat.
                }
            }
        }
        host.finish(new PlanWriter());
    }

    @Test
    void damagedFramesAreReadOrRefused() throws Exception {
        byte[] good = conversation();
        converse(good);
        AtomicInteger refused = new AtomicInteger();
        new Fuzz("frames", 20_000).run(mutator -> {
            try {
                converse(mutator.bytes(good));
            } catch (IOException e) {
                refused.incrementAndGet();
            }
        });
        assertTrue(refused.get() > 0, "nothing was refused");
    }

    /** Every length that is not the right one, at every place. */
    @Test
    void wrongLengthsAreRefused() {
        byte[] good = conversation();
        int[] lengths = {0, 1, 0x7f, 0xffff, 0x7fffffff, 0x80000000, -1};
        for (int at = 0; at + 4 <= good.length; at++) {
            for (int length : lengths) {
                byte[] bad = good.clone();
                for (int i = 0; i < 4; i++) {
                    bad[at + i] = (byte) (length >>> (8 * i));
                }
                try {
                    converse(bad);
                } catch (IOException e) {
                    assertTrue(String.valueOf(e.getMessage()).length() > 5, "at " + at);
                }
            }
        }
    }
}
