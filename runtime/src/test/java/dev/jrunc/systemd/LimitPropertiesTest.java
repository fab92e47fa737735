package dev.jrunc.systemd;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

class LimitPropertiesTest {
    private static final String DEVICES = """
            Character devices:
              1 mem
            136 pts

            Block devices:
              8 sd
            """;

    private static String of(int version, String... filesAndValues) {
        LimitProperties limits = new LimitProperties(version, 0, DEVICES);
        for (int i = 0; i < filesAndValues.length; i += 2) {
            limits.put("/sys/fs/cgroup/x/" + filesAndValues[i], 0, List.of(filesAndValues[i + 1]));
        }
        return limits.properties().toString();
    }

    @Test
    void amountsAreNumbersOrInfinite() {
        assertEquals("MemoryMax t 1024\nMemorySwapMax t -1\n", of(252, "memory.max", "1024", "memory.swap.max", "max"));
        assertEquals("MemoryLimit t -1\nTasksMax t 7\n", of(252, "memory.limit_in_bytes", "-1", "pids.max", "7"));
        assertEquals("IOWeight t 50\n", of(252, "io.bfq.weight", "20", "io.weight", "default 50"));
    }

    @Test
    void theLastOfTwoValuesCounts() {
        assertEquals("MemoryMax t 2\n", of(252, "memory.max", "1", "memory.max", "2"));
    }

    @Test
    void quotasAreRoundedUpToAPercent() {
        assertEquals("CPUQuotaPerSecUSec t 510000\n", of(252, "cpu.max", "50123"));
        assertEquals("CPUQuotaPeriodUSec t 50000\nCPUQuotaPerSecUSec t 500000\n", of(252, "cpu.max", "25000  50000"));
        assertEquals("CPUQuotaPerSecUSec t 500000\n", of(241, "cpu.max", "25000 50000"));
        assertEquals("CPUQuotaPeriodUSec t 100000\nCPUQuotaPerSecUSec t -1\n", of(252, "cpu.max", "max 100000"));
        assertEquals(
                "CPUQuotaPeriodUSec t 50000\nCPUQuotaPerSecUSec t 1000000\n",
                of(252, "cpu.cfs_period_us", "50000", "cpu.cfs_quota_us", "50000"));
    }

    @Test
    void idleIsTheWeight0() {
        assertEquals("CPUWeight t 0\n", of(252, "cpu.weight", "100", "cpu.idle", "1"));
        assertEquals("CPUWeight t 100\n", of(251, "cpu.weight", "100", "cpu.idle", "1"));
        assertEquals("CPUWeight t 100\n", of(252, "cpu.idle", "0", "cpu.weight", "100"));
    }

    @Test
    void listsAreMasks() {
        assertEquals("AllowedCPUs ay [15, 2]\n", of(252, "cpuset.cpus", "0-3,9"));
        assertEquals("AllowedMemoryNodes ay [1]\n", of(252, "cpuset.mems", "0\n"));
        assertEquals("", of(243, "cpuset.cpus", "0-3,9"));
    }

    @Test
    void whatTheFileWillRefuseIsNoProperty() {
        assertEquals(
                "",
                of(
                        252,
                        "memory.max",
                        "much",
                        "cpu.max",
                        "x y",
                        "cpuset.cpus",
                        "a-b",
                        "cpuset.mems",
                        "9-1",
                        "pids.max",
                        ""));
    }

    @Test
    void theGroupThatIsKilledTogetherIsNoLimit() {
        assertEquals("", of(253, "memory.oom.group", "1"));
    }

    @Test
    void rulesOfV1AreAPolicy() {
        LimitProperties limits = new LimitProperties(252, 0, DEVICES);
        limits.put("/x/devices.deny", 0, List.of("a"));
        limits.put(
                "/x/devices.allow",
                0,
                List.of("c *:* m", "c 1:3 rwm", "c 136:* rw", "b 8:* r", "b 9:* r", "b 8:16 r", "c *:3 r"));
        assertEquals(
                "DevicePolicy s strict\nDeviceAllow a(ss) [[char-*, m], [/dev/char/1:3, rwm], [char-pts, rw],"
                        + " [block-sd, r], [/dev/block/8:16, r]]\n",
                limits.properties().toString());
        limits.put("/x/devices.allow", 0, List.of("a"));
        assertEquals(
                "DevicePolicy s auto\nDeviceAllow a(ss) []\n",
                limits.properties().toString());
    }
}
