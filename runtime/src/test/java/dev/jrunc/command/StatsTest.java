package dev.jrunc.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Statistics of hosts that are not at hand, from the texts of their files. */
class StatsTest {
    private static final String UNIFIED = """
            "cpu":{"usage":{"total":5000,"kernel":2000,"user":3000},\
            "throttling":{"periods":7,"throttledPeriods":2,"throttledTime":9000},\
            "psi":{"some":{"avg10":1.5,"avg60":0,"avg300":10,"total":99},\
            "full":{"avg10":0,"avg60":0,"avg300":0,"total":0}}},\
            "cpuset":{"cpus":[0,1,3],"cpu_exclusive":0,"mems":[0],"mem_hardwall":0,"mem_exclusive":0,\
            "memory_migrate":0,"memory_spread_page":0,"memory_spread_slab":0,"memory_pressure":0,\
            "sched_load_balance":0,"sched_relax_domain_level":0},\
            "memory":{"cache":300,"usage":{"limit":1000,"usage":600,"max":700,"failcnt":4},\
            "swap":{"limit":1500,"usage":610,"failcnt":0},"kernel":{"limit":0,"failcnt":0},\
            "kernelTCP":{"limit":0,"failcnt":0},"raw":{"anon":1,"file":300},\
            "event_count":{"max":4,"oom_kill":1}},\
            "pids":{"current":3},\
            "blkio":{"ioServiceBytesRecursive":[{"major":8,"op":"Read","value":4096},{"major":8,"op":"Write"}],\
            "ioServicedRecursive":[{"major":8,"op":"Read","value":1},{"major":8,"op":"Write"}]},\
            "hugetlb":{"2MB":{"usage":2097152,"failcnt":5}}""";

    private static String json(Map<String, String> files, boolean unified, String... sizes) {
        StatsJson json = new StatsJson(files);
        if (unified) {
            UnifiedStats.write(json, List.of(sizes));
        } else {
            LegacyStats.write(json, List.of(sizes));
        }
        return json.toString();
    }

    @Test
    void versionTwo() {
        Map<String, String> files = new HashMap<>();
        files.put(
                "cpu.stat",
                "usage_usec 5\nuser_usec 3\nsystem_usec 2\nnr_periods 7\nnr_throttled 2\nthrottled_usec 9\n");
        files.put("cpu.pressure", "some avg10=1.50 avg60=0.00 avg300=10.00 total=99\n");
        files.put("cpuset.cpus.effective", "0-1,3\n");
        files.put("cpuset.mems.effective", "0\n");
        files.put("memory.stat", "anon 1\nfile 300\n");
        files.put("memory.current", "600\n");
        files.put("memory.max", "1000\n");
        files.put("memory.peak", "700\n");
        files.put("memory.swap.current", "10\n");
        files.put("memory.swap.max", "500\n");
        files.put("memory.events", "max 4\noom_kill 1\n");
        files.put("pids.current", "3\n");
        files.put("pids.max", "max\n");
        files.put("io.stat", "8:0 rbytes=4096 wbytes=0 rios=1 wios=0 dbytes=0 dios=0\n");
        files.put("hugetlb.2MB.current", "2097152\n");
        files.put("hugetlb.2MB.events", "max 5\n");
        assertEquals(UNIFIED, json(files, true, "2MB"));
    }

    @Test
    void noLimitIsTheLargestNumber() {
        String json = json(Map.of("memory.max", "max\n", "memory.swap.max", "500\n"), true);
        assertEquals(2, json.split("\"limit\":18446744073709551615", -1).length - 1, json);
    }

    /** An interface may have any name without white space, slash and colon (dev_valid_name in the kernel). */
    @Test
    void namesOfInterfacesAreTheContainers() {
        String json = new StatsJson(Map.of())
                .interfaces("a|b\n c|d\n e\"\\f: 1 2 3 4 0 0 0 0 5 6 7 8 0 0 0 0\n")
                .toString();
        assertTrue(json.contains("{\"Name\":\"e\\\"\\\\f\",\"RxBytes\":1,"), json);
    }

    @Test
    void withoutFilesNothingIsMadeUp() {
        String json = json(Map.of(), false);
        assertFalse(json.contains("\"raw\""), json);
    }

    @Test
    void versionOneColumnsAndBlockDevices() {
        String json = json(
                Map.of(
                        "cpuacct.usage_percpu",
                        "11 12 \n",
                        "cpuacct.usage_all",
                        "cpu user system\n0 1 2\n1 3 4\n",
                        "cpuacct.stat",
                        "user 5\nsystem 6\n",
                        "blkio.throttle.io_serviced",
                        "8:16 Read 3\n8:16 Total 3\nTotal 3\n",
                        "blkio.time_recursive",
                        "8:16 77\n"),
                false);
        assertEquals(
                "\"cpu\":{\"usage\":{\"percpu\":[11,12],\"percpu_kernel\":[2,4],\"percpu_user\":[1,3],"
                        + "\"kernel\":60000000,\"user\":50000000},\"throttling\":{}}",
                json.substring(0, json.indexOf(",\"cpuset\"")));
        assertEquals(
                "\"blkio\":{\"ioServicedRecursive\":[{\"major\":8,\"minor\":16,\"op\":\"Read\",\"value\":3},"
                        + "{\"major\":8,\"minor\":16,\"op\":\"Total\",\"value\":3}],"
                        + "\"ioTimeRecursive\":[{\"major\":8,\"minor\":16,\"value\":77}]},\"hugetlb\":{}",
                json.substring(json.indexOf("\"blkio\"")));
    }
}
