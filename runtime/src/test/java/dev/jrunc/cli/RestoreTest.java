package dev.jrunc.cli;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jrunc.host.FakeHost;
import org.junit.jupiter.api.Test;

/** What restore compiles and refuses, without CRIU. */
class RestoreTest {
    private static FakeHost host(String more, String... globals) {
        return with(Engine.V2_MOUNTS, Engine.V2_SELF, more, globals);
    }

    private static FakeHost with(String cgroupMounts, String ownCgroup, String more, String... globals) {
        String config = """
                {"ociVersion":"1.3.0","root":{"path":"rootfs"},
                 "process":{"user":{"uid":0,"gid":0},"args":["sh"],"cwd":"/"},%s
                 "linux":{"namespaces":[{"type":"mount"},{"type":"pid"}]}}
                """.formatted(more);
        String[] arguments = new String[globals.length + 4];
        System.arraycopy(globals, 0, arguments, 0, globals.length);
        System.arraycopy(new String[] {"restore", "--image-path", "/images", "c1"}, 0, arguments, globals.length, 4);
        return Engine.host(cgroupMounts, ownCgroup, config, arguments)
                .directory("/images")
                .file("/usr/sbin/criu", "");
    }

    @Test
    void criuIsAskedForTheContainer() {
        String plan = Engine.run(host(""));
        assertTrue(plan.contains("\ncriu args=[\"/usr/sbin/criu\" \"swrk\" \"3\"]"), plan);
        assertFalse(plan.contains("warn message"), plan);
    }

    @Test
    void aServiceManagerThatWaitsIsWarnedOf() {
        String plan = Engine.run(host("").environment("NOTIFY_SOCKET=/run/systemd/notify"));
        assertTrue(plan.contains("warn message=\"NOTIFY_SOCKET is not passed on to a restored container"), plan);
    }

    @Test
    void cgroupsOfV1AreBoundAgain() {
        String mounts = "\"mounts\":[{\"destination\":\"/sys/fs/cgroup\",\"type\":\"cgroup\",\"source\":\"cgroup\"}],";
        String plan = Engine.run(with(Engine.HYBRID_MOUNTS, Engine.HYBRID_SELF, mounts));
        assertTrue(plan.contains("/sys/fs/cgroup/pids/c1"), plan.substring(plan.indexOf("criu args=")));
    }

    /** systemd makes no empty scope, and CRIU makes the process too late for one. */
    @Test
    void aScopeIsMadeWithCriuInIt() {
        String plan = Engine.run(host("", "--systemd-cgroup").file("bus", Engine.systemd("254.1", "/")));
        int begin = plan.indexOf("on script=\"started\"");
        assertTrue(begin > plan.indexOf("criu args="), plan);
        assertTrue(plan.indexOf("bus-call", begin) < plan.indexOf("on script=\"post-restore\""), plan);
        assertTrue(plan.contains("StartTransientUnit"), plan);
    }

    @Test
    void whatCriuCannotMakeIsRefused() {
        assertTrue(Engine.run(host("\"annotations\":{\"run.oci.handler\":\"krun\"},"))
                .contains("can't be honoured"));
    }
}
