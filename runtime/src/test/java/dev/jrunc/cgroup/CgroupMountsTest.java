package dev.jrunc.cgroup;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class CgroupMountsTest {
    private static final String TARGET = "/sys/fs/cgroup";

    @Test
    void v1InAnOwnNamespaceIsMountedTreeByTree() {
        assertEquals("""
                TMPFS /sys/fs/cgroup mode=755
                CGROUP /sys/fs/cgroup/cpu,cpuacct [cpu, cpuacct]
                LINK cpu,cpuacct /sys/fs/cgroup/cpu
                LINK cpu,cpuacct /sys/fs/cgroup/cpuacct
                CGROUP /sys/fs/cgroup/memory [memory]
                """, text(Hosts.v1(), true, false, 5));
    }

    @Test
    void v1WithoutOneIsBoundFromTheHost() {
        String all = text(Hosts.v1(), false, true, 99);
        assertEquals("""
                TMPFS /sys/fs/cgroup mode=755
                BIND /sys/fs/cgroup/cpu,cpuacct/c1 /sys/fs/cgroup/cpu,cpuacct
                """, text(Hosts.v1(), false, true, 2));
        assertTrue(all.endsWith("""
                BIND /sys/fs/cgroup/systemd/c1 /sys/fs/cgroup/systemd
                SEAL /sys/fs/cgroup
                """), all);
    }

    @Test
    void hybridShowsTheV1TreesAsRuncDoes() {
        String all = text(Hosts.hybrid(), true, true, 99);
        assertEquals("""
                TMPFS /sys/fs/cgroup mode=755
                CGROUP /sys/fs/cgroup/systemd [none, name=systemd]
                CGROUP /sys/fs/cgroup/pids [pids]
                """, text(Hosts.hybrid(), true, true, 3));
        assertEquals(11, all.lines().count());
    }

    /** As for runc and crun, which mount just that. */
    @Test
    void cgroup2BesideV1IsItsOwnTree() {
        CgroupPaths paths = CgroupPlanner.paths(Hosts.hybrid(), "/c1", "c1");
        assertEquals("CGROUP2 /sys/fs/cgroup/unified/c1 /sys/fs/cgroup\n", v2(CgroupLayout.HYBRID, paths, true));
        assertEquals("BIND /sys/fs/cgroup/unified /sys/fs/cgroup\n", v2(CgroupLayout.HYBRID, paths, false));
        assertEquals(
                "CGROUP2 cgroup2 /sys/fs/cgroup\n",
                v2(CgroupLayout.V1, CgroupPlanner.paths(Hosts.v1(), "/c1", "c1"), false));
    }

    @Test
    void v2IsOneMountWithABindToFallBackTo() {
        assertEquals("CGROUP2 /sys/fs/cgroup/c1 /sys/fs/cgroup\n", text(Hosts.v2(), true, true, 9));
    }

    /** A mount of cgroup2 from the host's cgroup namespace would change the options of the host's. */
    @Test
    void v2WithoutACgroupNamespaceIsABind() {
        assertEquals("BIND /sys/fs/cgroup /sys/fs/cgroup\n", text(Hosts.v2(), false, true, 9));
    }

    @Test
    void withoutCgroupsOfItsOwnNothingOfV1IsShownAndV2AsTheHostMountsIt() {
        CgroupMounts hybrid = new CgroupMounts(CgroupLayout.HYBRID, CgroupPaths.none(), false);
        Lines text = new Lines();
        hybrid.compile(TARGET, false, text);
        assertEquals("TMPFS /sys/fs/cgroup mode=755\n", text.first(9));
        assertEquals("CGROUP2 /sys/fs/cgroup /sys/fs/cgroup\n", v2(CgroupLayout.V2, CgroupPaths.none(), true));
    }

    private static String v2(CgroupLayout layout, CgroupPaths paths, boolean ownNamespace) {
        Lines text = new Lines();
        new CgroupMounts(layout, paths, ownNamespace).compileV2(TARGET, text);
        return text.first(9);
    }

    private static String text(CgroupHost host, boolean ownNamespace, boolean readOnly, int first) {
        Lines text = new Lines();
        CgroupPaths paths = CgroupPlanner.paths(host, "/c1", "c1");
        new CgroupMounts(host.layout(), paths, ownNamespace).compile(TARGET, readOnly, text);
        return text.first(first);
    }

    private static final class Lines implements CgroupMountSink {
        private final List<String> lines = new ArrayList<>();

        String first(int count) {
            StringBuilder text = new StringBuilder();
            for (String line : lines.subList(0, Math.min(count, lines.size()))) {
                text.append(line).append('\n');
            }
            return text.toString();
        }

        @Override
        public void tmpfs(String target, String option) {
            lines.add("TMPFS " + target + " " + option);
        }

        @Override
        public void cgroup(String target, List<String> options) {
            lines.add("CGROUP " + target + " " + options);
        }

        @Override
        public void cgroup2(String source, String target) {
            lines.add("CGROUP2 " + source + " " + target);
        }

        @Override
        public void bind(String source, String target) {
            lines.add("BIND " + source + " " + target);
        }

        @Override
        public void link(String text, String target) {
            lines.add("LINK " + text + " " + target);
        }

        @Override
        public void seal(String target) {
            lines.add("SEAL " + target);
        }
    }
}
