package dev.jrunc.cgroup;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jrunc.plan.Refusal;
import dev.jrunc.spec.Resources;
import org.junit.jupiter.api.Test;

class LimitsTest {
    /** JSON of linux.resources, expected PUTs on v1, on v2; a line is "FILE FLAGS VALUE" below the container's cgroup. */
    private static final String[][] TABLE = {
        {"{}", "", ""},
        {"{\"cpu\":{}}", "", ""},
        // Docker sends zeros for "leave it".
        {
            "{\"memory\":{\"limit\":0,\"swap\":0,\"reservation\":0,\"kernel\":0,\"kernelTCP\":0,\"disableOOMKiller\":false},"
                    + "\"cpu\":{\"shares\":0,\"quota\":0,\"period\":0,\"realtimeRuntime\":0,\"realtimePeriod\":0},"
                    + "\"blockIO\":{\"weight\":0},\"network\":{\"classID\":0},\"pids\":{}}",
            "",
            ""
        },
        {"{\"cpu\":{\"shares\":1024}}", "cpu/cpu.shares 0 1024", "/cpu.weight 0 100"},
        {"{\"cpu\":{\"shares\":2}}", "cpu/cpu.shares 0 2", "/cpu.weight 0 1"},
        {"{\"cpu\":{\"quota\":50000}}", "cpu/cpu.cfs_quota_us 0 50000", "/cpu.max 0 50000"},
        {"{\"cpu\":{\"quota\":-1}}", "cpu/cpu.cfs_quota_us 0 -1", "/cpu.max 0 max"},
        {"{\"cpu\":{\"period\":50000}}", "cpu/cpu.cfs_period_us 0 50000", "/cpu.max 0 max 50000"},
        {
            "{\"cpu\":{\"quota\":30000,\"period\":100000,\"burst\":10000}}",
            "cpu/cpu.cfs_period_us 0 100000|cpu/cpu.cfs_quota_us 0 30000|cpu/cpu.cfs_burst_us 0 10000",
            "/cpu.max 0 30000 100000|/cpu.max.burst 0 10000"
        },
        {"{\"cpu\":{\"burst\":0}}", "cpu/cpu.cfs_burst_us 1 0", "/cpu.max.burst 1 0"},
        {
            "{\"cpu\":{\"idle\":0,\"shares\":512}}",
            "cpu/cpu.idle 1 0|cpu/cpu.shares 0 512",
            "/cpu.idle 1 0|/cpu.weight 0 59"
        },
        {
            "{\"cpu\":{\"idle\":1,\"shares\":512}}",
            "cpu/cpu.shares 4 512|cpu/cpu.idle 0 1",
            "/cpu.weight 4 59|/cpu.idle 0 1"
        },
        {
            "{\"cpu\":{\"cpus\":\"0-3,7\",\"mems\":\"0\"}}",
            "cpuset/cpuset.cpus 0 0-3,7|cpuset/cpuset.mems 0 0",
            "/cpuset.cpus 0 0-3,7|/cpuset.mems 0 0"
        },
        {
            "{\"cpu\":{\"realtimeRuntime\":5000,\"realtimePeriod\":20000}}",
            "cpu/cpu.rt_period_us 4 20000|cpu/cpu.rt_runtime_us 0 5000|cpu/cpu.rt_period_us 0 20000",
            "! exists only in cgroup v1"
        },
        {"{\"memory\":{\"limit\":1048576}}", "memory/memory.limit_in_bytes 0 1048576", "/memory.max 0 1048576"},
        {
            "{\"memory\":{\"limit\":-1}}",
            "memory/memory.limit_in_bytes 0 -1|memory/memory.memsw.limit_in_bytes 1 -1",
            "/memory.swap.max 1 max|/memory.max 0 max"
        },
        {
            "{\"memory\":{\"limit\":1000,\"swap\":3000,\"reservation\":500}}",
            "memory/memory.limit_in_bytes 0 1000|memory/memory.memsw.limit_in_bytes 0 3000"
                    + "|memory/memory.soft_limit_in_bytes 0 500",
            "/memory.swap.max 0 2000|/memory.max 0 1000|/memory.low 0 500"
        },
        {
            "{\"memory\":{\"limit\":1000,\"swap\":1000}}",
            "memory/memory.limit_in_bytes 0 1000|memory/memory.memsw.limit_in_bytes 0 1000",
            "/memory.swap.max 1 0|/memory.max 0 1000"
        },
        {
            "{\"memory\":{\"limit\":1000,\"swap\":-1,\"reservation\":-1}}",
            "memory/memory.limit_in_bytes 0 1000|memory/memory.memsw.limit_in_bytes 1 -1"
                    + "|memory/memory.soft_limit_in_bytes 0 -1",
            "/memory.swap.max 1 max|/memory.max 0 1000|/memory.low 0 max"
        },
        {
            "{\"memory\":{\"limit\":-1,\"swap\":3000}}",
            "memory/memory.limit_in_bytes 0 -1|memory/memory.memsw.limit_in_bytes 0 3000",
            "/memory.swap.max 0 3000|/memory.max 0 max"
        },
        {"{\"memory\":{\"limit\":1000,\"swap\":999}}", "! is less than", "! is less than"},
        {
            "{\"memory\":{\"swap\":1000}}",
            "memory/memory.memsw.limit_in_bytes 0 1000",
            "! unable to set swap limit without memory limit"
        },
        {
            "{\"memory\":{\"kernel\":4096,\"kernelTCP\":8192,\"useHierarchy\":true,\"checkBeforeUpdate\":true}}",
            "memory/memory.use_hierarchy 1 1|memory/memory.kmem.limit_in_bytes 1 4096"
                    + "|warn memory.kernel has no effect from Linux 5.16 on; memory.limit holds for what the kernel takes, too"
                    + "|memory/memory.kmem.tcp.limit_in_bytes 0 8192",
            "! exists only in cgroup v1"
        },
        {
            "{\"memory\":{\"swappiness\":10,\"disableOOMKiller\":true}}",
            "memory/memory.oom_control 0 1|memory/memory.swappiness 0 10",
            "! exists only in cgroup v1"
        },
        {"{\"memory\":{\"swappiness\":0,\"useHierarchy\":false}}", "memory/memory.swappiness 0 0", ""},
        {"{\"pids\":{\"limit\":10}}", "pids/pids.max 0 10", "/pids.max 0 10"},
        {"{\"pids\":{\"limit\":0}}", "pids/pids.max 0 1", "/pids.max 0 1"},
        {"{\"pids\":{\"limit\":-1}}", "pids/pids.max 0 max", "/pids.max 0 max"},
        {
            "{\"blockIO\":{\"weight\":500,\"leafWeight\":10}}",
            "blkio/blkio.bfq.weight 8 500|blkio/blkio.weight 0 500|blkio/blkio.leaf_weight 0 10",
            "! exists only in cgroup v1"
        },
        {
            "{\"blockIO\":{\"weightDevice\":[{\"major\":8,\"minor\":16,\"weight\":1000}]}}",
            "blkio/blkio.bfq.weight_device 8 8:16 1000|blkio/blkio.weight_device 0 8:16 1000",
            "/io.bfq.weight 8 8:16 1000|/io.weight 0 8:16 10000"
        },
        {
            "{\"blockIO\":{\"throttleReadBpsDevice\":[{\"major\":8,\"minor\":0,\"rate\":600}],"
                    + "\"throttleWriteIOPSDevice\":[{\"major\":8,\"minor\":0,\"rate\":0}]}}",
            "blkio/blkio.throttle.read_bps_device 0 8:0 600|blkio/blkio.throttle.write_iops_device 0 8:0 0",
            "/io.max 0 8:0 rbps=600|/io.max 0 8:0 wiops=max"
        },
        {
            "{\"hugepageLimits\":[{\"pageSize\":\"2MB\",\"limit\":9223372036854775808}]}",
            "hugetlb/hugetlb.2MB.limit_in_bytes 0 9223372036854775808"
                    + "|hugetlb/hugetlb.2MB.rsvd.limit_in_bytes 1 9223372036854775808",
            "/hugetlb.2MB.max 0 9223372036854775808|/hugetlb.2MB.rsvd.max 1 9223372036854775808"
        },
        {
            "{\"network\":{\"classID\":1048577,\"priorities\":[{\"name\":\"lo\",\"priority\":5}]}}",
            "net_cls,net_prio/net_cls.classid 0 1048577|net_cls,net_prio/net_prio.ifpriomap 0 lo 5",
            "! exists only in cgroup v1"
        },
        {
            "{\"rdma\":{\"mlx5_1\":{\"hcaHandles\":3,\"hcaObjects\":1000}}}",
            "rdma/rdma.max 0 mlx5_1 hca_handle=3 hca_object=1000",
            "/rdma.max 0 mlx5_1 hca_handle=3 hca_object=1000"
        },
        {
            "{\"unified\":{\"memory.high\":\"1000\",\"io.max\":\"8:0 rbps=1\\n8:16 wbps=2\\n\"}}",
            "! invalid configuration",
            "/memory.high 0 1000|/io.max 0 8:0 rbps=1; 8:16 wbps=2"
        },
        {"{\"unified\":{\"../memory.max\":\"1\"}}", "! invalid configuration", "! CONTROLLER.PARAMETER"},
        {"{\"unified\":{\"memory\":\"1\"}}", "! invalid configuration", "! CONTROLLER.PARAMETER"},
    };

    @Test
    void everyPropertyReachesItsFile() throws Refusal {
        for (String[] one : TABLE) {
            check(Hosts.v1(), one[0], one[1]);
            check(Hosts.v2(), one[0], one[2]);
        }
    }

    /** Where older limits are in force, some values are written twice, so that any change finds a legal order. */
    @Test
    void updatesOfDependentLimitsAreTriedInBothOrders() throws Refusal {
        CgroupPaths paths = CgroupPlanner.paths(Hosts.v1(), "/c1", "c1");
        TextSink sink = new TextSink(false);
        Resources resources = Configs.resources(
                "{\"memory\":{\"limit\":1,\"swap\":2},\"cpu\":{\"quota\":3,\"period\":4,\"burst\":1}}");
        CgroupPlanner.update(paths, resources, sink);
        assertEquals("""
                put /sys/fs/cgroup/cpu,cpuacct/c1/cpu.cfs_burst_us 4 1
                put /sys/fs/cgroup/cpu,cpuacct/c1/cpu.cfs_period_us 4 4
                put /sys/fs/cgroup/cpu,cpuacct/c1/cpu.cfs_quota_us 0 3
                put /sys/fs/cgroup/cpu,cpuacct/c1/cpu.cfs_period_us 0 4
                put /sys/fs/cgroup/cpu,cpuacct/c1/cpu.cfs_burst_us 0 1
                put /sys/fs/cgroup/memory/c1/memory.limit_in_bytes 4 1
                put /sys/fs/cgroup/memory/c1/memory.memsw.limit_in_bytes 0 2
                put /sys/fs/cgroup/memory/c1/memory.limit_in_bytes 0 1
                """, sink.text());
    }

    @Test
    void aLimitWithoutItsControllerIsAnError() throws Refusal {
        CgroupPaths paths = CgroupPlanner.paths(Hosts.hybrid(), "/c1", "c1");
        refused(
                paths,
                "{\"hugepageLimits\":[{\"pageSize\":\"2MB\",\"limit\":1}]}",
                "/linux/resources/hugepageLimits/0/limit",
                "cannot set limit for huge pages of 2MB to 1: the cgroup controller \"hugetlb\" is not mounted on this host");
        refused(
                paths,
                "{\"hugepageLimits\":[{\"pageSize\":\"2MB\",\"limit\":0}]}",
                "/linux/resources/hugepageLimits/0/limit",
                "cannot set limit for huge pages of 2MB to 0: the cgroup controller \"hugetlb\" is not mounted on this host");
        refused(
                paths,
                "{\"network\":{\"classID\":7}}",
                "/linux/resources/network/classID",
                "cannot set network class to 7: the cgroup controller \"net_cls\" is not mounted on this host");
    }

    @Test
    void withoutAnyCgroupALimitIsAnError() throws Refusal {
        refused(
                CgroupPaths.none(),
                "{\"pids\":{\"limit\":10}}",
                "/linux/resources/pids/limit",
                "cannot set pids limit: container could not join or create cgroup");
        refused(
                CgroupPaths.none(),
                "{\"unified\":{\"pids.max\":\"10\"}}",
                "/linux/resources/unified/pids.max",
                "cannot set unified resource pids.max: container could not join or create cgroup");
    }

    @Test
    void sharesOutsideOfTheKernelsRangeAreRefusedInV1AndFittedInV2() throws Refusal {
        CgroupPaths v1 = CgroupPlanner.paths(Hosts.v1(), "/c1", "c1");
        refused(
                v1,
                "{\"cpu\":{\"shares\":1}}",
                "/linux/resources/cpu/shares",
                "the minimum allowed cpu-shares is 2, found 1");
        refused(
                v1,
                "{\"cpu\":{\"shares\":262145}}",
                "/linux/resources/cpu/shares",
                "the maximum allowed cpu-shares is 262144, found 262145");
        check(Hosts.v2(), "{\"cpu\":{\"shares\":1}}", "/cpu.weight 0 1");
        check(Hosts.v2(), "{\"cpu\":{\"shares\":18446744073709551615}}", "/cpu.weight 0 10000");
    }

    @Test
    void sharesBecomeWeights() {
        long[][] table = {
            {0, 0},
            {1, 1},
            {2, 1},
            {3, 2},
            {10, 4},
            {100, 17},
            {512, 59},
            {1023, 100},
            {1024, 100},
            {1025, 101},
            {2048, 174},
            {4096, 303},
            {10000, 627},
            {65536, 3023},
            {100000, 4340},
            {262143, 10000},
            {262144, 10000},
            {262145, 10000},
            {-1, 10000},
        };
        for (long[] one : table) {
            assertEquals(one[1], CpuLimits.weight(one[0]), "shares " + one[0]);
        }
        long before = 0;
        for (long shares = 2; shares <= 262144; shares += 61) {
            long weight = CpuLimits.weight(shares);
            assertTrue(weight >= before && weight <= 10000, "shares " + shares);
            before = weight;
        }
    }

    @Test
    void blockWeightsSpanTheWholeRange() {
        assertEquals(1, BlockIoLimits.ioWeight(10));
        assertEquals(4950, BlockIoLimits.ioWeight(500));
        assertEquals(10000, BlockIoLimits.ioWeight(1000));
    }

    private static void refused(CgroupPaths paths, String json, String pointer, String message) {
        TextSink sink = new TextSink(false);
        Resources resources = Configs.resources(json);
        Refusal e = assertThrows(
                Refusal.class,
                () -> {
                    CgroupPlanner.limits(paths, resources, sink);
                    CgroupPlanner.lateLimits(paths, resources, sink);
                },
                json);
        assertEquals(pointer, e.pointer());
        assertEquals(message, e.getMessage());
    }

    private static void check(CgroupHost host, String json, String expected) throws Refusal {
        CgroupPaths paths = CgroupPlanner.paths(host, "/c1", "c1");
        TextSink sink = new TextSink(false);
        Resources resources = Configs.resources(json);
        String seen;
        try {
            CgroupPlanner.limits(paths, resources, sink);
            CgroupPlanner.lateLimits(paths, resources, sink);
            seen = String.join("|", sink.lines)
                    .replace("put /sys/fs/cgroup/", "")
                    .replace("cpu,cpuacct/", "cpu/")
                    .replace("c1/", "/")
                    .replace("//", "/");
        } catch (Refusal e) {
            seen = "! " + e.getMessage();
        }
        if (expected.startsWith("!")) {
            assertTrue(seen.startsWith("!") && seen.contains(expected.substring(2)), json + ": " + seen);
        } else {
            assertEquals(expected, seen, json);
        }
    }
}
