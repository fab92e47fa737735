package dev.jrunc.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.jrunc.plan.Refusal;
import dev.jrunc.spec.validate.Problem;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class BundleConfigTest {

    /** A configuration may have as many problems as members. */
    @Test
    void refusalOfManyProblemsIsALineThatCanBeRead() {
        List<Problem> problems = new ArrayList<>();
        for (int i = 0; i < 1000; i++) {
            problems.add(new Problem("/a/" + i, Problem.Level.MUST, "", "x" + i, null));
        }
        StringBuilder expected = new StringBuilder("x0");
        for (int i = 1; i < 20; i++) {
            expected.append("; also /a/").append(i).append(": x").append(i);
        }
        Refusal refusal = assertThrows(Refusal.class, () -> BundleConfig.refuseProblems(problems));
        assertEquals(expected + "; and 980 more", refusal.getMessage());
    }
}
