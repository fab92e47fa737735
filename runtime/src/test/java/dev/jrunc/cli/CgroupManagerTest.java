package dev.jrunc.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whether there are cgroups at all: --cgroup-manager, as crun has it, and --rootless. */
class CgroupManagerTest {
    private static String plan(int uid, String linux, String... arguments) {
        String config = """
                {"ociVersion":"1.3.0","root":{"path":"rootfs"},
                 "process":{"user":{"uid":0,"gid":0},"args":["sh"],"cwd":"/"},
                 "linux":{"namespaces":[{"type":"mount"},{"type":"pid"},{"type":"user"}],
                  "uidMappings":[{"containerID":0,"hostID":1000,"size":1}],
                  "gidMappings":[{"containerID":0,"hostID":1000,"size":1}]%s}}
                """.formatted(linux);
        return Engine.run(Engine.host(Engine.V2_MOUNTS, Engine.V2_SELF, config, arguments)
                .uid(uid)
                .environment("XDG_RUNTIME_DIR=/run/user/1000"));
    }

    private static final String LIMIT = ",\"resources\":{\"pids\":{\"limit\":10}}";

    @Test
    void disabledMakesNoCgroup() {
        String plan = plan(0, ",\"cgroupsPath\":\"/a/b\"", "--cgroup-manager", "disabled", "create", "c1");
        assertTrue(plan.contains("\nclone "), plan);
        assertFalse(plan.contains("cgroup-create"), plan);
    }

    @Test
    void disabledRefusesLimits() {
        String plan = plan(0, LIMIT, "--cgroup-manager=disabled", "create", "c1");
        assertTrue(
                plan.contains("fail message=\"limits need a cgroup, and --cgroup-manager=disabled makes none\""), plan);
    }

    @Test
    void cgroupfsIsTheDefault() {
        assertEquals(plan(0, LIMIT, "create", "c1"), plan(0, LIMIT, "--cgroup-manager=cgroupfs", "create", "c1"));
    }

    @Test
    void anotherManagerIsRefused() {
        String plan = plan(0, "", "--cgroup-manager=none", "create", "c1");
        assertTrue(plan.contains("fail message=\"invalid cgroup-manager: none\""), plan);
    }

    /** runc's rule: an ordinary user does without, unless the caller knows better. */
    @ParameterizedTest
    @CsvSource({"0,auto,true", "0,false,true", "0,true,false", "1000,auto,false", "1000,true,false", "1000,F,true"})
    void rootlessDoesWithoutACgroup(int uid, String rootless, boolean made) {
        String plan = plan(uid, "", "--rootless=" + rootless, "create", "c1");
        assertEquals(made, plan.contains("cgroup-create"), plan);
    }

    @ParameterizedTest
    @ValueSource(strings = {"maybe", "tRUE", "2"})
    void rootlessTakesNoOtherWord(String word) {
        String plan = plan(0, "", "--rootless", word, "create", "c1");
        assertTrue(plan.contains("invalid value \\\"" + word + "\\\" for flag -rootless"), plan);
    }
}
