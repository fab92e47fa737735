package dev.jrunc.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** pthread_exit(3) of the main thread: the others go on, and so does the process, which looks like a zombie. */
@Conformance
final class MainThreadIT {
    private static Container ended(World world, Bundle bundle) {
        Container container = world.container(bundle.guest("thread")).started();
        assertTrue(Host.isZombie(container.pid()), "no zombie: " + Host.describe(container.pid()));
        return container;
    }

    /** The kernel's directory of the thread that is left. */
    private static String thread(Container container) {
        String pid = Long.toString(container.pid());
        String[] ids = new File("/proc/" + pid + "/task").list((tasks, id) -> !id.equals(pid));
        assertTrue(ids != null && ids.length == 1, "threads: " + Arrays.toString(ids));
        return "/proc/" + pid + "/task/" + ids[0];
    }

    private static void end(Container container) {
        container.kill("TERM").expectSilence();
        container.out().awaitLine("terminated");
        container.awaitEnd();
        container.delete().expectSilence();
    }

    @Test
    void containerIsRunning(World world) {
        Container container = ended(world, world.bundle());
        assertEquals("running", container.status());
        String list = world.call("list").run().expectSuccess().out();
        assertTrue(list.contains("running") && !list.contains("stopped"), list);
        container.delete().expectFailure("is not stopped");
        end(container);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void containerIsEntered(boolean userNamespace, World world) {
        Container container = ended(world, userNamespace ? world.bundle().userNamespace() : world.bundle());
        Report report = new Report(
                world.call("exec", container.id(), "/guest", "report").run().json());
        for (String file : List.of("mnt", "pid", "net", "ipc", "uts", "user", "cgroup", "time")) {
            assertEquals(Host.link(thread(container) + "/ns/" + file), report.namespace(file), file);
        }
        world.call("exec", container.id(), "/nothing").run().expectFailure("/nothing");
        end(container);
    }

    @Test
    void containerIsPausedAndResumed(World world) {
        Container container = ended(world, world.bundle());
        container.call("pause").expectSilence();
        assertEquals("paused", container.status());
        container.call("resume").expectSilence();
        end(container);
    }

    @Test
    void processesAndNumbersAreTold(World world) {
        Container container = ended(world, world.bundle());
        assertEquals(
                container.pid(),
                container.call("ps", "--format", "json").json().path(0).asLong());
        assertEquals(
                2,
                container
                        .call("events", "--stats")
                        .json()
                        .at("/data/pids/current")
                        .asLong());
        end(container);
    }

    @Test
    void mountsComeAndGo(World world) {
        assumeTrue(
                world.runtime().call("mounts", "--help").run().exit() == 0,
                "the runtime has no command to change mounts");
        Container container = ended(world, world.bundle());
        String before = Host.read(thread(container) + "/mountinfo");
        String file = container
                .bundle()
                .file(
                        "mounts.json",
                        "[{\"destination\": \"/mnt/t\", \"type\": \"tmpfs\", \"source\": \"tmpfs\"}]",
                        "rw-r--r--")
                .toString();
        world.call("mounts", "add", container.id(), file).run().expectSilence();
        String during = Host.read(thread(container) + "/mountinfo");
        assertTrue(during.contains(" /mnt/t "), during);
        world.call("mounts", "remove", container.id(), file).run().expectSilence();
        assertEquals(before, Host.read(thread(container) + "/mountinfo"));
        end(container);
    }

    @Test
    void isolationIsTold(World world) {
        assumeTrue(
                world.runtime().call("inspect", "--help").run().exit() == 0,
                "the runtime has no command to tell of the isolation");
        Container container = ended(world, world.bundle());
        String link = Host.link(thread(container) + "/ns/mnt");
        assertEquals(
                link,
                container
                        .call("inspect", "--json")
                        .json()
                        .at("/mnt namespace/container")
                        .asText());
        end(container);
    }

    @Test
    void deletedByForce(World world) {
        Container container = ended(world, world.bundle());
        container.delete("--force").expectSilence();
        container.awaitEnd();
    }
}
