package dev.jrunc.cgroup;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jrunc.plan.PlanWriter;
import dev.jrunc.plan.Refusal;
import dev.jrunc.spec.Resources;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CgroupPathsTest {
    @Test
    void absolutePathsCountFromTheMountPoint() throws Refusal {
        assertEquals("/sys/fs/cgroup/memory/docker/c1", path(Hosts.hybrid(), "/docker/c1", "memory"));
        assertEquals("/sys/fs/cgroup/cpu,cpuacct/docker/c1", path(Hosts.v1(), "/docker/c1", "cpuacct"));
        assertEquals("/sys/fs/cgroup/docker/c1", path(Hosts.v2(), "/docker/c1", "memory"));
        assertEquals("/sys/fs/cgroup/docker/c1", path(Hosts.v2(), "//docker/.//x/../c1/", "memory"));
    }

    @Test
    void relativePathsCountFromTheOwnCgroupInV1AndItsParentInV2() throws Refusal {
        assertEquals("/sys/fs/cgroup/memory/process_api/daa4/c1", path(Hosts.hybrid(), null, "memory"));
        assertEquals("/sys/fs/cgroup/memory/process_api/daa4/c1", path(Hosts.hybrid(), "", "memory"));
        assertEquals("/sys/fs/cgroup/memory/process_api/daa4/a/b", path(Hosts.hybrid(), "a/b", "memory"));
        assertEquals("/sys/fs/cgroup/cpu/c1", path(Hosts.hybrid(), null, "cpu"));
        assertEquals(
                "/sys/fs/cgroup/unified/c1",
                CgroupPlanner.paths(Hosts.hybrid(), null, "c1").cloneInto());
        assertEquals("/sys/fs/cgroup/system.slice/c1", path(Hosts.v2(), null, "cpu"));
        assertEquals("/sys/fs/cgroup/c1", path(Hosts.v2("/"), null, "cpu"));
        assertEquals(
                "/sys/fs/cgroup/user.slice/user-1000.slice/user@1000.service/app.slice/c1",
                path(Hosts.delegated(), null, "cpu"));
    }

    @Test
    void ordinaryUserLeavesACgroup2BesideV1Alone() throws Refusal {
        CgroupPaths hybrid = CgroupPlanner.paths(Hosts.hybrid(), "/c1", "c1").withoutIdleUnified();
        assertEquals("", hybrid.cloneInto());
        assertEquals(CgroupPlanner.paths(Hosts.hybrid(), "/c1", "c1").joinFiles(), hybrid.joinFiles());
        CgroupPaths v2 = CgroupPlanner.paths(Hosts.v2(), "/c1", "c1").withoutIdleUnified();
        assertEquals("/sys/fs/cgroup/c1", v2.cloneInto());
        assertEquals(CgroupPaths.none(), CgroupPaths.none().withoutIdleUnified());
    }

    @Test
    void theSystemdFormIsAPathForThisDriver() throws Refusal {
        assertEquals(
                "/sys/fs/cgroup/pids/machine.slice:libpod:xyz",
                path(Hosts.hybrid(), "machine.slice:libpod:xyz", "pids"));
    }

    @Test
    void pathsThatLeaveTheTreeOrNameItsRootAreRefused() throws Refusal {
        for (String bad : List.of("..", "../x", "/..", "/a/../../b", "a/../..", "/", "//", ".", "a/..")) {
            Refusal e = assertThrows(Refusal.class, () -> CgroupPlanner.paths(Hosts.v2(), bad, "c1"), bad);
            assertEquals("/linux/cgroupsPath", e.pointer());
        }
        assertEquals("/sys/fs/cgroup/b", path(Hosts.v2(), "/a/../b", "cpu"));
        assertEquals("/sys/fs/cgroup/system.slice/..a", path(Hosts.v2(), "..a", "cpu"));
    }

    @Test
    void namedTreesOtherThanSystemdAreLeftAlone() throws Refusal {
        CgroupHost host = Hosts.host("""
                32 31 0:29 / /sys/fs/cgroup/cpu rw - cgroup cgroup rw,cpu
                33 31 0:30 / /sys/fs/cgroup/mine rw - cgroup cgroup rw,name=mine
                34 31 0:31 / /sys/fs/cgroup/systemd rw - cgroup cgroup rw,name=systemd
                """, "3:cpu:/\n2:name=mine:/\n1:name=systemd:/\n");
        assertEquals(
                Map.of("cpu", "/sys/fs/cgroup/cpu/c1", "name=systemd", "/sys/fs/cgroup/systemd/c1"),
                CgroupPlanner.paths(host, "/c1", "c1").byController());
    }

    @Test
    void theProcessJoinsV1ByTasksAndV2ByClone() throws Refusal {
        CgroupPaths hybrid = CgroupPlanner.paths(Hosts.hybrid(), "/c1", "c1");
        assertEquals(9, hybrid.joinFiles().size());
        assertEquals("/sys/fs/cgroup/systemd/c1/tasks", hybrid.joinFiles().get(0));
        assertEquals("/sys/fs/cgroup/unified/c1", hybrid.cloneInto());
        CgroupPaths v2 = CgroupPlanner.paths(Hosts.v2(), "/c1", "c1");
        assertEquals(List.of(), v2.joinFiles());
        assertEquals("/sys/fs/cgroup/c1", v2.cloneInto());
        CgroupPaths v1 = CgroupPlanner.paths(Hosts.v1(), "/c1", "c1");
        assertEquals(11, v1.joinFiles().size());
        assertEquals("", v1.cloneInto());
    }

    @Test
    void freezerAndKillChooseTheirTree() throws Refusal {
        CgroupPaths hybrid = CgroupPlanner.paths(Hosts.hybrid(), "/c1", "c1");
        assertEquals("/sys/fs/cgroup/freezer/c1", hybrid.freezer().path());
        assertEquals("/sys/fs/cgroup/unified/c1", hybrid.killable().path());
        CgroupPaths v1 = CgroupPlanner.paths(Hosts.v1(), "/c1", "c1");
        assertEquals(1, v1.freezer().version());
        assertEquals("/sys/fs/cgroup/devices/c1", v1.killable().path());
        CgroupPaths v2 = CgroupPlanner.paths(Hosts.v2(), "/c1", "c1");
        assertEquals(2, v2.freezer().version());
        assertEquals("/sys/fs/cgroup/c1", v2.killable().path());
        assertNull(CgroupPaths.none().freezer());
        assertNull(CgroupPaths.none().killable());
    }

    @Test
    void stateGivesTheSamePathsBack() throws Refusal {
        for (CgroupHost host : List.of(Hosts.v1(), Hosts.hybrid(), Hosts.v2())) {
            CgroupPaths paths = CgroupPlanner.paths(host, "/x/c1", "c1");
            CgroupPaths again = CgroupPaths.fromState(paths.byController());
            assertEquals(paths.byController(), again.byController());
            assertEquals(paths.joinFiles(), again.joinFiles());
            assertEquals(paths.pureV2(), again.pureV2());
            PlanWriter first = new PlanWriter();
            PlanWriter second = new PlanWriter();
            CgroupPlanner.remove(paths, first);
            CgroupPlanner.remove(again, second);
            assertArrayEquals(first.toBytes(), second.toBytes());
        }
    }

    @Test
    void onlyAContainerWithoutPathAndLimitsIsDispensable() throws Refusal {
        assertTrue(CgroupPlanner.dispensable(null, null));
        assertTrue(CgroupPlanner.dispensable("", Configs.resources("{\"devices\":[{\"allow\":false}]}")));
        assertFalse(CgroupPlanner.dispensable("x", null));
        Resources limited = Configs.resources("{\"pids\":{\"limit\":5}}");
        assertFalse(CgroupPlanner.dispensable(null, limited));
    }

    private static String path(CgroupHost host, String cgroupsPath, String controller) throws Refusal {
        return CgroupPlanner.paths(host, cgroupsPath, "c1").find(controller).path();
    }
}
