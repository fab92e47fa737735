package dev.jrunc.cli;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

/** Binds into a mount namespace that is joined together with a user namespace. */
class ManyBindsTest {
    private static String plan(int binds) {
        String mount = "{\"destination\":\"/m%d\",\"source\":\"/s\",\"options\":[\"bind\"]}";
        StringBuilder mounts = new StringBuilder();
        for (int i = 0; i < binds; i++) {
            mounts.append(i == 0 ? "" : ",").append(mount.formatted(i));
        }
        String config = """
                {"ociVersion":"1.3.0","root":{"path":"rootfs"},
                 "process":{"user":{"uid":0,"gid":0},"args":["sh"],"cwd":"/"},
                 "mounts":[%s],
                 "linux":{"namespaces":[{"type":"mount","path":"/proc/1/ns/mnt"},{"type":"pid"},
                   {"type":"user","path":"/proc/1/ns/user"}]}}
                """.formatted(mounts);
        return Engine.run(Engine.host(Engine.V2_MOUNTS, Engine.V2_SELF, config, "create", "c1"));
    }

    @Test
    void asManyAsCanBeOpenedBeforehandAreTaken() {
        String plan = plan(255);
        assertTrue(plan.contains("source slot=255 "), plan);
        assertFalse(plan.contains("fail "), plan);
    }

    /** Its source would be looked up in that mount namespace, by the container's root. */
    @Test
    void oneMoreIsRefused() {
        String plan = plan(256);
        assertTrue(plan.contains("# /mounts/255"), plan);
        assertTrue(plan.contains("only the first 255 mounts can be binds"), plan);
        assertFalse(plan.contains("\nclone "), plan);
    }
}
