package dev.jrunc.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jrunc.spec.Config;
import dev.jrunc.spec.Root;
import dev.jrunc.spec.json.ConfigReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What containerd, Docker, BuildKit, Podman and buildah hand over becomes a plan, on both layouts of cgroups. */
class EngineConfigsTest {
    private static final String MORE_MOUNTS = """
            42 31 0:39 / /sys/fs/cgroup/memory rw,relatime - cgroup cgroup rw,memory
            43 31 0:40 / /sys/fs/cgroup/blkio rw,relatime - cgroup cgroup rw,blkio
            44 31 0:41 / /sys/fs/cgroup/net_cls rw,relatime - cgroup cgroup rw,net_cls,net_prio
            45 31 0:42 / /sys/fs/cgroup/hugetlb rw,relatime - cgroup cgroup rw,hugetlb
            46 31 0:43 / /sys/fs/cgroup/cpuacct rw,relatime - cgroup cgroup rw,cpuacct
            """;
    private static final String MORE_SELF =
            "9:memory:/\n10:blkio:/\n11:net_cls,net_prio:/\n12:hugetlb:/\n13:cpuacct:/\n";

    @Test
    void everyConfigBecomesAPlanOnAHybridHost() throws Exception {
        assertEquals(List.of(), refused(Engine.HYBRID_MOUNTS + MORE_MOUNTS, Engine.HYBRID_SELF + MORE_SELF));
    }

    @Test
    void everyConfigBecomesAPlanOnACgroup2Host() throws Exception {
        List<String> refused = refused(Engine.V2_MOUNTS, Engine.V2_SELF);
        assertEquals(1, refused.size(), refused.toString());
        assertTrue(refused.get(0).contains("memory.swappiness exists only in cgroup v1"), refused.get(0));
    }

    private static List<String> refused(String mounts, String self) throws Exception {
        List<String> refused = new ArrayList<>();
        Map<String, String> configs = EngineDocuments.of("config");
        assertTrue(configs.size() > 100, configs.size() + " configs");
        for (Map.Entry<String, String> each : configs.entrySet()) {
            String json = each.getValue();
            Config config = ConfigReader.read(json.getBytes(StandardCharsets.UTF_8));
            Root root = config.root();
            String rootfs = root == null ? "" : root.path();
            boolean terminal = config.process() != null
                    && Boolean.TRUE.equals(config.process().terminal());
            String[] arguments = terminal
                    ? new String[] {"create", "--console-socket", "/console", "c1"}
                    : new String[] {"create", "c1"};
            String plan = Engine.run(Engine.host(mounts, self, json, arguments)
                    .directory(rootfs.startsWith("/") ? rootfs : "/b/" + rootfs));
            if (!plan.contains("\nclone ") || plan.contains("\nfail ")) {
                refused.add(each.getKey() + ": " + plan);
            }
        }
        return refused;
    }
}
