package dev.jrunc.command;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.jrunc.spec.Config;
import dev.jrunc.spec.json.ConfigReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class CheckpointCommandTest {
    private static final String MOUNTS = """
            500 400 0:1 /root / rw - overlay overlay rw
            501 500 0:2 / /proc rw - proc proc rw
            502 500 0:3 / /sys ro - sysfs sysfs ro
            503 502 0:4 / /sys/fs/cgroup ro - tmpfs tmpfs rw
            504 503 0:5 /c1 /sys/fs/cgroup/cpu,cpuacct ro - cgroup cgroup rw,cpu,cpuacct
            505 503 0:6 / /sys/fs/cgroup/pids ro - cgroup cgroup rw,pids
            506 500 8:1 /data /data rw - ext4 /dev/vda rw
            507 506 0:5 / /data/cpu rw - cgroup cgroup rw,cpu,cpuacct
            508 500 0:9 / /scratch rw - tmpfs tmpfs rw
            """;

    @Test
    void bindsAndV1CgroupsAreExternal() throws Exception {
        Config config = ConfigReader.read("""
                {"ociVersion":"1.3.0","mounts":[
                 {"destination":"/sys/fs/cgroup","type":"cgroup","source":"cgroup"},
                 {"destination":"/data/","source":"/data","options":["rbind"]}]}
                """.getBytes(StandardCharsets.UTF_8));
        assertEquals(
                List.of("/sys/fs/cgroup/cpu,cpuacct", "/sys/fs/cgroup/pids", "/data"),
                List.copyOf(CheckpointCommand.external(MOUNTS, config)));
    }
}
