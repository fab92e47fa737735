package dev.jrunc.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** events: statistics as the kernel counts them, out-of-memory kills, and an end. */
@Conformance
final class EventsIT {
    private static final long LIMIT = 32L << 20;
    private static final int SIGCONT = 18;
    private static final int SIGSTOP = 19;

    private static Container holding(World world) {
        return world.container(world.bundle()
                        .set("/linux/resources/memory/limit", LIMIT)
                        .set("/linux/resources/pids/limit", 77)
                        .guest("hold"))
                .started();
    }

    @Test
    void statsAreOneLineWithTheLimits(World world) {
        Container container = holding(world);
        String out = container.call("events", "--stats").expectSuccess().out();
        assertTrue(out.startsWith("{\"type\":\"stats\",\"id\":\"" + container.id() + "\",\"data\":{"), out);
        assertEquals(out.length() - 1, out.indexOf('\n'));
        JsonNode data = Json.parse(out).path("data");
        List<String> members = new ArrayList<>();
        data.fieldNames().forEachRemaining(members::add);
        assertEquals(
                List.of("cpu", "cpuset", "memory", "pids", "blkio", "hugetlb", "intel_rdt", "network_interfaces"),
                members);
        assertTrue(data.at("/cpu/usage/total").asLong() > 0, out);
        assertEquals(LIMIT, data.at("/memory/usage/limit").asLong());
        assertTrue(data.at("/memory/usage/usage").asLong() > 0, out);
        assertTrue(data.at("/memory/raw").size() > 5, out);
        assertEquals(1, data.at("/pids/current").asLong());
        assertEquals(77, data.at("/pids/limit").asLong());
        container.stop();
    }

    @ParameterizedTest
    @ValueSource(strings = {"100ms", "0.1s", "1s"})
    void linesComeAtIntervalsUntilTheEnd(String interval, World world) {
        Container container = holding(world);
        try (Running events =
                world.call("events", "--interval", interval, container.id()).start()) {
            events.out().awaitLine("{\"type\":\"stats\",\"id\":\"" + container.id() + "\",\"data\"");
            container.stop();
            container.delete().expectSuccess();
            events.await().expectSuccess();
        }
    }

    @Test
    void outOfMemoryIsAnEventOfItsOwn(World world) {
        Container container = world.container(world.bundle()
                        .set("/linux/resources/memory/limit", LIMIT)
                        .set("/linux/resources/memory/swap", LIMIT)
                        .mount("/tmp", "tmpfs", "tmpfs", "nosuid")
                        .shell("mkfifo /tmp/go; echo ready; read go </tmp/go;"
                                + " (x=aaaaaaaaaaaaaaaa; while :; do x=$x$x; done); exec sleep 1000"))
                .started();
        try (Running events =
                world.call("events", "--interval", "100ms", container.id()).start()) {
            events.out().awaitLine("{\"type\":\"stats\"");
            world.call("exec", container.id(), "/bin/sh", "-c", "echo go >/tmp/go")
                    .run()
                    .expectSuccess();
            assertEquals(
                    "{\"type\":\"oom\",\"id\":\"" + container.id() + "\"}",
                    events.out().awaitLine("{\"type\":\"oom\""));
            container.stop();
            container.delete().expectSuccess();
            events.await().expectSuccess();
        }
    }

    /** Version 1 tells who waits for an out-of-memory kill of the cgroup's end in the same way. */
    @Test
    void endOfTheCgroupIsNoOutOfMemoryKill(World world) {
        assumeFalse(Cgroups.isV2(), "the cgroups are of version 2, which count");
        Container container = holding(world);
        try (Running events =
                world.call("events", "--interval", "100ms", container.id()).start()) {
            events.out().awaitLine("{\"type\":\"stats\"");
            Kernel.kill(events.pid(), SIGSTOP);
            container.delete("--force").expectSuccess();
            Host.run(
                    "sh",
                    "-c",
                    "until grep -q 'eventfd-count: *[1-9]' /proc/" + events.pid() + "/fdinfo/*; do :; done");
            Kernel.kill(events.pid(), SIGCONT);
            Result result = events.await().expectSuccess();
            assertFalse(result.out().contains("\"oom\""), result.out());
        }
    }

    @Test
    void stoppedContainerIsRefused(World world) {
        Container container = holding(world);
        container.stop();
        container.call("events").expectFailure("container with id " + container.id() + " is not running");
        container.call("events", "--stats").expectFailure("is not running");
        world.call("events", "nobody").run().expectFailure("does not exist");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0s", "-1s", "5", "5x", "s"})
    void intervalIsADuration(String interval, World world) {
        Container container = holding(world);
        container.call("events", "--interval=" + interval).expectFailure();
        container.stop();
    }
}
