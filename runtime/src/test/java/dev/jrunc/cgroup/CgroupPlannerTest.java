package dev.jrunc.cgroup;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jrunc.plan.PlanText;
import dev.jrunc.plan.PlanWriter;
import dev.jrunc.plan.Refusal;
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
    void v1() throws Refusal {
        assertEquals(
                """
                # /linux/cgroupsPath unable to apply cgroup configuration
                hint errno=13 text="rootless needs no limits + no cgrouppath when no permission is granted for cgroups"
                hint errno=1 text="rootless needs no limits + no cgrouppath when no permission is granted for cgroups"
                hint errno=30 text="the cgroup file systems are mounted read-only here: inside a container, have them writable, as with docker run --privileged"
                cgroup-create root="/sys/fs/cgroup/cpu" path="/sys/fs/cgroup/cpu/c1" flags=0x2 controllers=""
                undo ops=
                    cgroup-remove path="/sys/fs/cgroup/cpu/c1" flags=0x0
                end
                cgroup-create root="/sys/fs/cgroup/devices" path="/sys/fs/cgroup/devices/c1" flags=0x2 controllers=""
                undo ops=
                    cgroup-remove path="/sys/fs/cgroup/devices/c1" flags=0x0
                end
                cgroup-create root="/sys/fs/cgroup/memory" path="/sys/fs/cgroup/memory/c1" flags=0x2 controllers=""
                undo ops=
                    cgroup-remove path="/sys/fs/cgroup/memory/c1" flags=0x0
                end
                cgroup-create root="/sys/fs/cgroup/pids" path="/sys/fs/cgroup/pids/c1" flags=0x2 controllers=""
                undo ops=
                    cgroup-remove path="/sys/fs/cgroup/pids/c1" flags=0x0
                end
                cgroup-create root="/sys/fs/cgroup/cpuset" path="/sys/fs/cgroup/cpuset/c1" flags=0x3 controllers=""
                undo ops=
                    cgroup-remove path="/sys/fs/cgroup/cpuset/c1" flags=0x0
                end
                cgroup-create root="/sys/fs/cgroup/freezer" path="/sys/fs/cgroup/freezer/c1" flags=0xa controllers=""
                undo ops=
                    cgroup-remove path="/sys/fs/cgroup/freezer/c1" flags=0x0
                end
                # /linux/resources/devices cannot set device rules
                hint errno=1 text="it takes CAP_SYS_ADMIN (inside a container: docker run --privileged), and a parent cgroup that allows as much (its devices.list)"
                hint errno=22 text="the cgroup has children already"
                put path="/sys/fs/cgroup/devices/c1/devices.deny" flags=0x0 lines=["a"]
                put path="/sys/fs/cgroup/devices/c1/devices.allow" flags=0x0 lines=["c 10:229 rwm" "c *:* m" "b *:* m" "c 1:3 rwm" "c 1:5 rwm" "c 1:7 rwm" "c 1:8 rwm" "c 1:9 rwm" "c 5:0 rwm" "c 136:* rwm" "c 5:2 rwm" "c 10:200 rwm"]
                # /linux/resources/cpu/shares cannot set cpu shares to 512
                put path="/sys/fs/cgroup/cpu/c1/cpu.shares" flags=0x0 lines=["512"]
                # /linux/resources/memory/limit cannot set memory limit to 67108864
                hint errno=16 text="the container already uses more than that: raise memory.limit"
                hint errno=22 text="not below 0, and no more than memory.swap"
                put path="/sys/fs/cgroup/memory/c1/memory.limit_in_bytes" flags=0x0 lines=["67108864"]
                # /linux/resources/pids/limit cannot set pids limit to 50
                put path="/sys/fs/cgroup/pids/c1/pids.max" flags=0x0 lines=["50"]
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
    void v2() throws Refusal {
        assertEquals("""
                # /linux/cgroupsPath unable to apply cgroup configuration
                hint errno=13 text="rootless needs no limits + no cgrouppath when no permission is granted for cgroups"
                hint errno=1 text="rootless needs no limits + no cgrouppath when no permission is granted for cgroups"
                hint errno=30 text="the cgroup file systems are mounted read-only here: inside a container, have them writable, as with docker run --privileged"
                cgroup-create root="/sys/fs/cgroup" path="/sys/fs/cgroup/c1" flags=0xe controllers="+cpuset +cpu +io +memory +hugetlb +pids +rdma +misc +dmem"
                undo ops=
                    cgroup-remove path="/sys/fs/cgroup/c1" flags=0x0
                end
                # /linux/resources/devices cannot set device rules
                hint errno=1 text="attaching a device program needs CAP_BPF or CAP_SYS_ADMIN in the first user namespace"
                device-program path="/sys/fs/cgroup/c1" program="(520 bytes)"
                # /linux/resources/cpu/shares cannot set cpu shares to 512
                hint errno=2 text="the controller \\"cpu\\" is not enabled for this cgroup, or its kernel lacks the file (see cgroup.controllers in the parent)"
                put path="/sys/fs/cgroup/c1/cpu.weight" flags=0x0 lines=["59"]
                # /linux/resources/memory/limit cannot set memory limit to 67108864
                hint errno=2 text="the controller \\"memory\\" is not enabled for this cgroup, or its kernel lacks the file (see cgroup.controllers in the parent)"
                hint errno=16 text="the container already uses more than that: raise memory.limit"
                hint errno=22 text="not below 0, and no more than memory.swap"
                put path="/sys/fs/cgroup/c1/memory.max" flags=0x0 lines=["67108864"]
                # /linux/resources/pids/limit cannot set pids limit to 50
                hint errno=2 text="the controller \\"pids\\" is not enabled for this cgroup, or its kernel lacks the file (see cgroup.controllers in the parent)"
                put path="/sys/fs/cgroup/c1/pids.max" flags=0x0 lines=["50"]
                """, plan(Hosts.v2()));
    }

    @Test
    void hybridAlsoHasACgroup2() throws Refusal {
        PlanWriter plan = new PlanWriter();
        CgroupPaths paths = CgroupPlanner.paths(Hosts.hybrid(), null, "c1");
        CgroupPlanner.create(paths, paths.directories(), false, true, plan);
        List<String> made = lines(plan, "cgroup-create ");
        assertEquals(10, made.size());
        assertEquals(
                "cgroup-create root=\"/sys/fs/cgroup/unified\" path=\"/sys/fs/cgroup/unified/c1\" flags=0xa controllers=\"\"",
                made.get(9));
        assertEquals(
                "cgroup-create root=\"/sys/fs/cgroup/memory\" path=\"/sys/fs/cgroup/memory/process_api/daa4/c1\" flags=0x2"
                        + " controllers=\"\"",
                made.get(5));
    }

    @Test
    void withoutResourcesDevicesAreDeniedAllTheSame() throws Refusal {
        TextSink sink = new TextSink(false);
        CgroupPlanner.deviceRules(CgroupPlanner.paths(Hosts.hybrid(), "/c1", "c1"), null, sink);
        assertEquals(2, sink.lines.size());
        assertEquals("put /sys/fs/cgroup/devices/c1/devices.deny 0 a", sink.lines.get(0));
    }

    @Test
    void removalKillsInEveryTree() throws Refusal {
        PlanWriter plan = new PlanWriter();
        CgroupPlanner.remove(CgroupPlanner.paths(Hosts.hybrid(), "/c1", "c1"), plan);
        List<String> removed = lines(plan, "cgroup-remove ");
        assertEquals(10, removed.size());
        assertEquals("cgroup-remove path=\"/sys/fs/cgroup/unified/c1\" flags=0x1", removed.get(9));
        for (String line : removed) {
            assertTrue(line.endsWith(" flags=0x1"), line);
        }
    }

    @Test
    void onlyPureV2IsGivenToTheContainersUser() throws Refusal {
        PlanWriter plan = new PlanWriter();
        List<String> files = List.of("cgroup.procs", "x");
        CgroupPlanner.delegate(CgroupPlanner.paths(Hosts.hybrid(), "/c1", "c1"), 1000, files, plan);
        assertEquals("", text(plan));
        CgroupPlanner.delegate(CgroupPlanner.paths(Hosts.v2(), "/c1", "c1"), 1000, files, plan);
        assertEquals(
                List.of("own path=\"/sys/fs/cgroup/c1\" uid=1000 files=[\"cgroup.procs\" \"x\"]"), lines(plan, "own "));
    }

    @Test
    void nothingIsDoneWithoutCgroups() throws Refusal {
        PlanWriter plan = new PlanWriter();
        LimitSink limits = new PlanLimits(plan);
        CgroupPlanner.create(CgroupPaths.none(), List.of(), false, true, plan);
        CgroupPlanner.limits(CgroupPaths.none(), null, limits);
        CgroupPlanner.lateLimits(CgroupPaths.none(), null, limits);
        CgroupPlanner.remove(CgroupPaths.none(), plan);
        assertEquals("", text(plan));
    }

    private static String plan(CgroupHost host) throws Refusal {
        CgroupPaths paths = CgroupPlanner.paths(host, "/c1", "c1");
        PlanWriter plan = new PlanWriter();
        LimitSink limits = new PlanLimits(plan);
        CgroupPlanner.create(paths, paths.directories(), true, true, plan);
        CgroupPlanner.deviceRules(paths, RESOURCES, limits);
        CgroupPlanner.limits(paths, RESOURCES, limits);
        CgroupPlanner.lateLimits(paths, RESOURCES, limits);
        return text(plan);
    }

    private static String text(PlanWriter plan) {
        return PlanText.lines(plan.toBytes());
    }

    private static List<String> lines(PlanWriter plan, String begin) {
        return text(plan).lines().filter(line -> line.startsWith(begin)).toList();
    }
}
