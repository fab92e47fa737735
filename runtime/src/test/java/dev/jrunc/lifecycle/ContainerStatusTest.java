package dev.jrunc.lifecycle;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class ContainerStatusTest {
    private static final String ALLOWED = """
                       STATE START KILL DELETE FORCED_DELETE PAUSE RESUME EXEC UPDATE
            CREATING   x     .     .    .      x             .     .      .    .
            CREATED    x     x     x    x      x             x     .      x    x
            RUNNING    x     .     x    .      x             x     .      x    x
            PAUSED     x     .     x    .      x             .     x      .    x
            STOPPED    x     .     .    x      x             .     .      .    .
            """;

    @Test
    void theStateMachineIsThisTable() {
        StringBuilder table = new StringBuilder();
        for (ContainerStatus status : ContainerStatus.values()) {
            table.append(status.name());
            for (Operation operation : Operation.values()) {
                table.append(' ').append((operation.statuses() & status.bit()) != 0 ? 'x' : '.');
            }
            table.append('\n');
        }
        String expected = ALLOWED.substring(ALLOWED.indexOf("CREATING")).replaceAll(" +", " ");
        assertEquals(expected, table.toString());
    }

    @Test
    void masksFollowTheTable() {
        assertEquals(ContainerStatus.CREATED.bit(), Operation.START.statuses());
        assertEquals(ContainerStatus.ANY, Operation.STATE.statuses());
    }
}
