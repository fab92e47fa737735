package dev.jrunc.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

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
        assertFalse(Files.exists(world.stateRoot().resolve(container.id())));
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
        assertFalse(container.state().exit() == 0);
        assertTrue(Files.exists(images.resolve("descriptors.json")));
        container.restore(images).expectSuccess();
        assertEquals("running", container.status());
        container.stop();
    }
}
