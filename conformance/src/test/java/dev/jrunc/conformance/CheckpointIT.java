package dev.jrunc.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** checkpoint and restore: what engines probe, what is refused, and where CRIU works the way there and back. */
@Conformance
final class CheckpointIT {
    @Test
    void probesOfEngines(World world) {
        world.call("checkpoint", "--help").run().expectSuccess();
        Result missing = world.call("restore", "--lsm-mount-context").run();
        assertTrue((missing.out() + missing.err()).contains("flag needs an argument"), missing.err());
    }

    @Test
    void aContainerThatIsNotRunningIsRefused(World world) {
        Container container = world.container(world.bundle().guest("hold"));
        container.create().expectSuccess();
        Result refused = container.call("checkpoint");
        assertTrue(refused.exit() != 0, refused.out());
        assertTrue(refused.err().contains("cannot be checkpointed in created state"), refused.err());
        assertEquals("created", container.status());
    }

    @Test
    void parentPathIsRelative(World world) {
        Container container = world.running();
        for (String parent : new String[] {"/absolute", "missing"}) {
            Result refused = container.call("checkpoint", "--parent-path", parent);
            assertTrue(refused.exit() != 0, refused.out());
            assertTrue(refused.err().contains("--parent-path"), refused.err());
        }
        assertEquals("running", container.status());
        container.stop();
    }

    @Test
    void aRestoreThatFailsLeavesNothing(World world) throws IOException {
        Container container = world.container(world.bundle().guest("hold"));
        Path images = Files.createDirectory(world.dir().resolve("empty"));
        container
                .beginning("restore", "--detach", "--image-path", images.toString())
                .run()
                .expectFailure();
        container.state().expectFailure("does not exist");
        Expect.gone(world.stateRoot().resolve(container.id()));
    }

    /** Either CRIU can do it, then the container is gone and comes back; or it is untouched and the error is CRIU's. */
    @Test
    void thereAndBackOrUntouched(World world) {
        Container container = world.running();
        Path images = world.dir().resolve("images");
        Result checkpoint = container.call("checkpoint", "--image-path", images.toString());
        if (checkpoint.exit() != 0) {
            assertTrue(checkpoint.err().contains("criu"), checkpoint.err());
            assertEquals("running", container.status());
            container.stop();
            Assumptions.abort("CRIU does not work here: " + checkpoint.err().strip());
        }
        container.state().expectFailure();
        Expect.there(images.resolve("descriptors.json"));
        container.restore(images).expectSuccess();
        assertEquals("running", container.status());
        container.stop();
    }

    /** With v1 they are bind mounts as well, or mounts of a cgroup namespace; an engine's configurations have them. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void whereCriuWorksCgroupsAreThereAgain(boolean namespace, World world) {
        assumeCriuWorks(world);
        Bundle bundle = world.bundle()
                .mount("/sys/fs/cgroup", "cgroup", "cgroup", "ro", "nosuid", "nodev", "noexec")
                .guest("hold");
        if (namespace) {
            bundle.namespace("cgroup", "");
        }
        Container container = world.container(bundle).started();
        String before = cgroupMounts(container);
        Path images = world.dir().resolve("images");
        container.call("checkpoint", "--image-path", images.toString()).expectSuccess();
        container.restore(images).expectSuccess();
        assertEquals(before, cgroupMounts(container));
        container.stop();
    }

    private static void assumeCriuWorks(World world) {
        Container container = world.running();
        Path images = world.dir().resolve("tried");
        Result checkpoint = container.call("checkpoint", "--image-path", images.toString());
        if (checkpoint.exit() != 0) {
            container.stop();
            Assumptions.abort("CRIU does not work here: " + checkpoint.err().strip());
        }
    }

    /** What is mounted there, with root and options. */
    private static String cgroupMounts(Container container) {
        return Host.read("/proc/" + container.pid() + "/mountinfo")
                .lines()
                .filter(line -> line.contains(" /sys/fs/cgroup"))
                .map(line -> line.split(" ", 7))
                .map(fields -> fields[3] + " " + fields[4] + " " + fields[5])
                .sorted()
                .collect(Collectors.joining("\n"));
    }

    /** CRIU goes on without the descriptors that it may not have, and logs that as an error like any other. */
    @Test
    void theErrorThatIsToldIsOneThatMattered(World world) throws IOException {
        Path work = Files.createDirectory(world.dir().resolve("work"));
        String path = criu(world, """
                cat > %s/dump.log << END
                (00.01) Error (criu/util.c:1534): rlimit: Can't setup RLIMIT_NOFILE for self: Operation not permitted
                (00.02) Error (criu/mount.c:753): mnt: what it was
                (00.03) Error (criu/cr-dump.c:1975): Dumping FAILED.
                END
                """.formatted(work));
        Container container = world.running();
        Result refused = world.call("checkpoint", "--work-path", work.toString(), container.id())
                .env("PATH", path)
                .run();
        assertTrue(refused.exit() != 0, refused.out());
        assertTrue(refused.err().contains("mnt: what it was"), refused.err());
        container.stop();
    }

    /** As in an archive of images that somebody else has made. */
    @ParameterizedTest
    @ValueSource(strings = {"restore.log", "stats-restore"})
    void linkAmongTheImagesIsNotWrittenThrough(String name, World world) throws IOException {
        Canary canary = Canary.in(world);
        Path images = Files.createDirectory(world.dir().resolve("images"));
        Files.createSymbolicLink(images.resolve(name), canary.file());
        Files.writeString(images.resolve("descriptors.json"), "[]");
        Container container = world.container(world.bundle().guest("hold"));
        container
                .beginning("restore", "--detach", "--image-path", images.toString())
                .env("PATH", criu(world, "echo x > " + images.resolve(name)))
                .run()
                .expectFailure();
        canary.assertUntouched();
    }

    /** A PATH where CRIU is a shell script. */
    private static String criu(World world, String script) throws IOException {
        Path criu = Files.writeString(
                Files.createDirectory(world.dir().resolve("bin")).resolve("criu"), "#!/bin/sh\n" + script);
        Files.setPosixFilePermissions(criu, PosixFilePermissions.fromString("rwxr-xr-x"));
        return criu.getParent() + ":" + System.getenv("PATH");
    }
}
