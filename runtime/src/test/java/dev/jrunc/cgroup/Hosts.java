package dev.jrunc.cgroup;

import java.nio.charset.StandardCharsets;

/** Hosts we do not have, as the texts that describe them. */
final class Hosts {
    private Hosts() {}

    private static final String ORDINARY = """
            22 27 0:21 / /proc rw,relatime - proc proc rw
            23 27 0:22 / /sys rw,relatime - sysfs sysfs rw
            27 1 254:0 / / rw,relatime - ext4 /dev/vda rw
            """;

    /** systemd with v1 only: co-mounted controllers, the caller in a scope. */
    static CgroupHost v1() {
        return host(ORDINARY + """
                        31 23 0:28 / /sys/fs/cgroup ro,nosuid - tmpfs tmpfs ro,mode=755
                        32 31 0:29 / /sys/fs/cgroup/systemd rw,nosuid shared:9 - cgroup cgroup rw,xattr,name=systemd
                        33 31 0:30 / /sys/fs/cgroup/cpu,cpuacct rw,nosuid shared:10 - cgroup cgroup rw,cpu,cpuacct
                        34 31 0:31 / /sys/fs/cgroup/memory rw,nosuid shared:11 - cgroup cgroup rw,memory
                        35 31 0:32 / /sys/fs/cgroup/cpuset rw,nosuid - cgroup cgroup rw,cpuset,clone_children
                        36 31 0:33 / /sys/fs/cgroup/net_cls,net_prio rw,nosuid - cgroup cgroup rw,net_cls,net_prio
                        37 31 0:34 / /sys/fs/cgroup/pids rw,nosuid - cgroup cgroup rw,pids
                        38 31 0:35 / /sys/fs/cgroup/devices rw,nosuid - cgroup cgroup rw,devices
                        39 31 0:36 / /sys/fs/cgroup/freezer rw,nosuid - cgroup cgroup rw,freezer
                        40 31 0:37 / /sys/fs/cgroup/blkio rw,nosuid - cgroup cgroup rw,blkio
                        41 31 0:38 / /sys/fs/cgroup/hugetlb rw,nosuid - cgroup cgroup rw,hugetlb
                        42 31 0:39 / /sys/fs/cgroup/rdma rw,nosuid - cgroup cgroup rw,rdma
                        """, """
                12:cpu,cpuacct:/user.slice
                11:memory:/user.slice
                10:cpuset:/
                9:net_cls,net_prio:/
                8:pids:/user.slice/user-0.slice/session-1.scope
                7:devices:/user.slice
                6:freezer:/
                5:blkio:/user.slice
                4:hugetlb:/
                3:rdma:/
                2:perf_event:/
                1:name=systemd:/user.slice/user-0.slice/session-1.scope
                """);
    }

    /** One tree a controller, cgroup2 without controllers beside them, no systemd. */
    static CgroupHost hybrid() {
        return host(ORDINARY + """
                        31 23 0:28 / /sys/fs/cgroup rw,relatime - tmpfs tmpfs rw,mode=755
                        32 31 0:29 / /sys/fs/cgroup/cpu rw,relatime - cgroup cgroup rw,cpu
                        33 31 0:30 / /sys/fs/cgroup/cpuacct rw,relatime - cgroup cgroup rw,cpuacct
                        34 31 0:31 / /sys/fs/cgroup/cpuset rw,relatime - cgroup cgroup rw,cpuset
                        35 31 0:32 / /sys/fs/cgroup/memory rw,relatime - cgroup cgroup rw,memory
                        36 31 0:33 / /sys/fs/cgroup/devices rw,relatime - cgroup cgroup rw,devices
                        37 31 0:34 / /sys/fs/cgroup/freezer rw,relatime - cgroup cgroup rw,freezer
                        38 31 0:35 / /sys/fs/cgroup/blkio rw,relatime - cgroup cgroup rw,blkio
                        39 31 0:36 / /sys/fs/cgroup/pids rw,relatime - cgroup cgroup rw,pids
                        40 31 0:37 / /sys/fs/cgroup/systemd rw,relatime - cgroup cgroup rw,name=systemd
                        41 31 0:38 / /sys/fs/cgroup/unified rw,relatime - cgroup2 cgroup2 rw
                        """, """
                9:name=systemd:/
                8:pids:/
                7:blkio:/
                6:freezer:/
                5:devices:/
                4:memory:/process_api/daa4
                3:cpuset:/
                2:cpuacct:/
                1:cpu:/
                0::/
                """);
    }

    static CgroupHost v2(String own) {
        return host(ORDINARY + """
                30 23 0:26 / /sys/fs/cgroup rw,nosuid,nodev,noexec - cgroup2 cgroup2 rw,nsdelegate
                50 27 0:60 / /run/user/1000 rw - tmpfs tmpfs rw
                """, "0::" + own + "\n");
    }

    static CgroupHost v2() {
        return v2("/system.slice/docker.service");
    }

    /** A user's session below a delegated cgroup. */
    static CgroupHost delegated() {
        return v2("/user.slice/user-1000.slice/user@1000.service/app.slice/run-u1.scope");
    }

    static CgroupHost host(String mountinfo, String selfCgroup) {
        return CgroupHost.parse(
                mountinfo.getBytes(StandardCharsets.UTF_8), selfCgroup.getBytes(StandardCharsets.UTF_8));
    }
}
