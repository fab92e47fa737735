package dev.jrunc.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** config.md#linux-mount-options and config-linux.md#rootfs-mount-propagation: whose mounts are seen where. */
@Conformance
final class MountPropagationIT {
    @ParameterizedTest
    @CsvSource({
        "private,''",
        "rprivate,''",
        "shared,shared",
        "rshared,shared",
        "unbindable,unbindable",
        "runbindable,unbindable"
    })
    void propagationIsSet(String option, String expected, World world) throws IOException {
        Report report = world.report(
                world.bundle().mount("/m", "bind", MountsIT.hostTree(world).toString(), "rbind", option));
        assertEquals(expected, report.propagation("/m").replaceAll(":.*", ""));
        if (option.startsWith("r")) {
            assertEquals(expected, report.propagation("/m/below").replaceAll(":.*", ""));
        }
    }

    @Test
    void propagationOptionsComeInOrder(World world) throws IOException {
        Report report = world.report(
                world.bundle().mount("/m", "bind", MountsIT.hostTree(world).toString(), "rbind", "rshared", "private"));
        assertEquals("", report.propagation("/m"));
        assertTrue(report.propagation("/m/below").startsWith("shared"), report.mount("/m/below"));
    }

    @Test
    void slaveGetsTheMountsOfTheHostButGivesNone(World world) throws IOException {
        Path dir = MountsIT.hostTree(world);
        Host.run("mount", "--make-shared", dir.toString());
        Bundle bundle = world.bundle()
                .mount("/m", "bind", dir.toString(), "rbind", "rslave")
                .guest("report-hold")
                .set("/linux/rootfsPropagation", "slave");
        Container container = world.container(bundle);
        Report report = reportOf(container);
        assertTrue(report.propagation("/m").startsWith("master"), report.mount("/m"));
        Files.createDirectories(dir.resolve("late"));
        Host.run("mount", "-t", "tmpfs", "late", dir.resolve("late").toString());
        Expect.has(" /m/late ", Host.read("/proc/" + container.pid() + "/mountinfo"));
        container.stop();
    }

    /** Starts {@code report-hold}, which goes on when it has told what it sees. */
    private static Report reportOf(Container container) {
        container.create().expectSuccess();
        container.start().expectSuccess();
        container.out().awaitLine("ready");
        return new Report(Json.parse(container.out().text().lines().findFirst().orElseThrow()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"slave", "rslave"})
    void rootThatIsASlaveGetsTheMountsOfTheHost(String name, World world) throws IOException {
        Bundle bundle = world.bundle().guest("report-hold").set("/linux/rootfsPropagation", name);
        Path root = bundle.dir().resolve("rootfs");
        Host.run("mount", "--bind", root.toString(), root.toString());
        world.own(() -> Host.run("umount", "-R", root.toString()));
        Host.run("mount", "--make-shared", root.toString());
        Files.createDirectories(root.resolve("late"));
        Container container = world.container(bundle);
        Report report = reportOf(container);
        assertTrue(report.propagation("/").startsWith("master"), report.mount("/"));
        Host.run("mount", "-t", "tmpfs", "late", root.resolve("late").toString());
        Expect.has(" /late ", Host.read("/proc/" + container.pid() + "/mountinfo"));
        container.stop();
    }
}
