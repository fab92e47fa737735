package dev.jrunc.lifecycle;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.jrunc.plan.PlanText;
import dev.jrunc.plan.PlanWriter;
import dev.jrunc.plan.Refusal;
import dev.jrunc.spec.Hooks;
import java.util.List;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class ContainerStatusTest {
    private static final Pattern REQUIRED = Pattern.compile("^require mask=0(\\d+)", Pattern.MULTILINE);
    private static final String ALLOWED = """
                       state start kill delete --force pause resume update
            CREATING   x     .     .    .      x       .     .      .
            CREATED    x     x     x    x      x       x     .      x
            RUNNING    x     .     x    .      x       x     .      x
            PAUSED     x     .     x    .      x       .     x      x
            STOPPED    x     .     .    x      x       .     .      .
            """;

    @Test
    void thePlansLetThrough() throws Refusal {
        LifecyclePlans plans =
                new LifecyclePlans(SavedStateTest.STATE, StateDirectory.of("/run/jrunc", "c1"), Hooks.NONE);
        List<Consumer<PlanWriter>> operations = List.of(
                plans::state,
                plans::start,
                plan -> plans.kill(plan, 15),
                plan -> plans.delete(plan, false),
                plan -> plans.delete(plan, true),
                plans::pause,
                plans::resume,
                plans::requireRunning);
        StringBuilder table = new StringBuilder();
        for (ContainerStatus status : ContainerStatus.values()) {
            table.append(status.name());
            for (Consumer<PlanWriter> operation : operations) {
                PlanWriter plan = new PlanWriter();
                operation.accept(plan);
                table.append(' ').append((required(plan) & status.bit()) != 0 ? 'x' : '.');
            }
            table.append('\n');
        }
        String expected = ALLOWED.substring(ALLOWED.indexOf("CREATING")).replaceAll(" +", " ");
        assertEquals(expected, table.toString());
    }

    /** The statuses that no REQUIRE of the plan refuses. */
    private static int required(PlanWriter plan) {
        int mask = ContainerStatus.ANY;
        Matcher matcher = REQUIRED.matcher(PlanText.lines(plan.toBytes()));
        while (matcher.find()) {
            mask &= Integer.parseInt(matcher.group(1), 8);
        }
        return mask;
    }
}
