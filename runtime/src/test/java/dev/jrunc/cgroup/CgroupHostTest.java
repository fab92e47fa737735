package dev.jrunc.cgroup;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.util.List;
import org.junit.jupiter.api.Test;

class CgroupHostTest {
    @Test
    void treesComeInTheOrderOfProcSelfCgroupWithTheirControllers() {
        CgroupHost host = Hosts.v1();
        assertEquals(CgroupLayout.V1, host.layout());
        assertNull(host.unified());
        assertEquals(11, host.v1().size(), "perf_event is not mounted");
        assertEquals(
                new Hierarchy(1, List.of("cpu", "cpuacct"), "/sys/fs/cgroup/cpu,cpuacct", "/", "/user.slice"),
                host.v1().get(0));
        assertEquals(
                new Hierarchy(
                        1,
                        List.of("name=systemd"),
                        "/sys/fs/cgroup/systemd",
                        "/",
                        "/user.slice/user-0.slice/session-1.scope"),
                host.v1().get(10));
    }

    @Test
    void hybridKeepsBothVersions() {
        CgroupHost host = Hosts.hybrid();
        assertEquals(CgroupLayout.HYBRID, host.layout());
        assertEquals(9, host.v1().size());
        assertEquals(new Hierarchy(2, List.of(), "/sys/fs/cgroup/unified", "/", "/"), host.unified());
    }

    @Test
    void cgroup2OnTheUsualPlaceIsPure() {
        CgroupHost host = Hosts.v2();
        assertEquals(CgroupLayout.V2, host.layout());
        assertEquals(List.of(), host.v1());
        assertEquals(
                new Hierarchy(2, List.of(), "/sys/fs/cgroup", "/", "/system.slice/docker.service"), host.unified());
    }

    @Test
    void withoutMountsThereAreNone() {
        CgroupHost host = Hosts.host("27 1 254:0 / / rw - ext4 /dev/vda rw\n", "0::/\n");
        assertEquals(CgroupLayout.NONE, host.layout());
        assertEquals(CgroupLayout.NONE, Hosts.host("", "").layout());
        assertEquals(
                CgroupLayout.NONE, Hosts.host("cgroup - cgroup\n", "1:cpu:/").layout());
    }

    @Test
    void aTmpfsOverTheUsualPlaceHidesWhatWasThere() {
        String before = """
                31 23 0:28 / /sys/fs/cgroup rw - tmpfs tmpfs rw
                32 31 0:29 / /sys/fs/cgroup/cpu rw - cgroup cgroup rw,cpu
                33 31 0:38 / /sys/fs/cgroup/unified rw - cgroup2 cgroup2 rw
                """;
        String over = """
                60 31 0:50 / /sys/fs/cgroup rw - tmpfs tmpfs rw
                61 60 0:29 / /sys/fs/cgroup/cpu rw - cgroup cgroup rw,cpu
                """;
        assertEquals(CgroupLayout.HYBRID, Hosts.host(before, "1:cpu:/\n0::/\n").layout());
        assertEquals(
                CgroupLayout.V1, Hosts.host(before + over, "1:cpu:/\n0::/\n").layout());
    }

    @Test
    void theUsualPlaceWinsOverCopiesInContainers() {
        String copy = "90 27 0:29 /c1 /var/lib/c1/rootfs/sys/fs/cgroup/cpu ro - cgroup cgroup rw,cpu\n";
        String usual = "32 31 0:29 / /sys/fs/cgroup/cpu rw - cgroup cgroup rw,cpu\n";
        for (String mounts : List.of(copy + usual, usual + copy)) {
            assertEquals(
                    "/sys/fs/cgroup/cpu",
                    Hosts.host(mounts, "1:cpu:/\n").v1().get(0).mountPoint());
        }
    }

    @Test
    void escapesAndColonsInPathsAreRead() {
        CgroupHost host = Hosts.host(
                "32 31 0:29 /a\\040b /mnt/c\\134g\\011roup rw - cgroup my\\040cgroup rw,cpu\n", "1:cpu:/a b/x:y\n");
        assertEquals(
                new Hierarchy(1, List.of("cpu"), "/mnt/c\\g\troup", "/a b", "/a b/x:y"),
                host.v1().get(0));
        assertEquals("/mnt/c\\g\troup/x:y", host.v1().get(0).ownDirectory());
    }

    @Test
    void ownDirectoryIsRelativeToWhatTheMountShows() {
        String[][] cases = {
            {"/", "/", "/m"},
            {"/", "/a/b", "/m/a/b"},
            {"/a", "/a", "/m"},
            {"/a", "/a/b", "/m/b"},
            {"/a", "/ab", "/m"},
            {"/", "/../x", "/m"},
            {"/..", "/", "/m"},
        };
        for (String[] one : cases) {
            assertEquals(
                    one[2],
                    new Hierarchy(1, List.of("cpu"), "/m", one[0], one[1]).ownDirectory(),
                    one[0] + " " + one[1]);
        }
    }

    @Test
    void delegationIsAskedOfTheParentOfTheOwnCgroup() {
        assertEquals(
                "/sys/fs/cgroup/user.slice/user-1000.slice/user@1000.service/app.slice",
                Hosts.delegated().delegatedDirectory());
        assertEquals("/sys/fs/cgroup", Hosts.v2("/").delegatedDirectory());
        assertEquals("", Hosts.hybrid().delegatedDirectory());
    }
}
