package dev.jrunc.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** memory.oom.group is a property that systemd takes when it makes a scope, and refuses of one that runs (dbus-scope.c). */
class OomPolicyTest {
    @ParameterizedTest
    @CsvSource({
        "254.1, 1, OOMPolicy kill",
        "254.1, 0, OOMPolicy continue",
        "254.1, 2, ''",
        "252.4, 1, ''",
    })
    void policyIsOfTheCallThatMakesTheScope(String version, String group, String words) {
        String plan = Engine.run(
                Engine.host(Engine.V2_MOUNTS, Engine.V2_SELF, """
                {"ociVersion":"1.3.0","root":{"path":"rootfs"},"process":{"args":["sh"],"cwd":"/"},
                 "linux":{"cgroupsPath":"machine.slice:jrunc:c1","namespaces":[{"type":"mount"},{"type":"pid"}],
                  "resources":{"unified":{"memory.oom.group":"%s","memory.high":"4096"}}}}
                """.formatted(group), "--systemd-cgroup", "create", "c1")
                        .file("bus", Engine.systemd(version, "/")));
        assertEquals(words, policy(plan, "StartTransientUnit"), plan);
        assertEquals("", policy(plan, "SetUnitProperties"), plan);
        assertTrue(plan.contains("MemoryHigh"), plan);
    }

    private static String policy(String plan, String call) {
        Matcher matcher = Pattern.compile(call + ".*(OOMPolicy \\w+)").matcher(plan);
        return matcher.find() ? matcher.group(1) : "";
    }
}
