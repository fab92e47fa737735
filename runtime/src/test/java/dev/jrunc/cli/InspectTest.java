package dev.jrunc.cli;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jrunc.host.FakeHost;
import org.junit.jupiter.api.Test;

/** What inspect prints, without a container. */
class InspectTest {
    /** Processes come and go between two questions; what is printed is JSON all the same. */
    @Test
    void aProcessThatHasEndedIsLeftOut() {
        String plan = Engine.run(running("sh", "inspect", "--json", "c1"));
        assertTrue(
                plan.contains(
                        "\\\"processes\\\": [\\n    {\\\"name\\\": \\\"sh\\\", \\\"hostPid\\\": 7, \\\"pid\\\": 1}\\n  ]\\n}"),
                plan);
    }

    /** The container names its processes and its interfaces. */
    @Test
    void nothingThatATerminalObeysIsPrinted() {
        FakeHost host = running("a\033]0;b\007", "inspect", "c1").file("/proc/7/net/dev", "h\na\n eth\u009b: 0\n");
        String plan = Engine.run(host);
        assertTrue(plan.contains("\\na?]0;b? "), plan);
        assertTrue(plan.contains("eth?\\n"), plan);
    }

    private static FakeHost running(String name, String... words) {
        return Engine.host(Engine.V2_MOUNTS, Engine.V2_SELF, "{}", words)
                .directory("/run/jrunc/c1")
                .file("/run/jrunc/c1/state.json", """
                        {"version":1,"id":"c1","pid":7,"startTime":99,"cgroupPaths":{"":"/sys/fs/cgroup/c1"}}
                        """)
                .file("/proc/7/stat", "7 (sh) S" + " 0".repeat(18) + " 99 0\n")
                .file("/sys/fs/cgroup/c1", "7\n8\n")
                .file("/proc/7/status", "Name:\t" + name + "\nNSpid:\t7\t1\n");
    }
}
