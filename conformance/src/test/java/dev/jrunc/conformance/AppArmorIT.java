package dev.jrunc.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A profile of AppArmor on the container process and on what is executed beside it. */
@Conformance
final class AppArmorIT {
    private static final String PROFILE =
            "jrunc-conformance-" + ProcessHandle.current().pid();

    /** Everything but one file. */
    private static final String RULES = """
            profile %s flags=(attach_disconnected,mediate_deleted) {
              file,
              capability,
              network,
              mount,
              umount,
              pivot_root,
              signal,
              ptrace,
              unix,
              deny /forbidden r,
            }
            """.formatted(PROFILE);

    @TempDir
    private Path dir;

    private Path rules;

    @BeforeEach
    void load() throws IOException {
        assumeTrue(
                Files.exists(Path.of("/sys/kernel/security/apparmor/profiles"))
                        && "Y"
                                .equals(Host.read("/sys/module/apparmor/parameters/enabled")
                                        .strip()),
                "this host has no AppArmor");
        rules = Files.writeString(dir.resolve("profile"), RULES);
        Host.run("apparmor_parser", "--replace", "--skip-cache", rules.toString());
    }

    @AfterEach
    void unload() {
        if (rules != null) {
            Host.run("apparmor_parser", "--remove", rules.toString());
        }
    }

    private static Bundle bundle(World world) {
        Bundle bundle = world.bundle().set("/process/apparmorProfile", PROFILE);
        Path file = bundle.file("forbidden", "secret\n", "rw-r--r--");
        return bundle.mount("/forbidden", "bind", file.toString(), "bind");
    }

    @Test
    void profileIsOnTheContainerProcess(World world) {
        assertEquals(PROFILE + " (enforce)", world.shell(bundle(world), "cat /proc/self/attr/current"));
    }

    @Test
    void profileIsEnforced(World world) {
        assertEquals("denied", world.shell(bundle(world), "cat /forbidden 2> /dev/null || echo denied"));
        assertEquals(
                "secret", world.shell(bundle(world).remove("/process/apparmorProfile"), "cat /forbidden 2> /dev/null"));
    }

    @Test
    void profileHoldsWithoutNewPrivilegesToo(World world) {
        Bundle bundle = bundle(world).set("/process/noNewPrivileges", true);
        assertEquals(PROFILE + " (enforce)", world.shell(bundle, "cat /proc/self/attr/current"));
    }

    @Test
    void profileIsOnWhatIsExecuted(World world) {
        Container container = world.container(bundle(world).guest("hold"));
        container.create().expectSuccess();
        container.start().expectSuccess();
        Result result = world.call(
                        "exec",
                        container.id(),
                        "/bin/sh",
                        "-c",
                        "cat /proc/self/attr/current; cat /forbidden || echo denied")
                .run();
        assertEquals(PROFILE + " (enforce)\ndenied\n", result.out(), result.toString());
    }

    @Test
    void unknownProfileIsRefused(World world) {
        Result result = world.run(world.bundle().set("/process/apparmorProfile", "no-such-profile"));
        result.expectFailure("no-such-profile");
        assertTrue(result.err().contains("apparmor"), result.toString());
    }
}
