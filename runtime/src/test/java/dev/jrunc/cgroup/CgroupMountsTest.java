package dev.jrunc.cgroup;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.jrunc.plan.PlanText;
import dev.jrunc.plan.PlanWriter;
import dev.jrunc.plan.Refusal;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CgroupMountsTest {
    private static final String TARGET = "/sys/fs/cgroup";
    private static final long READ_ONLY = 1;

    @Test
    void v1InAnOwnNamespaceIsMountedTreeByTree() throws Refusal {
        assertEquals("""
                mount type="tmpfs" source="tmpfs" target="/sys/fs/cgroup" options=["mode=755"] attrs=0xe flags=0x0
                mount type="cgroup" source="cgroup" target="/sys/fs/cgroup/cpu,cpuacct" options=["cpu" "cpuacct"] attrs=0xe flags=0x0
                symlink target="cpu,cpuacct" path="/sys/fs/cgroup/cpu"
                symlink target="cpu,cpuacct" path="/sys/fs/cgroup/cpuacct"
                mount type="cgroup" source="cgroup" target="/sys/fs/cgroup/memory" options=["memory"] attrs=0xe flags=0x0
                """, first(5, lines(Hosts.v1(), true, 0)));
    }

    @Test
    void v1WithoutOneIsBoundFromTheHost() throws Refusal {
        List<String> all = lines(Hosts.v1(), false, READ_ONLY);
        assertEquals("""
                mount type="tmpfs" source="tmpfs" target="/sys/fs/cgroup" options=["mode=755"] attrs=0xe flags=0x0
                bind source="/sys/fs/cgroup/cpu,cpuacct/c1" slot=0 target="/sys/fs/cgroup/cpu,cpuacct" flags=0x3 set=0xf clear=0x0 rset=0x0 rclear=0x0
                """, first(2, all));
        assertEquals("""
                bind source="/sys/fs/cgroup/systemd/c1" slot=0 target="/sys/fs/cgroup/systemd" flags=0x3 set=0xf clear=0x0 rset=0x0 rclear=0x0
                remount target="/sys/fs/cgroup" flags=0x0 set=0x1 clear=0x0 rset=0x0 rclear=0x0 options=[]
                """, first(2, all.subList(all.size() - 2, all.size())));
    }

    @Test
    void hybridShowsTheV1TreesAsRuncDoes() throws Refusal {
        List<String> all = lines(Hosts.hybrid(), true, READ_ONLY);
        assertEquals("""
                mount type="tmpfs" source="tmpfs" target="/sys/fs/cgroup" options=["mode=755"] attrs=0xe flags=0x0
                mount type="cgroup" source="cgroup" target="/sys/fs/cgroup/systemd" options=["none" "name=systemd"] attrs=0xf flags=0x0
                mount type="cgroup" source="cgroup" target="/sys/fs/cgroup/pids" options=["pids"] attrs=0xf flags=0x0
                """, first(3, all));
        assertEquals(11, all.size());
    }

    /** As for runc and crun, which mount just that. */
    @Test
    void cgroup2BesideV1IsItsOwnTree() throws Refusal {
        CgroupPaths paths = CgroupPlanner.paths(Hosts.hybrid(), "/c1", "c1");
        CgroupPaths v1 = CgroupPlanner.paths(Hosts.v1(), "/c1", "c1");
        assertEquals("""
                mount type="cgroup2" source="/sys/fs/cgroup/unified/c1" target="/sys/fs/cgroup" options=[] attrs=0xe flags=0x10
                """, v2(CgroupLayout.HYBRID, paths, true));
        assertEquals("""
                bind source="/sys/fs/cgroup/unified" slot=0 target="/sys/fs/cgroup" flags=0x3 set=0xe clear=0x0 rset=0x0 rclear=0x0
                """, v2(CgroupLayout.HYBRID, paths, false));
        assertEquals("""
                mount type="cgroup2" source="cgroup2" target="/sys/fs/cgroup" options=[] attrs=0xe flags=0x0
                """, v2(CgroupLayout.V1, v1, false));
    }

    @Test
    void v2IsOneMountWithABindToFallBackTo() throws Refusal {
        assertEquals("""
                mount type="cgroup2" source="/sys/fs/cgroup/c1" target="/sys/fs/cgroup" options=[] attrs=0xf flags=0x10
                """, first(9, lines(Hosts.v2(), true, READ_ONLY)));
    }

    /** A mount of cgroup2 from the host's cgroup namespace would change the options of the host's. */
    @Test
    void v2WithoutACgroupNamespaceIsABind() throws Refusal {
        assertEquals("""
                bind source="/sys/fs/cgroup" slot=0 target="/sys/fs/cgroup" flags=0x3 set=0xf clear=0x0 rset=0x0 rclear=0x0
                """, first(9, lines(Hosts.v2(), false, READ_ONLY)));
    }

    @Test
    void withoutCgroupsOfItsOwnNothingOfV1IsShownAndV2AsTheHostMountsIt() {
        assertEquals(
                "mount type=\"tmpfs\" source=\"tmpfs\" target=\"/sys/fs/cgroup\" options=[\"mode=755\"] attrs=0xe flags=0x0\n",
                compiled(new CgroupMounts(CgroupLayout.HYBRID, CgroupPaths.none(), false), "cgroup", 0));
        assertEquals("""
                mount type="cgroup2" source="/sys/fs/cgroup" target="/sys/fs/cgroup" options=[] attrs=0xe flags=0x10
                """, v2(CgroupLayout.V2, CgroupPaths.none(), true));
    }

    @Test
    void v1TreesAreKnownByWhereTheyAreShown() throws Refusal {
        Map<String, String> trees = CgroupMounts.trees(CgroupPlanner.paths(Hosts.v1(), "/c1", "c1"), TARGET);
        assertEquals("/sys/fs/cgroup/cpu,cpuacct/c1", trees.get("/sys/fs/cgroup/cpu,cpuacct"));
        assertEquals("/sys/fs/cgroup/systemd/c1", trees.get("/sys/fs/cgroup/systemd"));
        assertEquals(Map.of(), CgroupMounts.trees(CgroupPlanner.paths(Hosts.v2(), "/c1", "c1"), TARGET));
    }

    private static String v2(CgroupLayout layout, CgroupPaths paths, boolean ownNamespace) {
        return compiled(new CgroupMounts(layout, paths, ownNamespace), "cgroup2", 0);
    }

    private static List<String> lines(CgroupHost host, boolean ownNamespace, long attributes) throws Refusal {
        CgroupPaths paths = CgroupPlanner.paths(host, "/c1", "c1");
        return compiled(new CgroupMounts(host.layout(), paths, ownNamespace), "cgroup", attributes)
                .lines()
                .toList();
    }

    private static String compiled(CgroupMounts mounts, String type, long attributes) {
        PlanWriter plan = new PlanWriter();
        mounts.compile(type, TARGET, attributes, plan);
        return PlanText.lines(plan.toBytes());
    }

    private static String first(int count, List<String> lines) {
        return String.join("\n", lines.subList(0, Math.min(count, lines.size()))) + "\n";
    }
}
