package dev.jrunc.cgroup;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.jrunc.spec.Resources;
import java.util.List;
import org.junit.jupiter.api.Test;

class CgroupPlannerTest {
    private static final Resources RESOURCES = Configs.resources("""
            {
              "devices": [
                {"allow": false, "access": "rwm"},
                {"allow": true, "type": "c", "major": 10, "minor": 229, "access": "rwm"}
              ],
              "memory": {"limit": 67108864},
              "cpu": {"shares": 512},
              "pids": {"limit": 50}
            }
            """);

    @Test
    void v1() {
        assertEquals(
                """
                at /linux/cgroupsPath | unable to apply cgroup configuration
                hint 13 rootless needs no limits + no cgrouppath when no permission is granted for cgroups
                hint 1 rootless needs no limits + no cgrouppath when no permission is granted for cgroups
                hint 30 the cgroup file systems are mounted read-only here: inside a container, have them writable, as with docker run --privileged
                create /sys/fs/cgroup/cpu /sys/fs/cgroup/cpu/c1 2
                  remove /sys/fs/cgroup/cpu/c1 0
                create /sys/fs/cgroup/devices /sys/fs/cgroup/devices/c1 2
                  remove /sys/fs/cgroup/devices/c1 0
                create /sys/fs/cgroup/memory /sys/fs/cgroup/memory/c1 2
                  remove /sys/fs/cgroup/memory/c1 0
                create /sys/fs/cgroup/pids /sys/fs/cgroup/pids/c1 2
                  remove /sys/fs/cgroup/pids/c1 0
                create /sys/fs/cgroup/cpuset /sys/fs/cgroup/cpuset/c1 3
                  remove /sys/fs/cgroup/cpuset/c1 0
                create /sys/fs/cgroup/freezer /sys/fs/cgroup/freezer/c1 10
                  remove /sys/fs/cgroup/freezer/c1 0
                at /linux/resources/devices | cannot set device rules
                hint 1 it takes CAP_SYS_ADMIN (inside a container: docker run --privileged), and a parent cgroup that allows as much (its devices.list)
                hint 22 the cgroup has children already
                put /sys/fs/cgroup/devices/c1/devices.deny 0 a
                put /sys/fs/cgroup/devices/c1/devices.allow 0 c 10:229 rwm; c *:* m; b *:* m; c 1:3 rwm; c 1:5 rwm; \
                c 1:7 rwm; c 1:8 rwm; c 1:9 rwm; c 5:0 rwm; c 136:* rwm; c 5:2 rwm; c 10:200 rwm
                at /linux/resources/cpu/shares | cannot set cpu shares to 512
                put /sys/fs/cgroup/cpu/c1/cpu.shares 0 512
                at /linux/resources/memory/limit | cannot set memory limit to 67108864
                hint 16 the container already uses more than that: raise memory.limit
                hint 22 not below 0, and no more than memory.swap
                put /sys/fs/cgroup/memory/c1/memory.limit_in_bytes 0 67108864
                at /linux/resources/pids/limit | cannot set pids limit to 50
                put /sys/fs/cgroup/pids/c1/pids.max 0 50
                """, plan(Hosts.host("""
                1 1 0:1 / /sys/fs/cgroup/cpu rw - cgroup cgroup rw,cpu
                2 1 0:2 / /sys/fs/cgroup/devices rw - cgroup cgroup rw,devices
                3 1 0:3 / /sys/fs/cgroup/memory rw - cgroup cgroup rw,memory
                4 1 0:4 / /sys/fs/cgroup/pids rw - cgroup cgroup rw,pids
                5 1 0:5 / /sys/fs/cgroup/cpuset rw - cgroup cgroup rw,cpuset
                6 1 0:6 / /sys/fs/cgroup/freezer rw - cgroup cgroup rw,freezer
                """, "1:cpu:/\n2:devices:/\n3:memory:/\n4:pids:/\n5:cpuset:/\n6:freezer:/\n")));
    }

    @Test
    void v2() {
        assertEquals("""
                at /linux/cgroupsPath | unable to apply cgroup configuration
                hint 13 rootless needs no limits + no cgrouppath when no permission is granted for cgroups
                hint 1 rootless needs no limits + no cgrouppath when no permission is granted for cgroups
                hint 30 the cgroup file systems are mounted read-only here: inside a container, have them writable, as with docker run --privileged
                create /sys/fs/cgroup /sys/fs/cgroup/c1 14 +cpuset +cpu +io +memory +hugetlb +pids +rdma +misc +dmem
                  remove /sys/fs/cgroup/c1 0
                at /linux/resources/devices | cannot set device rules
                hint 1 attaching a device program needs CAP_BPF or CAP_SYS_ADMIN in the first user namespace
                program /sys/fs/cgroup/c1 65
                at /linux/resources/cpu/shares | cannot set cpu shares to 512
                hint 2 the controller "cpu" is not enabled for this cgroup, or its kernel lacks the file \
                (see cgroup.controllers in the parent)
                put /sys/fs/cgroup/c1/cpu.weight 0 59
                at /linux/resources/memory/limit | cannot set memory limit to 67108864
                hint 2 the controller "memory" is not enabled for this cgroup, or its kernel lacks the file \
                (see cgroup.controllers in the parent)
                hint 16 the container already uses more than that: raise memory.limit
                hint 22 not below 0, and no more than memory.swap
                put /sys/fs/cgroup/c1/memory.max 0 67108864
                at /linux/resources/pids/limit | cannot set pids limit to 50
                hint 2 the controller "pids" is not enabled for this cgroup, or its kernel lacks the file \
                (see cgroup.controllers in the parent)
                put /sys/fs/cgroup/c1/pids.max 0 50
                """, plan(Hosts.v2()));
    }

    @Test
    void hybridAlsoHasACgroup2() {
        TextSink sink = new TextSink(false);
        CgroupPlanner.create(CgroupPlanner.paths(Hosts.hybrid(), null, "c1"), false, true, sink);
        assertEquals(20, sink.lines.size());
        assertEquals("create /sys/fs/cgroup/unified /sys/fs/cgroup/unified/c1 10", sink.lines.get(18));
        assertEquals("create /sys/fs/cgroup/memory /sys/fs/cgroup/memory/process_api/daa4/c1 2", sink.lines.get(10));
    }

    @Test
    void withoutResourcesDevicesAreDeniedAllTheSame() {
        TextSink sink = new TextSink(false);
        CgroupPlanner.deviceRules(CgroupPlanner.paths(Hosts.hybrid(), "/c1", "c1"), null, sink);
        assertEquals(2, sink.lines.size());
        assertEquals("put /sys/fs/cgroup/devices/c1/devices.deny 0 a", sink.lines.get(0));
    }

    @Test
    void removalKillsInEveryTree() {
        TextSink sink = new TextSink(false);
        CgroupPaths paths = CgroupPlanner.paths(Hosts.hybrid(), "/c1", "c1");
        CgroupPlanner.remove(paths, true, sink);
        assertEquals(10, sink.lines.size());
        for (String line : sink.lines) {
            assertEquals('1', line.charAt(line.length() - 1), line);
        }
        TextSink quiet = new TextSink(false);
        CgroupPlanner.remove(paths, false, quiet);
        assertEquals(10, quiet.lines.size());
        assertEquals("remove /sys/fs/cgroup/unified/c1 0", quiet.lines.get(9));
    }

    @Test
    void onlyPureV2IsGivenToTheContainersUser() {
        TextSink sink = new TextSink(false);
        CgroupPlanner.delegate(
                CgroupPlanner.paths(Hosts.hybrid(), "/c1", "c1"), 1000, List.of("cgroup.procs", "x"), sink);
        assertEquals("", sink.text());
        CgroupPlanner.delegate(CgroupPlanner.paths(Hosts.v2(), "/c1", "c1"), 1000, List.of("cgroup.procs", "x"), sink);
        assertEquals("own /sys/fs/cgroup/c1 1000 cgroup.procs x\n", sink.text());
    }

    @Test
    void nothingIsDoneWithoutCgroups() {
        TextSink sink = new TextSink(true);
        CgroupPlanner.create(CgroupPaths.none(), false, true, sink);
        CgroupPlanner.limits(CgroupPaths.none(), null, sink);
        CgroupPlanner.lateLimits(CgroupPaths.none(), null, sink);
        CgroupPlanner.remove(CgroupPaths.none(), true, sink);
        assertEquals(List.of(), sink.lines);
    }

    private static String plan(CgroupHost host) {
        CgroupPaths paths = CgroupPlanner.paths(host, "/c1", "c1");
        TextSink sink = new TextSink(true);
        CgroupPlanner.create(paths, true, true, sink);
        CgroupPlanner.deviceRules(paths, RESOURCES, sink);
        CgroupPlanner.limits(paths, RESOURCES, sink);
        CgroupPlanner.lateLimits(paths, RESOURCES, sink);
        return sink.text();
    }
}
