package dev.jrunc.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** doctor: what the host can do, as it turns out to be. */
@Conformance
final class DoctorIT {
    @BeforeEach
    void onlyWhereThereIsSuchACommand(World world) {
        assumeTrue(world.runtime().call("doctor", "--help").run().exit() == 0, "the runtime has no such command");
    }

    private static Map<String, JsonNode> checks(JsonNode report) {
        Map<String, JsonNode> checks = new HashMap<>();
        report.path("checks").forEach(check -> checks.put(check.path("name").asText(), check));
        return checks;
    }

    @Test
    void aHostThatRunsContainersIsUsable(World world) {
        world.run(world.bundle().args("/bin/true")).expectSuccess();
        JsonNode report = world.runtime().call("doctor", "--json").run().json();
        assertTrue(report.path("usable").asBoolean(), report.toString());
        Map<String, JsonNode> checks = checks(report);
        assertEquals("ok", checks.get("kernel").path("status").asText());
        assertEquals("ok", checks.get("id mapped mounts").path("status").asText());
        assertEquals("ok", checks.get("seccomp").path("status").asText());
        Expect.has(
                Host.read("/proc/sys/kernel/osrelease").strip(),
                checks.get("kernel").path("detail").asText());
        for (JsonNode check : report.path("checks")) {
            boolean ok = check.path("status").asText().equals("ok");
            assertTrue(ok == check.path("fix").isMissingNode(), "a remedy for what is missing only: " + check);
        }
    }

    @Test
    void textSaysTheSame(World world) {
        String text = world.runtime().call("doctor").run().expectSuccess().out();
        assertTrue(text.endsWith("Containers can be started here.\n"), text);
        assertEquals(text, world.runtime().call("info").run().expectSuccess().out());
    }

    @Test
    void withoutACgroupFilesystemItSaysSo(World world) {
        String commands = "umount -l /sys/fs/cgroup";
        Result result = world.runtime()
                .call("doctor", "--json")
                .through("unshare", "-m", "sh", "-c", commands + " && exec \"$@\"", "sh")
                .run();
        JsonNode cgroups = checks(result.json()).get("cgroups");
        assertEquals("missing", cgroups.path("status").asText(), cgroups.toString());
    }
}
