package dev.jrunc.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The list of operations is written twice, for two languages; this is what keeps the two the same. */
class PlanOpTest {
    @Test
    void bothLanguagesHaveTheSameOperations() throws IOException {
        List<String> java = new ArrayList<>();
        for (PlanOp op : PlanOp.values()) {
            java.add("PLAN_OP(" + op.name() + ", " + op.code() + ", \"" + op.signature() + "\")");
        }
        List<String> c = Files.readAllLines(Path.of("src/main/c/common/plan_ops.def")).stream()
                .filter(line -> line.startsWith("PLAN_OP("))
                .toList();
        assertEquals(c, java);
    }

    @Test
    void everyOperationIsExplained() throws IOException {
        String page = Files.readString(Path.of("../docs/plan-format.md"));
        List<String> missing = new ArrayList<>();
        for (PlanOp op : PlanOp.values()) {
            if (!page.contains("`" + op.name() + "`") && !page.contains("`" + op.name() + " ")) {
                missing.add(op.name());
            }
        }
        assertEquals(List.of(), missing);
    }
}
