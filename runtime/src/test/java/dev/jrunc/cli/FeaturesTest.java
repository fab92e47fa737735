package dev.jrunc.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jrunc.host.FakeHost;
import org.junit.jupiter.api.Test;

/** What {@code features} promises beyond names is what the command line takes. */
class FeaturesTest {
    private final String features = Engine.run(new FakeHost("features"));

    @Test
    void systemdIsPromisedWhenTheDriverIsTaken() {
        boolean refused = Engine.run(new FakeHost("--systemd-cgroup", "list")).contains("systemd-cgroup");
        assertEquals(refused, features.contains("\\\"systemd\\\": false"), features);
    }

    @Test
    void nothingIsSupportedOfAKernelThatDoesNotSaySo() {
        assertTrue(features.contains("\\\"supportedFlags\\\": [ ]"), features);
    }
}
