package dev.jrunc.cgroup;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

class CgroupMountsTest {
    private static final String TARGET = "/sys/fs/cgroup";

    @Test
    void v1InAnOwnNamespaceIsMountedTreeByTree() {
        assertEquals("""
                TMPFS tmpfs /sys/fs/cgroup [mode=755]
                CGROUP cgroup /sys/fs/cgroup/cpu,cpuacct [cpu, cpuacct]
                SYMLINK cpu,cpuacct /sys/fs/cgroup/cpu []
                SYMLINK cpu,cpuacct /sys/fs/cgroup/cpuacct []
                CGROUP cgroup /sys/fs/cgroup/memory [memory]
                """, text(Hosts.v1(), true, false, 5));
    }

    @Test
    void v1WithoutOneIsBoundFromTheHost() {
        String all = text(Hosts.v1(), false, true, 99);
        assertEquals("""
                TMPFS tmpfs /sys/fs/cgroup [mode=755]
                BIND /sys/fs/cgroup/cpu,cpuacct/c1 /sys/fs/cgroup/cpu,cpuacct []
                """, text(Hosts.v1(), false, true, 2));
        assertTrue(all.endsWith("""
                BIND /sys/fs/cgroup/systemd/c1 /sys/fs/cgroup/systemd []
                SEAL  /sys/fs/cgroup []
                """), all);
    }

    @Test
    void hybridShowsTheV1TreesAsRuncDoes() {
        String all = text(Hosts.hybrid(), true, true, 99);
        assertEquals("""
                TMPFS tmpfs /sys/fs/cgroup [mode=755]
                CGROUP cgroup /sys/fs/cgroup/systemd [none, name=systemd]
                CGROUP cgroup /sys/fs/cgroup/pids [pids]
                """, text(Hosts.hybrid(), true, true, 3));
        assertEquals(11, all.lines().count());
    }

    /** As for runc and crun, which mount just that. */
    @Test
    void cgroup2BesideV1IsItsOwnTree() {
        CgroupPaths paths = CgroupPlanner.paths(Hosts.hybrid(), "/c1", "c1");
        assertEquals(
                List.of(new CgroupMounts.Step(
                        CgroupMounts.Kind.CGROUP2, "/sys/fs/cgroup/unified/c1", TARGET, List.of())),
                CgroupMounts.expand(CgroupLayout.HYBRID, paths, true, TARGET, true, true));
        assertEquals(
                List.of(new CgroupMounts.Step(CgroupMounts.Kind.BIND, "/sys/fs/cgroup/unified", TARGET, List.of())),
                CgroupMounts.expand(CgroupLayout.HYBRID, paths, true, TARGET, false, true));
        assertEquals(
                List.of(new CgroupMounts.Step(CgroupMounts.Kind.CGROUP2, "cgroup2", TARGET, List.of())),
                CgroupMounts.expand(
                        CgroupLayout.V1, CgroupPlanner.paths(Hosts.v1(), "/c1", "c1"), true, TARGET, false, true));
    }

    @Test
    void v2IsOneMountWithABindToFallBackTo() {
        assertEquals("CGROUP2 /sys/fs/cgroup/c1 /sys/fs/cgroup []\n", text(Hosts.v2(), true, true, 9));
    }

    /** A mount of cgroup2 from the host's cgroup namespace would change the options of the host's. */
    @Test
    void v2WithoutACgroupNamespaceIsABind() {
        assertEquals("BIND /sys/fs/cgroup /sys/fs/cgroup []\n", text(Hosts.v2(), false, true, 9));
    }

    @Test
    void withoutCgroupsOfItsOwnNothingOfV1IsShownAndV2AsTheHostMountsIt() {
        assertEquals(
                List.of(new CgroupMounts.Step(CgroupMounts.Kind.TMPFS, "tmpfs", TARGET, List.of("mode=755"))),
                CgroupMounts.expand(CgroupLayout.HYBRID, CgroupPaths.none(), false, TARGET, false, false));
        assertEquals(
                List.of(new CgroupMounts.Step(CgroupMounts.Kind.CGROUP2, TARGET, TARGET, List.of())),
                CgroupMounts.expand(CgroupLayout.V2, CgroupPaths.none(), false, TARGET, true, true));
    }

    private static String text(CgroupHost host, boolean ownNamespace, boolean readOnly, int first) {
        StringBuilder text = new StringBuilder();
        CgroupPaths paths = CgroupPlanner.paths(host, "/c1", "c1");
        int count = 0;
        for (CgroupMounts.Step step :
                CgroupMounts.expand(host.layout(), paths, false, TARGET, ownNamespace, readOnly)) {
            if (count++ < first) {
                text.append(step.kind()).append(' ').append(step.source()).append(' ');
                text.append(step.target()).append(' ').append(step.options()).append('\n');
            }
        }
        return text.toString();
    }
}
