package dev.jrunc.bundle;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The command {@code generate} as callers of oci-runtime-tool know it. */
class GenerateCommandTest {
    /** A command line of oci-runtime-tool, boolean flags as Go has them. */
    @Test
    void generateAsOciRuntimeTool() throws Exception {
        Tool.Result result =
                Tool.run(("bundle generate --process-tty --rootfs-readonly=false --process-no-new-privileges true"
                                + " --privileged=false --label a=b=c --mount-cgroups no --linux-device-remove-all"
                                + " --process-rlimits-remove-all=true --linux-hugepage-limits-add 2MB:5"
                                + " --linux-blkio-read-bps-device 8:0:7 --hooks-poststop /h:x --hooks-poststop-env"
                                + " /h:A=1 --linux-disable-oom-kill --tmpfs /t --args --rootfs-readonly=x")
                        .split(" "));
        assertEquals("", result.err());
        JsonNode config = new ObjectMapper().readTree(result.out());
        assertTrue(config.at("/process/terminal").asBoolean());
        assertFalse(config.at("/root/readonly").asBoolean(true));
        assertTrue(config.at("/process/noNewPrivileges").asBoolean());
        assertTrue(config.at("/linux/seccomp").isMissingNode());
        assertFalse(config.at("/process/capabilities/bounding").toString().contains("SYS_ADMIN"));
        assertEquals("b=c", config.at("/annotations/a").asText());
        assertFalse(config.at("/mounts").toString().contains("cgroup"));
        assertTrue(config.at("/process/rlimits").isMissingNode());
        assertEquals(
                7,
                config.at("/linux/resources/blockIO/throttleReadBpsDevice/0/rate")
                        .asInt());
        assertEquals("[\"A=1\"]", config.at("/hooks/poststop/0/env").toString());
        assertTrue(config.at("/linux/resources/memory/disableOOMKiller").asBoolean());
        assertEquals("[\"--rootfs-readonly=x\"]", config.at("/process/args").toString());
    }

    @Test
    void theFilterAlone() throws Exception {
        Tool.Result none = Tool.run("bundle", "generate", "--linux-seccomp-only");
        assertEquals(1, none.status());
        assertTrue(none.err().contains("there is no filter"), none.err());
        Tool.Result docker =
                Tool.run("bundle", "generate", "--linux-seccomp-profile", "docker", "--linux-seccomp-only");
        assertEquals(
                "SCMP_ACT_ERRNO",
                new ObjectMapper().readTree(docker.out()).path("defaultAction").asText());
    }

    /** What this tool does by another name is said, not ignored. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "--linux-device-cgroup-add=allow,type=c",
                "--linux-device-cgroup-remove",
                "--process-username=x",
                "--os=linux"
            })
    void flagsThatAreElsewhere(String flag) throws Exception {
        Tool.Result result = Tool.run("bundle", "generate", flag);
        assertEquals(1, result.status());
        assertEquals("", result.out());
        assertTrue(result.err().contains(flag.replaceAll("=.*", "") + " is oci-runtime-tool's: "), result.err());
    }
}
