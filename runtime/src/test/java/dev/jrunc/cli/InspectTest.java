package dev.jrunc.cli;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jrunc.host.FakeHost;
import org.junit.jupiter.api.Test;

/** What inspect prints, without a container. */
class InspectTest {
    /** Processes come and go between two questions; what is printed is JSON all the same. */
    @Test
    void aProcessThatHasEndedIsLeftOut() {
        FakeHost host = Engine.host(Engine.V2_MOUNTS, Engine.V2_SELF, "{}", "inspect", "--json", "c1")
                .directory("/run/jrunc/c1")
                .file("/run/jrunc/c1/state.json", """
                        {"version":1,"id":"c1","pid":7,"startTime":99,"cgroupPaths":{"":"/sys/fs/cgroup/c1"}}
                        """)
                .file("/proc/7/stat", "7 (sh) S" + " 0".repeat(18) + " 99 0\n")
                .file("/sys/fs/cgroup/c1", "7\n8\n")
                .file("/proc/7/status", "Name:\tsh\nNSpid:\t7\t1\n");
        String plan = Engine.run(host);
        assertTrue(
                plan.contains(
                        "\\\"processes\\\": [\\n    {\\\"name\\\": \\\"sh\\\", \\\"hostPid\\\": 7, \\\"pid\\\": 1}\\n  ]\\n}"),
                plan);
    }
}
