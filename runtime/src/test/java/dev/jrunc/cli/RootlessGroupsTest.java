package dev.jrunc.cli;

import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

/** config.md#posix-process: additionalGids, where setgroups(2) is denied. */
class RootlessGroupsTest {
    private static String plan(String gids) {
        String config = """
                {"ociVersion":"1.3.0","root":{"path":"rootfs"},
                 "process":{"user":{"uid":0,"gid":0,"additionalGids":[%s]},"args":["sh"],"cwd":"/"},
                 "linux":{"namespaces":[{"type":"mount"},{"type":"pid"},{"type":"user"}],
                  "uidMappings":[{"containerID":0,"hostID":1000,"size":1}],
                  "gidMappings":[{"containerID":0,"hostID":1000,"size":1}]}}
                """.formatted(gids);
        return Engine.run(Engine.host(Engine.V2_MOUNTS, Engine.V2_SELF, config, "create", "c1")
                .uid(1000)
                .environment("XDG_RUNTIME_DIR=/run/user/1000"));
    }

    @Test
    void groupsThatCannotBeSetAreRefused() {
        String plan = plan("0,7");
        assertTrue(plan.contains("# /process/user/additionalGids/1"), plan);
        assertTrue(plan.contains("fail message=\"additional groups cannot be set"), plan);
    }

    @Test
    void theOwnGroupIsThereAnyway() {
        String plan = plan("0");
        assertTrue(plan.contains("\nclone "), plan);
    }
}
