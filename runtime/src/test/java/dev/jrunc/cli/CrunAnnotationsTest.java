package dev.jrunc.cli;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Annotations of crun's in a config: honoured, refused or warned of, and never passed over. */
class CrunAnnotationsTest {
    private static String plan(String annotation, String value, String... arguments) {
        String config = """
                {"ociVersion":"1.3.0","root":{"path":"rootfs"},
                 "process":{"user":{"uid":0,"gid":0},"args":["sh"],"cwd":"/"},
                 "mounts":[{"destination":"/t","type":"tmpfs","source":"tmpfs"},{"destination":"/q","type":"mqueue"}],
                 "annotations":{"%s":"%s"},
                 "linux":{"mountLabel":"u:r:t:s0","namespaces":[{"type":"mount"},{"type":"pid"}]}}
                """.formatted(annotation, value);
        String[] given = arguments.length == 0 ? new String[] {"create", "c1"} : arguments;
        return Engine.run(
                Engine.host(Engine.V2_MOUNTS, Engine.V2_SELF, config, given).file("/sys/fs/selinux/enforce", "1"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "run.oci.handler",
                "run.oci.seccomp.receiver",
                "run.oci.seccomp.plugins",
                "run.oci.seccomp_bpf_data",
                "run.oci.seccomp_fail_unknown_syscall",
                "run.oci.timens_offset",
                "run.oci.pidfd_receiver",
                "run.oci.delegate-cgroup",
                "run.oci.systemd.force_cgroup_v1"
            })
    void whatWouldMakeAnotherContainerIsRefused(String name) {
        String plan = plan(name, "x");
        assertTrue(plan.contains("fail message=\"the annotation " + name + " of crun's can't be honoured\""), plan);
        assertFalse(plan(name, "").contains("fail message"), name);
    }

    @Test
    void aSubgroupIsRefusedWhereSystemdMakesTheCgroup() {
        String name = "run.oci.systemd.subgroup";
        assertTrue(plan(name, "container", "--systemd-cgroup", "create", "c1").contains("can't be honoured"));
        assertFalse(plan(name, "", "--systemd-cgroup", "create", "c1").contains("can't be honoured"));
        assertFalse(plan(name, "container").contains("fail message"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"run.oci.hooks.stdout", "run.oci.hooks.stderr"})
    void filesForTheOutputOfHooksAreWarnedOf(String name) {
        String plan = plan(name, "/var/log/hooks");
        assertTrue(plan.contains("warn message=\"the annotation " + name + " of crun's is not followed"), plan);
        assertFalse(plan("some.other", "x").contains("warn message"));
    }

    @Test
    void anotherTypeOfSelinuxContextIsTaken() {
        String name = "run.oci.mount_context_type";
        assertTrue(plan("some.other", "x").contains("\"context=u:r:t:s0\""));
        assertTrue(plan("some.other", "x").contains("file-label path=\"/q\" label=\"u:r:t:s0\""));
        assertTrue(plan(name, "rootcontext").contains("\"rootcontext=u:r:t:s0\""));
        assertTrue(plan(name, "othercontext").contains("unknown type \\\"othercontext\\\" of SELinux context"));
    }
}
