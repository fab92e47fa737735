package dev.jrunc.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** ps: the container's processes and nobody else's. */
@Conformance
final class PsIT {
    private static Container withTwoProcesses(World world) {
        return world.container(world.bundle().shell("/guest hold & wait")).started();
    }

    @Test
    void tableIsThatOfTheHostFiltered(World world) {
        Container container = withTwoProcesses(world);
        List<String> lines = container.call("ps").expectSuccess().out().lines().toList();
        assertTrue(lines.get(0).matches("UID +PID +PPID +C +STIME +TTY +TIME +CMD *"), lines.get(0));
        assertEquals(3, lines.size(), lines.toString());
        assertEquals(Long.toString(container.pid()), lines.get(1).strip().split(" +", -1)[1]);
        assertTrue(lines.get(2).endsWith("/guest hold"), lines.get(2));
        container.stop();
    }

    @Test
    void jsonIsTheIds(World world) {
        Container container = withTwoProcesses(world);
        JsonNode ids = container.call("ps", "--format", "json").json();
        assertEquals(2, ids.size());
        assertEquals(container.pid(), ids.get(0).asLong());
        assertEquals(ids, container.call("ps", "-f", "json").json());
        container.stop();
    }

    @Test
    void whatFollowsTheIdIsForPs(World world) {
        Container container = withTwoProcesses(world);
        Result result = world.call("ps", container.id(), "-e", "-x").run().expectSuccess();
        String heading = result.out().lines().findFirst().orElse("");
        assertTrue(heading.matches(" +PID +TTY +STAT +TIME +COMMAND *"), heading);
        assertEquals(3, result.out().lines().count());
        world.call("ps", container.id(), "-o", "comm").run().expectFailure("PID");
        world.call("ps", container.id(), "--no-such-option").run().expectFailure();
        container.stop();
    }

    @Test
    void processesOfCgroupsBelowBelongToIt(World world) {
        Container container = world.container(world.bundle()
                        .json("/linux/resources", "{}")
                        .mount("/cg", "cgroup", "cgroup", "rw")
                        .shell("d=/cg; [ -d /cg/devices ] && d=/cg/devices; for c in $d /cg/unified; do"
                                + " [ -d $c ] && mkdir -p $c/below; done;"
                                + " sleep 1000 & for c in $d /cg/unified; do"
                                + " [ -d $c/below ] && echo $! > $c/below/cgroup.procs; done; echo ready; wait"))
                .started();
        List<String> ids = new ArrayList<>();
        container.call("ps", "--format", "json").json().forEach(id -> ids.add(id.asText()));
        assertEquals(2, ids.size(), ids.toString());
        container.stop();
    }

    @Test
    void stoppedContainerHasNone(World world) {
        Container container = withTwoProcesses(world);
        container.stop();
        assertEquals(1, container.call("ps").expectSuccess().out().lines().count());
    }

    @Test
    void wrongUseIsRefused(World world) {
        Container container = withTwoProcesses(world);
        container.call("ps", "--format", "bogus").expectFailure("invalid format option");
        world.call("ps", "nobody").run().expectFailure("does not exist");
        assertFalse(world.call("ps").run().expectFailure().err().isBlank());
        container.stop();
    }
}
