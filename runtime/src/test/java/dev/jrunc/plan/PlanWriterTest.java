package dev.jrunc.plan;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.junit.jupiter.api.Test;

class PlanWriterTest {
    @Test
    void anOperationIsCodeLengthAndFields() {
        byte[] plan = new PlanWriter().op(PlanOp.MKDIR).s("/a").u(0700).u(1).toBytes();
        byte[] expected = {
            'J',
            'R',
            'P',
            'L',
            1,
            0,
            0,
            0,
            32,
            0,
            0,
            0,
            15,
            0,
            0,
            0,
            3,
            0,
            0,
            0,
            '/',
            'a',
            0,
            (byte) 0xC0,
            1,
            0,
            0,
            1,
            0,
            0,
            0
        };
        assertArrayEquals(expected, plan);
    }

    @Test
    void aFieldOfTheWrongTypeIsABug() {
        PlanWriter plan = new PlanWriter().op(PlanOp.MKDIR);
        assertThrows(IllegalStateException.class, () -> plan.u(1));
    }

    @Test
    void aMissingFieldIsABug() {
        PlanWriter plan = new PlanWriter().op(PlanOp.MKDIR).s("/a").u(0700);
        assertThrows(IllegalStateException.class, () -> plan.op(PlanOp.CLOSE_FDS));
        assertThrows(IllegalStateException.class, plan::toBytes);
    }

    @Test
    void aFieldTooManyIsABug() {
        PlanWriter plan = new PlanWriter().op(PlanOp.EXIT).u(1);
        assertThrows(IllegalStateException.class, () -> plan.u(1));
    }

    @Test
    void aNulInsideAStringIsABug() {
        PlanWriter plan = new PlanWriter().op(PlanOp.FAIL);
        assertThrows(IllegalArgumentException.class, () -> plan.s("a\0b"));
    }

    @Test
    void nestedOperationsStandBetweenTheFieldsOfTheirs() {
        PlanWriter plan = new PlanWriter();
        plan.op(PlanOp.UNDO).begin();
        plan.op(PlanOp.IF).u(16).begin();
        plan.op(PlanOp.RMDIR).s("/a");
        plan.end();
        plan.end();
        plan.op(PlanOp.EXIT).u(3);
        assertEquals("""
                undo ops=
                    if mask=020 ops=
                        rmdir path="/a"
                    end
                end
                exit code=3
                """, PlanText.lines(plan.toBytes()));
    }

    @Test
    void jsonNamesTheFields() {
        PlanWriter plan = new PlanWriter();
        plan.op(PlanOp.EXEC).v(List.of("sh", "-c")).v(List.of());
        assertEquals(
                "[\n  {\"op\": \"exec\", \"args\": [\"sh\", \"-c\"], \"env\": []}]\n", PlanText.json(plan.toBytes()));
    }

    @Test
    void growsBeyondItsFirstBuffer() {
        PlanWriter plan = new PlanWriter();
        byte[] large = new byte[100_000];
        plan.op(PlanOp.WRITE).s("/a").u(0).u(0).b(large);
        assertEquals(8 + 8 + 7 + 4 + 4 + 4 + large.length, plan.toBytes().length);
    }
}
