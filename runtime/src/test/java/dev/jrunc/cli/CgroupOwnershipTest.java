package dev.jrunc.cli;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jrunc.host.FakeHost;
import org.junit.jupiter.api.Test;

/** config-linux.md#cgroup-ownership. */
class CgroupOwnershipTest {
    private static String plan(String namespaces, String options) {
        return Engine.run(host(namespaces, options));
    }

    private static FakeHost host(String namespaces, String options) {
        return host(namespaces, options, "/sys/fs/cgroup");
    }

    private static FakeHost host(String namespaces, String options, String destination) {
        String config = """
                {"ociVersion":"1.3.0","root":{"path":"rootfs"},
                 "process":{"user":{"uid":5,"gid":5},"args":["sh"],"cwd":"/"},
                 "mounts":[{"destination":"%s","type":"cgroup","source":"cgroup","options":[%s]}],
                 "linux":{"namespaces":[{"type":"mount"},{"type":"pid"},{"type":"user"}%s],
                  "uidMappings":[{"containerID":0,"hostID":100000,"size":1000}],
                  "gidMappings":[{"containerID":0,"hostID":100000,"size":1000}]}}
                """.formatted(destination, options, namespaces);
        return Engine.host(Engine.V2_MOUNTS, Engine.V2_SELF, config, "create", "c1");
    }

    /** A container is made, and no cgroup given away. */
    private static void nothingIsOwned(String plan) {
        assertTrue(plan.contains("\nwrite path=\"/run/jrunc/c1/state.json\"") && !plan.contains("\nown "), plan);
    }

    @Test
    void writableMountInANewNamespaceBelongsToTheUser() {
        String plan = plan(",{\"type\":\"cgroup\"}", "\"nosuid\"");
        assertTrue(plan.contains("own path=\"/sys/fs/cgroup/user.slice/c1\" uid=100005"), plan);
    }

    @Test
    void filesAreThoseThatTheKernelLists() {
        FakeHost host = host(",{\"type\":\"cgroup\"}", "\"nosuid\"");
        String plan = Engine.run(host.file("/sys/kernel/cgroup/delegate", "cgroup.procs\nmemory.reclaim\n"));
        assertTrue(plan.contains("uid=100005 files=[\"cgroup.procs\" \"memory.reclaim\"]"), plan);
    }

    @Test
    void withoutAListTheyAreThree() {
        String plan = plan(",{\"type\":\"cgroup\"}", "\"nosuid\"");
        assertTrue(plan.contains("files=[\"cgroup.procs\" \"cgroup.subtree_control\" \"cgroup.threads\"]"), plan);
    }

    @Test
    void readOnlyMountDoesNot() {
        nothingIsOwned(plan(",{\"type\":\"cgroup\"}", "\"ro\""));
    }

    @Test
    void mountElsewhereDoesNot() {
        FakeHost host = host(",{\"type\":\"cgroup\"}", "\"nosuid\"", "/mnt/cgroup");
        nothingIsOwned(Engine.run(host));
        String same = Engine.run(host(",{\"type\":\"cgroup\"}", "", "/sys/fs//cgroup/"));
        assertTrue(same.contains("\nown "), same);
    }

    @Test
    void withoutACgroupNamespaceItDoesNot() {
        nothingIsOwned(plan("", "\"nosuid\""));
    }
}
