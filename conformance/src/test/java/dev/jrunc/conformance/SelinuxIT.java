package dev.jrunc.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Labels of SELinux on processes, their keys and their mounts. */
@Conformance
final class SelinuxIT {
    private static final String PROCESS = "system_u:system_r:container_t:s0:c1,c2";
    private static final String FILES = "system_u:object_r:container_file_t:s0:c1,c2";

    @BeforeEach
    void assumeSelinux() {
        assumeTrue(Files.exists(Path.of("/sys/fs/selinux/enforce")), "this host has no SELinux");
    }

    /** Of a root filesystem that this process may use. */
    private static Bundle bundle(World world) {
        Bundle bundle = world.bundle().set("/process/selinuxLabel", PROCESS).set("/linux/mountLabel", FILES);
        Host.run("chcon", "--recursive", FILES, bundle.rootfs().toString());
        return bundle;
    }

    private static String withoutNul(String label) {
        return label.replace("\0", "").strip();
    }

    @Test
    void labelIsOnTheProcess(World world) {
        assertEquals(PROCESS, withoutNul(world.shell(bundle(world), "cat /proc/self/attr/current")));
    }

    @Test
    void labelIsOnTheProcessWithoutNewPrivilegesToo(World world) {
        Bundle bundle = bundle(world).set("/process/noNewPrivileges", true);
        assertEquals(PROCESS, withoutNul(world.shell(bundle, "cat /proc/self/attr/current")));
    }

    @Test
    void labelIsOnWhatIsExecuted(World world) {
        Container container = world.container(bundle(world).guest("hold")).started();
        String label = world.call("exec", container.id(), "cat", "/proc/self/attr/current")
                .run()
                .expectSuccess()
                .out();
        assertEquals(PROCESS, withoutNul(label));
    }

    @Test
    void labelIsOnTheKeysOfTheContainer(World world) {
        assertEquals(
                PROCESS,
                world.run(bundle(world).guest("key-label"))
                        .expectSuccess()
                        .out()
                        .strip());
    }

    @Test
    void mountsHaveTheirLabel(World world) {
        Report report = world.report(bundle(world));
        for (String path : new String[] {"/dev", "/dev/shm", "/dev/pts"}) {
            assertTrue(report.mount(path).contains("context=\"" + FILES + "\""), report.mount(path));
        }
    }

    @Test
    void unknownLabelIsRefused(World world) {
        world.run(world.bundle().set("/process/selinuxLabel", "no:such:label:s0"))
                .expectFailure("no:such:label:s0");
    }
}
